"""From OneRoster files to the records of a roster, every fault by file, row and column."""

from datetime import date

from school.roster.oneroster.enrolments import Enrolments
from school.roster.oneroster.files import Bundle
from school.roster.oneroster.places import Places
from school.roster.oneroster.users import Users
from school.roster.reading import Context
from school.roster.records import Fault, Roster


def parse(
    bundle: Bundle, school: tuple[str, str], year: tuple[date, date], context: Context
) -> Roster:
    """The records of the school with the code and uid of `school` in the year."""
    roster = Roster(faults=list(bundle.faults), notes=list(bundle.notes))
    if roster.faults:
        return roster
    places = Places(bundle, context, roster)
    places.sessions(year)
    org = places.org(school)
    if org:
        places.classes(org)
        Users(bundle, context, roster).read(org, Enrolments(places))
    if not roster.faults and roster.is_empty:
        roster.faults.append(Fault("no_row"))
    return roster
