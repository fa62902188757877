"""Works whose text is nearly that of another, and those that hold the very same file."""

from dataclasses import dataclass

from sqlalchemy import delete, insert, select

from repository.catalogue import queries
from repository.catalogue.models import Work, WorkFile, WorkPage
from repository.deposit.likeness import rules
from repository.deposit.likeness.models import Sketch, SketchKey
from school.api import Who
from suite import clock
from suite.db import db

MOST_LOOKED_AT, SHOWN = 400, 5


@dataclass(frozen=True)
class Alike:
    """Another work; `share` from 0 to 1 is how much of the text is the same, `same_file` whether it
    holds the very same file."""

    work: Work
    share: float
    same_file: bool

    @property
    def percent(self) -> int:
        """The share in whole percents; 100 only for the very same."""
        return 100 if self.same_file else min(99, round(self.share * 100))


def sketch(file_id: int) -> bool:
    """Work out anew by what the text of a file is found; whether there was enough text. Commits.

    No transaction is open while it is worked out.
    """
    pages = select(WorkPage.text).where(WorkPage.file_id == file_id).order_by(WorkPage.page_no)
    texts = list(db.session.scalars(pages))
    db.session.commit()
    made = rules.signature(rules.shingles(texts))
    work_id = db.session.scalar(select(WorkFile.work_id).where(WorkFile.id == file_id))
    db.session.execute(delete(SketchKey).where(SketchKey.file_id == file_id))
    db.session.execute(delete(Sketch).where(Sketch.file_id == file_id))
    if work_id is not None:
        db.session.add(Sketch(file_id=file_id, work_id=work_id, signature=made, at=clock.now()))
        db.session.flush()
        if made is not None:
            numbers = enumerate(rules.keys(made))
            rows = [{"file_id": file_id, "band": band, "number": one} for band, one in numbers]
            db.session.execute(insert(SketchKey), rows)
    db.session.commit()
    return made is not None


def missing(most: int) -> list[int]:
    """Files with text whose sketch was never worked out."""
    known = select(Sketch.file_id).where(Sketch.file_id == WorkFile.id)
    query = select(WorkFile.id).where(WorkFile.pages > 0, ~known.exists())
    return list(db.session.scalars(query.order_by(WorkFile.id).limit(most)))


def alike(work: Work, who: Who) -> list[Alike]:
    """The works that `who` may see and that are nearly this one, the most alike first; at most five
    statements and those of their cards."""
    shares = _shares(work)
    same = _same_files(work)
    found = queries.works_for({*shares, *same}, who)
    lines = [Alike(one, shares.get(key, 0.0), key in same) for key, one in found.items()]
    return sorted(lines, key=lambda line: (-line.percent, line.work.id))[:SHOWN]


def _shares(work: Work) -> dict[int, float]:
    """Other works with the greatest likeness of one of their files to one of this one's."""
    mine = select(Sketch.signature).where(Sketch.work_id == work.id, Sketch.signature.is_not(None))
    ours = [made for made in db.session.scalars(mine) if made is not None]
    numbers = [number for made in ours for number in rules.keys(made)]
    if not numbers:
        return {}
    query = (
        select(Sketch.work_id, Sketch.signature)
        .join(SketchKey, SketchKey.file_id == Sketch.file_id)
        .where(SketchKey.number.in_(numbers), Sketch.work_id != work.id)
        .distinct()
        .limit(MOST_LOOKED_AT)
    )
    best: dict[int, float] = {}
    for other, theirs in db.session.execute(query):
        if theirs is None:
            continue
        share = max(rules.likeness(made, theirs) for made in ours)
        if share >= rules.SHOWN_FROM:
            best[other] = max(share, best.get(other, 0.0))
    return best


def _same_files(work: Work) -> set[int]:
    contents = [file.sha256 for file in work.files]
    if not contents:
        return set()
    query = select(WorkFile.work_id).where(
        WorkFile.sha256.in_(contents), WorkFile.work_id != work.id
    )
    return set(db.session.scalars(query.distinct().limit(MOST_LOOKED_AT)))
