"""What cannot be done with a subject group, in the reader's language."""

from datetime import date

from flask_babel import gettext

from school.groups.rules import GroupError
from suite.clock import show_date


def text_of(error: GroupError) -> str:
    """The fault and what to do."""
    told = show_date(error.detail) if isinstance(error.detail, date) else str(error.detail)
    return {
        "name": lambda: gettext("Give a name of at most %(most)s letters.", most=told),
        "taken": lambda: gettext("Another group of this school has this name."),
        "day": lambda: gettext("Choose a day within %(days)s.", days=told),
        "closed": lambda: gettext("This group is closed."),
        "teacher": lambda: gettext("This person is no teacher of the school today."),
        "member": lambda: gettext("This person is in the group on that day already."),
        "stranger": lambda: gettext("This person is not in the group on that day."),
        "head": lambda: gettext("This person leads the group on that day already."),
        "later": lambda: gettext(
            "Another change is noted for %(day)s: choose a later day.", day=told
        ),
    }[error.code]()
