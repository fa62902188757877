"""Taking an accession list in: the dry run is the same path, taken back at its end.

A title becomes a published work at once: the accession register is the decision, and of a printed
book readers get nothing but its description. See docs/decisions/0050-printed-books.md.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, insert, select

from repository.catalogue import numbers
from repository.catalogue import rules as catalogue
from repository.catalogue.agents import service as agents
from repository.catalogue.agents.rules import AUTHOR, PUBLISHER
from repository.catalogue.models import Step, Work
from repository.printed import rules
from repository.printed.lines import Fault, Line
from repository.printed.models import Batch, Copy, PrintImport, PrintTitle
from repository.printed.rules import STOCKS, Number
from school.api import OrgUnit
from suite import audit, clock, jobs
from suite.db import db, new_uid
from suite.text import fold

IN, OUT = "in", "out"
Mark = tuple[int, date, str, int | None]


@dataclass(frozen=True)
class Taken:
    """What one line does: the numbers that are new, and how many copies stood there already."""

    line: Line
    fresh: tuple[Number, ...]
    same: int


@dataclass(frozen=True)
class Outcome:
    """What a list does, or did (`import_id`). With faults it does nothing."""

    dry: bool
    faults: list[Fault] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    titles: int = 0
    copies: int = 0
    same: int = 0
    batches: int = 0
    import_id: int | None = None

    @property
    def counts(self) -> dict[str, int]:
        """The figures, as they are kept."""
        return {"titles": self.titles, "copies": self.copies, "same": self.same,
                "batches": self.batches}  # fmt: skip


def take(
    unit_id: int,
    lines: Sequence[Line],
    person_id: int,
    file_name: str,
    *,
    faults: Sequence[Fault] = (),
    dry: bool = False,
) -> Outcome:
    """Enter the copies of a list. Commits, or takes everything back when it is a dry run or a
    line is at fault."""
    db.session.execute(select(OrgUnit.id).where(OrgUnit.id == unit_id).with_for_update())
    writer = _Writer(unit_id, person_id)
    found = [*faults, *writer.plan(lines)]
    if found:
        db.session.rollback()
        return Outcome(dry, faults=sorted(found, key=lambda one: one.row), taken=writer.taken)
    outcome = writer.write(file_name, dry)
    if dry:
        db.session.rollback()
    else:
        audit.record("print.taken_in", f"unit:{unit_id}", detail=outcome.counts)
        jobs.enqueue("repository.index")
        db.session.commit()
    return outcome


def next_serials(unit_id: int) -> dict[str, int]:
    """The last number of each series of a unit."""
    query = select(Copy.series, func.max(Copy.serial)).where(Copy.unit_id == unit_id)
    return dict(db.session.execute(query.group_by(Copy.series)).all())


class _Writer:
    """Plans and writes the lines of one list in a few statements."""

    def __init__(self, unit_id: int, person_id: int) -> None:
        self.unit_id, self.person_id, self.now = unit_id, person_id, clock.now()
        titles = db.session.scalars(select(PrintTitle).where(PrintTitle.unit_id == unit_id))
        self.works = {row.key: row.work_id for row in titles}
        self.taken: list[Taken] = []
        self.owner: dict[Number, int] = {}
        self.marks: dict[Number, Mark] = {}
        query = select(
            Copy.series, Copy.serial, Copy.work_id, Copy.entered_on, Batch.document, Copy.price
        ).join(Batch, Batch.id == Copy.batch_id)
        for series, serial, work_id, day, document, price in db.session.execute(
            query.where(Copy.unit_id == unit_id)
        ):
            number = Number(series, serial)
            self.owner[number] = work_id
            self.marks[number] = (work_id, day, document, price)

    def plan(self, lines: Sequence[Line]) -> list[Fault]:
        """Say what each line does; given numbers go before those that are proposed."""
        faults: list[Fault] = []
        given: set[Number] = set()
        for line in lines:
            for number in line.numbers:
                if number in given:
                    faults.append(_fault("number_twice", line, number))
                elif self.owner.get(number, 0) not in (0, self.works.get(line.key, -1)):
                    faults.append(_fault("number_taken", line, number))
                given.add(number)
        stands = Counter(mark for number, mark in self.marks.items() if number not in given)
        taken = defaultdict(set)
        for number in (*given, *self.owner):
            taken[number.series].add(number.serial)
        last = {series: max(serials) for series, serials in taken.items()}
        for line in lines:
            self.taken.append(self._line(line, stands, last))
        return faults

    def _line(self, line: Line, stands: Counter[Mark], last: dict[str, int]) -> Taken:
        if line.numbers:
            fresh = tuple(number for number in line.numbers if number not in self.owner)
            return Taken(line, fresh, len(line.numbers) - len(fresh))
        mark = (self.works.get(line.key, 0), line.entered_on, line.document, line.price)
        same = min(line.count, stands[mark])
        stands[mark] -= same
        series = STOCKS[line.stock]
        fresh = tuple(rules.free_numbers(series, last.get(series, 0), (), line.count - same))
        if fresh:
            last[series] = fresh[-1].serial
        return Taken(line, fresh, same)

    def write(self, file_name: str, dry: bool) -> Outcome:
        """Write what was planned."""
        fresh = [one for one in self.taken if one.fresh]
        titles = self._titles([one.line for one in fresh])
        row = None
        batches: dict[tuple[date, str, str], int] = {}
        if fresh:
            row = PrintImport(
                unit_id=self.unit_id, file_name=file_name[-200:], made_at=self.now,
                made_by=self.person_id, counts={},
            )  # fmt: skip
            db.session.add(row)
            batches = self._batches(one.line for one in fresh)
            db.session.flush()
            self._copies(fresh, batches, row.id)
        outcome = Outcome(
            dry=dry,
            taken=self.taken,
            titles=titles,
            copies=sum(len(one.fresh) for one in fresh),
            same=sum(one.same for one in self.taken),
            batches=len(batches),
            import_id=None if dry or row is None else row.id,
        )
        if row is not None:
            row.counts = outcome.counts
        db.session.flush()
        return outcome

    def _titles(self, lines: Sequence[Line]) -> int:
        """Make the works of titles that are new, and open those again whose copies were all
        taken back; how many."""
        wanted = {line.key: line for line in lines}
        new = {new_uid(): line for key, line in wanted.items() if key not in self.works}
        made = self._make(new)
        opened = self._open_again([self.works[key] for key in wanted])
        about = {"action": "registered", "person_id": self.person_id, "at": self.now}
        steps = [{"work_id": one, **about} for one in (*made.values(), *opened)]
        if steps:
            db.session.execute(insert(Step), steps)
        db.session.flush()
        return len(steps)

    def _make(self, new: dict[str, Line]) -> dict[str, int]:
        """Works and titles of new lines by uid, in a few statements; their ids by uid."""
        if not new:
            return {}
        works = [
            _work(self.unit_id, self.person_id, uid, one, self.now) for uid, one in new.items()
        ]
        db.session.execute(insert(Work), works)
        query = select(Work.uid, Work.id).where(Work.created_at == self.now)
        rows = db.session.execute(query.where(Work.unit_id == self.unit_id)).all()
        made = {uid: work_id for uid, work_id in rows if uid in new}
        titles = [_title(self.unit_id, made[uid], line) for uid, line in new.items()]
        db.session.execute(insert(PrintTitle), titles)
        agents.tie_new(self.unit_id, {made[uid]: _named(line) for uid, line in new.items()})
        self.works |= {line.key: made[uid] for uid, line in new.items()}
        return made

    def _open_again(self, work_ids: Sequence[int]) -> list[int]:
        held = set(self.owner.values())
        query = select(Work).where(
            Work.unit_id == self.unit_id, Work.state == catalogue.WITHDRAWN,
            Work.id.in_(select(PrintTitle.work_id).where(PrintTitle.unit_id == self.unit_id)),
        )  # fmt: skip
        wanted = set(work_ids)
        found = [w for w in db.session.scalars(query) if w.id in wanted and w.id not in held]
        for work in found:
            work.state, work.withdrawn_at, work.reason = catalogue.PUBLISHED, None, None
            work.changed_at = self.now
            work.index_wanted += 1
        return [work.id for work in found]

    def _batches(self, lines: Iterable[Line]) -> dict[tuple[date, str, str], int]:
        """The lines of the general register, found again or made, by day, paper and source."""
        query = select(Batch).where(Batch.unit_id == self.unit_id, Batch.direction == IN)
        rows = list(db.session.scalars(query))
        found = {(row.on, row.document, row.source): row.id for row in rows}
        last = max((row.number for row in rows), default=0)
        wanted = sorted({_paper(line) for line in lines})
        made = [
            Batch(
                unit_id=self.unit_id, direction=IN, number=last + at, on=day, document=document,
                source=source, made_at=self.now, made_by=self.person_id,
            )
            for at, (day, document, source) in enumerate(
                (one for one in wanted if one not in found), 1
            )
        ]  # fmt: skip
        db.session.add_all(made)
        db.session.flush()
        found |= {(row.on, row.document, row.source): row.id for row in made}
        return {one: found[one] for one in wanted}

    def _copies(
        self, fresh: Sequence[Taken], batches: dict[tuple[date, str, str], int], import_id: int
    ) -> None:
        rows: list[dict[str, Any]] = []
        for one in fresh:
            line = one.line
            common = {
                "unit_id": self.unit_id, "work_id": self.works[line.key], "price": line.price,
                "shelf": line.shelf, "note": line.note, "entered_on": line.entered_on,
                "state": rules.SHELF, "batch_id": batches[_paper(line)], "import_id": import_id,
            }  # fmt: skip
            rows += [
                {**common, "number": str(n), "series": n.series, "serial": n.serial}
                for n in one.fresh
            ]
        db.session.execute(insert(Copy), rows)


def _paper(line: Line) -> tuple[date, str, str]:
    return line.entered_on, line.document, line.source


def _fault(code: str, line: Line, number: Number) -> Fault:
    return Fault(code, line.row, "", str(number), {"number": str(number)})


def _work(unit_id: int, person_id: int, uid: str, line: Line, now: datetime) -> dict[str, Any]:
    return {
        "uid": uid, "unit_id": unit_id, "depositor_id": person_id, "title": line.title,
        "creators": list(line.creators), "kind": line.stock, "subject_code": line.subject,
        "grades": list(line.grades), "language": line.language, "description": line.description,
        "publisher": line.publisher, "place": line.place, "issued": line.year, "isbn": line.isbn,
        "ddc": numbers.looks_like_ddc(line.ddc), "series": line.series, "extent": line.extent,
        "keywords": list(line.keywords), "licence": "print",
        "audience": catalogue.SCHOOL, "state": catalogue.PUBLISHED, "created_at": now,
        "changed_at": now, "submitted_at": now, "decided_at": now, "published_at": now,
        "index_wanted": 1, "index_done": 0,
    }  # fmt: skip


def _named(line: Line) -> agents.Named:
    return {AUTHOR: line.creators, PUBLISHER: (line.publisher,) if line.publisher else ()}


def _title(unit_id: int, work_id: int, line: Line) -> dict[str, Any]:
    return {
        "work_id": work_id, "unit_id": unit_id, "key": line.key, "stock": line.stock,
        "ddc": line.ddc, "mark": line.mark or rules.author_mark(line.creators, line.title),
        "publisher": line.publisher, "place": line.place, "year": line.year, "isbn": line.isbn,
        "search_key": fold(line.title)[:300],
    }  # fmt: skip
