"""What is wrong with a calendar, in the reader's language."""

from flask_babel import gettext

from school.calendar.rules import CalendarError


def text_of(error: CalendarError) -> str:
    """The fault and what to do."""
    return {
        "name": gettext(
            "The name must be two years in a row that begin with the start, like 2026-2027."
        ),
        "start": gettext("Write the first day as dd/mm/yyyy or yyyy-mm-dd."),
        "tet": gettext(
            "The day of Tết in this year is not known here: name the weeks that are off."
        ),
        "weeks": gettext("This week does not belong to the year."),
        "overlap": gettext("Another school year already holds some of these days."),
    }[error.code]
