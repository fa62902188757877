"""The lists of a school as files to give away."""

from school.calendar.models import SchoolYear
from school.roster import book, snapshot
from school.roster.oneroster import writing
from school.units.models import OrgUnit
from suite import audit
from suite.db import db

FORMATS = ("oneroster-1.1", "oneroster-1.2", "xlsx")
KINDS = dict.fromkeys(FORMATS, "application/zip") | {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
}


def export(school: OrgUnit, year: SchoolYear, format_name: str) -> tuple[str, bytes]:
    """The name and the bytes of a file. Commits the note that names went out.

    Raises KeyError for an unknown format.
    """
    kind = KINDS[format_name]
    data = of(snapshot.take(school, year), format_name)
    audit.record("roster.exported", f"unit:{school.id}", detail={"format": format_name})
    db.session.commit()
    ending = "zip" if kind == "application/zip" else "xlsx"
    return f"{school.code}-{year.name}-{format_name}.{ending}", data


def of(shot: snapshot.Snapshot, format_name: str) -> bytes:
    """A snapshot in a format."""
    if format_name == "xlsx":
        return book.write(shot)
    return writing.write(shot, format_name.removeprefix("oneroster-"))
