"""Use cases of lists: give one, try it, take it in, undo it.

The trial and the taking go one way (`taking.one`), row by row, committed as it goes, so that a
job that ends in between goes on where it was and a list given again changes nothing twice.
"""

from collections.abc import Callable
from dataclasses import asdict

from sqlalchemy import delete, func, insert, select

from repository.catalogue.service import Description
from repository.deposit.lists import keeping, known, rules, sources, taking
from repository.deposit.lists.keeping import ARCHIVE, LIST
from repository.deposit.lists.models import (
    DONE,
    FAILED,
    NEW,
    REFUSED,
    SAME,
    TAKEN,
    TAKING,
    TRIED,
    TRYING,
    Deposit,
    DepositRow,
)
from repository.deposit.lists.rules import Line, NoList
from repository.deposit.lists.sources import Source
from repository.deposit.lists.taking import Plan, Told
from repository.hooks import FormatError
from repository.links.service import CHECK_DUE
from school.roster import sheets
from school.roster.sheets import Unreadable
from suite import audit, clock, jobs
from suite.db import db
from suite.settings import current_settings

TRY, TAKE = "repository.try_list", "repository.take_list"
Progress = Callable[[int, int], None]
FOLDER = "folder:"
TOGETHER = 50  # links that are one commit


def give(
    uid: str, unit_id: int, person_id: int, *, name: str, archive: str, usual: Description
) -> Deposit:
    """A list whose files are kept under `uid` (`keeping`); the worker tries it. Commits."""
    row = Deposit(
        uid=uid,
        unit_id=unit_id,
        person_id=person_id,
        name=name[-255:],
        archive=archive[-255:],
        usual=asdict(usual),
        state=TRYING,
        at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    _start(row, TRY)
    db.session.commit()
    return row


def go_on(row: Deposit) -> bool:
    """Have the rows without a fault taken in; False where that is no longer to be done. Commits."""
    db.session.refresh(row, with_for_update=True)
    if row.state != TRIED:
        db.session.rollback()
        return False
    row.state = TAKING
    _start(row, TAKE)
    db.session.commit()
    return True


def attempt(row: Deposit, progress: Progress) -> dict[str, int]:
    """Read the list and try every row of it; nothing is kept but what was found."""
    try:
        source = _source(row)
        try:
            lines = _lines(row, source)
            _keep(row, lines)
            row.unnamed = _left(lines, source)
            db.session.commit()
            _each(row, source, progress, dry_run=True)
        finally:
            if source is not None:
                source.close()
    except (Unreadable, NoList, FormatError) as error:
        db.session.rollback()
        row.state, row.code = FAILED, error.code
    else:
        row.state = TRIED
    row.ended_at = clock.now()
    db.session.commit()
    return counts(row)


def take(row: Deposit, progress: Progress) -> dict[str, int]:
    """Take in what the trial found good."""
    source = _source(row)
    try:
        _each(row, source, progress, dry_run=False)
    finally:
        if source is not None:
            source.close()
    row.state, row.ended_at = DONE, clock.now()
    found = counts(row)
    audit.record("list.taken", f"unit:{row.unit_id}", detail={"list": row.id, **found})
    jobs.enqueue(CHECK_DUE)
    db.session.commit()
    keeping.drop(row.uid)
    return found


def counts(row: Deposit) -> dict[str, int]:
    """How many rows came to what."""
    query = select(DepositRow.outcome, func.count()).where(DepositRow.list_id == row.id)
    return {row[0]: row[1] for row in db.session.execute(query.group_by(DepositRow.outcome))}


def plan_of(row: Deposit, *, dry_run: bool) -> Plan:
    """How the materials of a list are taken in."""
    usual = {**row.usual, "creators": (), "grades": tuple(row.usual["grades"])}
    usual["embargo_until"] = None
    private = current_settings().links_private
    return Plan(row.unit_id, row.person_id, None, Description(**usual), dry_run, private)


def lines_of(source: Source | None, data: bytes | None) -> list[Line]:
    """The materials of a list, else of the files alone. Raises Unreadable and NoList."""
    words = known.known()
    db.session.rollback()
    if data is not None:
        return rules.read(sheets.read(data), words)
    if source is None or not source.names:
        raise NoList("no_row")
    if len(source.names) > rules.MOST_ROWS:
        raise NoList("too_many_rows")
    return [rules.of_file(name, words) for name in source.names]


def _start(row: Deposit, name: str) -> None:
    job = jobs.enqueue(name, owner_id=row.person_id, list_id=row.id)
    db.session.flush()
    row.job_id = job.id


def _source(row: Deposit) -> Source | None:
    """The files of a list, opened. Raises FormatError."""
    if row.archive.startswith(FOLDER):
        folder = keeping.shared(row.unit.code).get(row.archive.removeprefix(FOLDER))
        if folder is None:
            raise FormatError("folder_gone")
        return sources.Folder(folder)
    return sources.Zip(keeping.path(row.uid, ARCHIVE)) if row.archive else None


def _lines(row: Deposit, source: Source | None) -> list[Line]:
    data = keeping.path(row.uid, LIST).read_bytes() if row.name else None
    return lines_of(source, data)


def _left(lines: list[Line], source: Source | None) -> int:
    if source is None:
        return 0
    named = {sources.find(line.file, source.names) for line in lines if line.file}
    return len(set(source.names) - named)


def _keep(row: Deposit, lines: list[Line]) -> None:
    """The rows of a list, in place of those of an earlier trial that was cut off."""
    db.session.execute(delete(DepositRow).where(DepositRow.list_id == row.id))
    kept = [
        {
            "list_id": row.id,
            "sheet": line.sheet[:100],
            "row": line.row,
            "said": line.said,
            "file": line.file[:1000],
            "link": line.link,
            "title": str(line.said.get("title") or "")[:300],
            "pages": 0,
            "faults": [asdict(fault) for fault in line.faults],
            "outcome": REFUSED if line.faults else "",
        }
        for line in lines
    ]
    if kept:
        db.session.execute(insert(DepositRow), kept)


def _each(row: Deposit, source: Source | None, progress: Progress, *, dry_run: bool) -> None:
    plan, wanted = plan_of(row, dry_run=dry_run), "" if dry_run else NEW
    mine = (DepositRow.list_id == row.id) & (DepositRow.outcome == wanted)
    ids = list(db.session.scalars(select(DepositRow.id).where(mine).order_by(DepositRow.id)))
    for number, row_id in enumerate(ids):
        one = db.session.get_one(DepositRow, row_id)
        if number % TOGETHER == 0 or one.file:
            progress(number, len(ids))
        _note(one, taking.one(_line(one), source, plan))
        if one.file:
            db.session.commit()
    progress(len(ids), len(ids))


def _line(one: DepositRow) -> Line:
    return Line(one.sheet, one.row, one.said, one.file, one.link)


def _note(one: DepositRow, told: Told) -> None:
    if told.taken:
        one.title, one.pages, one.work_id = told.title, told.pages, told.work
        one.outcome = NEW if told.work is None else TAKEN
        return
    one.outcome = SAME if told.code == "duplicate" else REFUSED
    one.same_id = told.work
    if one.outcome == REFUSED:
        one.faults = [{"code": told.code, "column": "", "value": "", "params": told.params}]
