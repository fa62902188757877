"""Decisions given as a list: identifier or user name, decision, class."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import or_, select

from school.people.models import Person, PersonIdentifier
from school.turnover import existing
from school.turnover.models import Turnover
from school.turnover.rules import KINDS, Choice, kind_of
from suite.db import db
from suite.text import fold

MOST_LINES = 5_000


class LineFault(ValueError):
    """A line that is not understood; `code` is "person", "kind", "twice" or "lines"."""

    def __init__(self, line: int, code: str, text: str) -> None:
        super().__init__(code)
        self.line, self.code, self.text = line, code, text[:80]


def rows_of(text: str) -> list[list[str]]:
    """Typed or pasted lines as cells: tab, semicolon or comma between them."""
    marks = str.maketrans({"\t": ";", ",": ";"})
    return [line.translate(marks).split(";") for line in text.splitlines()]


def read(rows: Iterable[Sequence[str]], known: Mapping[str, int], kind: str) -> dict[int, Choice]:
    """The choice of each person; `kind` is meant where a line names none. Raises LineFault.

    A first line that names nobody is a header.
    """
    found: dict[int, Choice] = {}
    for number, row in enumerate(rows, start=1):
        cells = [*(cell.strip() for cell in row), "", "", ""][:3]
        if number > MOST_LINES:
            raise LineFault(number, "lines", str(MOST_LINES))
        if not any(cells):
            continue
        person_id = known.get(cells[0].casefold())
        if person_id is None:
            if number == 1:
                continue
            raise LineFault(number, "person", cells[0])
        chosen = kind_of(fold(cells[1])) if cells[1] else kind
        if chosen not in KINDS:
            raise LineFault(number, "kind", cells[1])
        if person_id in found:
            raise LineFault(number, "twice", cells[0])
        found[person_id] = Choice(chosen, cells[2])
    return found


def known_of(row: Turnover) -> dict[str, int]:
    """The pupils of a turn by identifier and user name; two statements after the pupils."""
    ids = {pupil.id for pupil in existing.seen(row).pupils}
    here = or_(Person.school_id == row.school_id, Person.id.in_(ids))
    named = select(Person.username, Person.id).where(here)
    numbers = (
        select(PersonIdentifier.value, PersonIdentifier.person_id)
        .join(Person, Person.id == PersonIdentifier.person_id)
        .where(here, PersonIdentifier.valid_to.is_(None), PersonIdentifier.sealed.is_(None))
    )
    held = [*db.session.execute(named), *db.session.execute(numbers)]
    return {name.casefold(): person_id for name, person_id in held if person_id in ids}
