"""Importing a roster: all or nothing, a dry run on the same path, a repeat without effect."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from school.calendar.models import SchoolYear
from school.people.passwords import first_hashed, first_password
from school.people.service import Slip
from school.roster import existing, mappings, rules, slips
from school.roster.events import RosterImported
from school.roster.headers import Kept
from school.roster.journal import Journal
from school.roster.known import Option
from school.roster.layout import Layout
from school.roster.matching import decide
from school.roster.models import ListImport
from school.roster.oneroster import files, reading
from school.roster.records import Fault, Roster
from school.roster.sheets import Sheet, Unreadable, read
from school.roster.summing import summed
from school.roster.writing import Writer
from school.units.models import OrgUnit
from school.units.rules import grades_of
from suite import audit, clock, events
from suite.db import db

NO_OPTION = Option()
STEP = 200
Progress = Callable[[int, int], None]
Parse = Callable[[rules.Context, Mapping[str, Kept]], Roster]


@dataclass
class Outcome:
    """What an import did or would do; with faults it did nothing."""

    dry_run: bool
    counts: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)
    new_classes: list[str] = field(default_factory=list)
    leavers: list[str] = field(default_factory=list)
    leave_on: date | None = None
    slips: list[Slip] = field(default_factory=list)
    layouts: list[Layout] = field(default_factory=list)
    rows: int = 0
    import_id: int | None = None


@dataclass(frozen=True)
class InJob:
    """The job in which an import runs, how it tells how far it is (committing), and whether who
    started it may still import; asked in the transaction that writes."""

    job_id: int
    progress: Progress
    allowed: Callable[[], bool] = lambda: True


@dataclass(frozen=True)
class Source:
    """Where a list comes from: the name and digest of its file, and who imports it."""

    file_name: str = ""
    sha256: str = ""
    person_id: int | None = None


def run_file(
    school: OrgUnit,
    year: SchoolYear,
    data: bytes,
    *,
    dry_run: bool,
    passwords: bool = True,
    file_name: str = "",
    person_id: int | None = None,
    option: Option = NO_OPTION,
    job: InJob | None = None,
) -> Outcome:
    """Import the bytes of a file: a list (see `sheets.read`) or a ZIP of OneRoster files.

    As `run`; what cannot be read at all is a fault of the outcome.
    """
    db.session.rollback()
    source = Source(file_name, hashlib.sha256(data).hexdigest(), person_id)
    more: dict[str, Any] = {"source": source, "option": option, "job": job}
    try:
        if files.is_bundle(data):
            bundle = files.read(data)
            unit, span = (school.code, school.uid), (year.starts_on, year.ends_on)
            parse: Parse = lambda context, _kept: reading.parse(bundle, unit, span, context)  # noqa: E731
        else:
            parse = partial(rules.parse, read(data))
    except Unreadable as error:
        return Outcome(dry_run, faults=[Fault(error.code)])
    return _run(school, year, parse, dry_run=dry_run, passwords=passwords, **more)


def run(
    school: OrgUnit, year: SchoolYear, sheets: Sequence[Sheet], *, dry_run: bool, **more: Any
) -> Outcome:
    """Import the sheets into a school and year. Commits, or rolls back when it is a dry run.

    `passwords` (the default) gives new people first passwords, which stand in `slips` this once.
    Reading the file and hashing happen outside of a transaction, because that may hold the write
    lock. In a `job` the slips are kept sealed with the import, because nobody is there to see them.
    """
    return _run(school, year, partial(rules.parse, sheets), dry_run=dry_run, **more)


def _run(
    school: OrgUnit,
    year: SchoolYear,
    parse: Parse,
    *,
    dry_run: bool,
    passwords: bool = True,
    source: Source | None = None,
    option: Option = NO_OPTION,
    job: InJob | None = None,
) -> Outcome:
    today = clock.today()
    if option.leave_on is not None and not year.starts_on <= option.leave_on <= today:
        return Outcome(dry_run, faults=[Fault("leave_day", value=clock.show_date(option.leave_on))])
    grades = grades_of(school.stage)
    subjects = rules.subject_keys(existing.subject_names())
    kept = mappings.kept(school)
    db.session.rollback()
    roster = parse(rules.Context(subjects, grades, today), kept)
    outcome = Outcome(dry_run, faults=list(roster.faults), notes=summed(roster.notes))
    outcome.layouts, outcome.rows = roster.layouts, roster.rows
    if outcome.faults:
        return outcome
    known = existing.known(school, year, roster, option)
    changes = decide(roster, known, grades, today, option)
    made: list[tuple[str, str]] = []
    if passwords and not dry_run and not changes.faults:
        db.session.rollback()
        made = _passwords(changes.newcomers, job.progress if job else _quiet)
        known = existing.known(school, year, roster, option)
        changes = decide(roster, known, grades, today, option)
    outcome.faults = list(changes.faults)
    outcome.notes += changes.notes
    if outcome.faults:
        db.session.rollback()
        return outcome
    if job and not job.allowed():
        db.session.rollback()
        outcome.faults = [Fault("not_allowed")]
        return outcome
    outcome.counts = changes.counts()
    outcome.leave_on = option.leave_on
    outcome.leavers = [f"{name} ({in_class})" for _, name, in_class in changes.leavers]
    outcome.new_classes = [row.name for row in changes.classes]
    row = _import(school, year, source or Source(), outcome)
    journal = Journal(school.id, row.id)
    outcome.slips = Writer(school, year, today, made, journal, option).write(changes, known)
    journal.keep()
    if job:
        row.job_id = job.job_id
        slips.keep(row, outcome.slips)
    if dry_run:
        db.session.rollback()
        return outcome
    outcome.import_id = row.id
    _tell(school, year, roster, outcome)
    db.session.commit()
    return outcome


def _import(school: OrgUnit, year: SchoolYear, source: Source, outcome: Outcome) -> ListImport:
    row = ListImport(
        school_id=school.id,
        year_id=year.id,
        person_id=source.person_id,
        at=clock.now(),
        file_name=source.file_name[-200:],
        sha256=source.sha256,
        counts=outcome.counts,
    )
    db.session.add(row)
    db.session.flush()
    return row


def _passwords(count: int, progress: Progress) -> list[tuple[str, str]]:
    """First passwords and their hashes: the longest part, and outside of any transaction."""
    made = []
    for number in range(count):
        if number % STEP == 0:
            progress(number, count)
        password = first_password()
        made.append((password, first_hashed(password)))
    progress(count, count)
    return made


def _quiet(_done: int, _total: int) -> None:
    pass


def _tell(school: OrgUnit, year: SchoolYear, roster: Roster, outcome: Outcome) -> None:
    detail: dict[str, Any] = {"year": year.name, "rows": roster.rows, **outcome.counts}
    audit.record("roster.imported", f"unit:{school.id}", detail=detail)
    events.publish(RosterImported(school.id, year.id, clock.now()))
