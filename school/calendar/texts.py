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
        "frame": gettext("No rule says how many weeks this year has: give their number."),
        "holiday_name": gettext("Give the holiday a name of at most 100 letters."),
        "holiday_days": gettext(
            "A holiday lies within the school year and lasts from one day to 60 days."
        ),
        "overlap": gettext("Another school year already holds some of these days."),
    }[error.code]
