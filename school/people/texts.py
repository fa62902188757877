"""Words of the pages about people."""

from flask_babel import gettext

OPEN_DIGITS = 3


def shown_identifier(scheme: str, value: str) -> tuple[str, str]:
    """Name and text of an identifier; of the citizen number only the last three digits."""
    names = {
        "moet": gettext("Identifier of the ministry"),
        "school": gettext("School's own number"),
        "lifelong": gettext("Lifelong learning record"),
        "cccd": gettext("Citizen number"),
    }
    hidden = "•" * 9 + value[-OPEN_DIGITS:] if scheme == "cccd" else value
    return names.get(scheme, scheme), hidden
