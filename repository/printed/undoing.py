"""Taking an import back, until something was built on it."""

from sqlalchemy import delete, exists, func, select, update

from repository.catalogue import rules as catalogue
from repository.catalogue.models import Step, Work, WorkFile
from repository.printed import rules
from repository.printed.loan_models import Hold, Loan
from repository.printed.models import Batch, Copy, CopyChange, PrintImport
from repository.printed.rules import Refused
from repository.printed.stock_models import Seen
from suite import audit, clock, jobs
from suite.db import db

REASON = "Hoàn tác nhập sổ"


def undo(row: PrintImport, person_id: int) -> int:
    """Take the copies of an import back; how many. A title that has no other copy and no file is
    withdrawn. Commits. Raises Refused: undone, built_on(copies)."""
    db.session.refresh(row, ["undone_at"], with_for_update=True)
    if row.undone_at is not None:
        raise Refused("undone")
    if built := _built_on(row.id):
        raise Refused("built_on", copies=built)
    mine = Copy.import_id == row.id
    works = set(db.session.scalars(select(Copy.work_id).where(mine).distinct()))
    batches = set(db.session.scalars(select(Copy.batch_id).where(mine).distinct()))
    gone = db.session.scalar(select(func.count(Copy.id)).where(mine)) or 0
    db.session.execute(delete(Copy).where(mine))
    empty = ~exists(select(Copy.id).where(Copy.batch_id == Batch.id))
    db.session.execute(delete(Batch).where(Batch.id.in_(batches), empty))
    _withdraw(works, person_id)
    row.undone_at = clock.now()
    audit.record("print.undone", f"unit:{row.unit_id}", detail={"import": row.id, "copies": gone})
    jobs.enqueue("repository.index")
    db.session.commit()
    return gone


def _built_on(import_id: int) -> int:
    """How many copies of the import were lent, moved or counted since."""
    used = (
        (Copy.state != rules.SHELF)
        | exists(select(Loan.id).where(Loan.copy_id == Copy.id))
        | exists(select(CopyChange.id).where(CopyChange.copy_id == Copy.id))
        | exists(select(Seen.id).where(Seen.copy_id == Copy.id))
        | exists(select(Hold.id).where(Hold.copy_id == Copy.id))
    )
    query = select(func.count(Copy.id)).where(Copy.import_id == import_id, used)
    return db.session.scalar(query) or 0


def _withdraw(work_ids: set[int], person_id: int) -> None:
    bare = [
        ~exists(select(Copy.id).where(Copy.work_id == Work.id)),
        ~exists(select(WorkFile.id).where(WorkFile.work_id == Work.id)),
        Work.state == catalogue.PUBLISHED,
    ]
    ids = list(db.session.scalars(select(Work.id).where(Work.id.in_(work_ids), *bare)))
    now = clock.now()
    db.session.execute(
        update(Work)
        .where(Work.id.in_(ids))
        .values(
            state=catalogue.WITHDRAWN, withdrawn_at=now, reason=REASON,
            index_wanted=Work.index_wanted + 1,
        ),
        execution_options={"synchronize_session": False},
    )  # fmt: skip
    for work_id in ids:
        db.session.add(
            Step(work_id=work_id, action="withdrawn", person_id=person_id, at=now, note=REASON)
        )
