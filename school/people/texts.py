"""Words of the pages about people."""

from flask_babel import gettext

from school.people.models import Person, PersonIdentifier
from suite import clock


def scheme_names() -> dict[str, str]:
    """The kinds of identifier by name."""
    return {
        "moet": gettext("Identifier of the ministry"),
        "school": gettext("School's own number"),
        "lifelong": gettext("Lifelong learning record"),
        "cccd": gettext("Citizen number"),
    }


def shown_facts(person: Person) -> list[tuple[str, str]]:
    """The plain facts of a person, with their names."""
    genders = {"male": gettext("Male"), "female": gettext("Female")}
    unknown = gettext("not told")
    return [
        (gettext("Full name"), person.full_name),
        (gettext("Birth date"), clock.show_date(person.birth_date) or unknown),
        (gettext("Gender"), genders.get(person.gender or "", unknown)),
    ]


def shown_identifier(row: PersonIdentifier) -> tuple[str, str]:
    """Name and text of an identifier; of a sealed one only the last three digits."""
    text = "•" * 9 + (row.hint or "") if row.sealed else row.value
    return scheme_names().get(row.scheme, row.scheme), text
