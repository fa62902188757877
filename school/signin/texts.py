"""Words of the pages to sign in."""

from datetime import datetime

from flask_babel import gettext

from suite import clock


def resting(until: datetime) -> str:
    """Why nothing is tried for a while."""
    return gettext(
        "Too many wrong passwords: this account rests until %(until)s.", until=clock.show(until)
    )
