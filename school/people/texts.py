"""Words of the pages about people."""

from flask_babel import gettext

from school.people.models import PersonIdentifier


def scheme_names() -> dict[str, str]:
    """The kinds of identifier by name."""
    return {
        "moet": gettext("Identifier of the ministry"),
        "school": gettext("School's own number"),
        "lifelong": gettext("Lifelong learning record"),
        "cccd": gettext("Citizen number"),
    }


def shown_identifier(row: PersonIdentifier) -> tuple[str, str]:
    """Name and text of an identifier; of a sealed one only the last three digits."""
    text = "•" * 9 + (row.hint or "") if row.sealed else row.value
    return scheme_names().get(row.scheme, row.scheme), text
