"""Keeping programmes: each version stays as it was loaded, so that old figures can be rebuilt."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select

from school.classes.models import Subject
from school.curriculum.events import ProgrammeVersioned
from school.curriculum.models import CurriculumNode, Programme
from school.curriculum.rules import (
    HOURS,
    TOPICS,
    Fault,
    NodePlan,
    ProgrammeError,
    ProgrammePlan,
    SubjectPlan,
    plan,
)
from suite import audit, clock, events
from suite.db import db

DATA = Path(__file__).parent / "data"
CODE, VERSION = "GDPT2018", "2018"
NAME = "Chương trình giáo dục phổ thông 2018"
CITATION = "Thông tư 32/2018/TT-BGDĐT, sửa đổi bởi Thông tư 13/2022/TT-BGDĐT"
SINCE = date(2019, 2, 15)


@dataclass(frozen=True)
class Loaded:
    """What a load did; `created` is False when the same version stood already."""

    programme_id: int
    version: str
    created: bool
    subjects: int
    nodes: int


def load_programme(
    folder: Path | None = None, version: str = VERSION, valid_from: date | None = None
) -> Loaded:
    """Keep the tables of `folder` (by default those of the house) as a version. Commits.

    The same tables again change nothing. Raises ProgrammeError: a file is missing, a cell is
    wrong, sums disagree, or the version stands already with another content.
    """
    read = plan(_text(folder or DATA, HOURS), _text(folder or DATA, TOPICS))
    kept = db.session.scalar(
        select(Programme).where(Programme.code == CODE, Programme.version == version)
    )
    if kept:
        _must_agree(kept, read)
        keep_subjects(read.subjects)
        db.session.commit()
        return Loaded(kept.id, version, False, len(read.subjects), len(read.nodes))
    keep_subjects(read.subjects)
    made = _keep(read, version, valid_from or (SINCE if version == VERSION else clock.today()))
    audit.record("programme.loaded", f"programme:{made.id}", detail={"version": version})
    events.publish(ProgrammeVersioned(made.id))
    db.session.commit()
    return Loaded(made.id, version, True, len(read.subjects), len(read.nodes))


def current_programme(on: date | None = None) -> Programme | None:
    """The version that is valid on a day (today)."""
    day = on or clock.today()
    return db.session.scalar(
        select(Programme)
        .where(
            Programme.valid_from <= day, (Programme.valid_to.is_(None)) | (Programme.valid_to > day)
        )
        .order_by(Programme.valid_from.desc(), Programme.id.desc())
        .limit(1)
    )


def _text(folder: Path, name: str) -> str:
    """Of the file of this name, or of the only one whose name ends in it (gdpt2018-hours.csv)."""
    found = sorted(folder.glob(f"*-{name}"))
    path = found[0] if len(found) == 1 and not (folder / name).exists() else folder / name
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ProgrammeError(
            [Fault(str(folder / name), 0, "", f"cannot be read: {error}")]
        ) from None


def _must_agree(kept: Programme, read: ProgrammePlan) -> None:
    held = {
        node.code: (node.level, node.name, node.periods, node.countable)
        for node in db.session.scalars(
            select(CurriculumNode).where(CurriculumNode.programme_id == kept.id)
        )
    }
    wanted = {
        node.code: (node.level, node.name, node.periods, node.countable) for node in read.nodes
    }
    differing = sorted({code for code, _ in held.items() ^ wanted.items()})
    if differing:
        text = f"version {kept.version} stands with other values for {', '.join(differing[:5])}"
        raise ProgrammeError([Fault(TOPICS, 0, "", f"{text}; load it as a new version")])


def keep_subjects(read: Iterable[SubjectPlan]) -> None:
    """Subjects with their names and kinds. Does not commit."""
    held = {subject.code: subject for subject in db.session.scalars(select(Subject))}
    for one in read:
        _keep_subject(held.get(one.code), one)
    db.session.flush()


def _keep_subject(row: Subject | None, one: SubjectPlan) -> None:
    if row is None:
        db.session.add(
            Subject(code=one.code, name_vi=one.name_vi, name_en=one.name_en, kind=one.kind)
        )
    else:
        row.name_vi, row.name_en, row.kind = one.name_vi, one.name_en, one.kind


def _keep(read: ProgrammePlan, version: str, valid_from: date) -> Programme:
    former = current_programme(valid_from)
    if former and former.valid_to is None:
        former.valid_to = valid_from
    made = Programme(
        code=CODE, version=version, name=NAME, citation=CITATION, valid_from=valid_from
    )
    db.session.add(made)
    db.session.flush()
    ids: dict[str, int] = {}
    for level in ("subject", "strand", "topic"):
        rows = {n.code: _row(made.id, n, ids) for n in read.nodes if n.level == level}
        db.session.add_all(rows.values())
        db.session.flush()
        ids.update({code: row.id for code, row in rows.items()})
    return made


def _row(programme_id: int, node: NodePlan, ids: dict[str, int]) -> CurriculumNode:
    return CurriculumNode(
        programme_id=programme_id,
        parent_id=ids[node.parent] if node.parent else None,
        code=node.code,
        level=node.level,
        subject_code=node.subject_code,
        grade=node.grade,
        name=node.name,
        position=node.position,
        periods=node.periods,
        countable=node.countable,
        source=node.source,
    )
