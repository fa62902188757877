"""A gap that somebody was asked to fill closes by itself when a material for it is published.

A material is for a node where the node's page shows it: it stands there, below, or at its topic,
agreed on by two people. One that stood there before it was asked for closes nothing.
"""

from datetime import datetime

from sqlalchemy import Select, select, true
from sqlalchemy.orm import contains_eager, selectinload

from repository.catalogue import queries, rules
from repository.catalogue.events import WorkChanged, WorkPublished
from repository.catalogue.models import Work
from repository.map import nodes
from repository.map.models import ANY, MapAsk
from school.api import CurriculumNode, NoticeKind, To, notice_kind, notify
from suite import audit, clock, web
from suite.db import db
from suite.events import subscribe

OPEN = (rules.PUBLIC, rules.SIGNED_IN)


def N_(message: str) -> str:
    """Mark a message for the catalogue; it is translated when it is shown."""
    return message


LANDED = notice_kind(
    NoticeKind(
        "material_landed",
        N_("A material that you asked for was published"),
        N_("A material that you asked for was published: %(topic)s"),
        "check2-circle",
    )
)


@subscribe(WorkPublished)
def on_published(event: WorkPublished) -> None:
    landed(event.work_id)


@subscribe(WorkChanged)
def on_changed(event: WorkChanged) -> None:
    landed(event.work_id)


def landed(work_id: int) -> int:
    """Close what a published work fulfils; how many. Does not commit."""
    query = select(Work).where(Work.id == work_id, Work.state == rules.PUBLISHED)
    work = db.session.scalar(query.options(selectinload(Work.alignments)))
    at = {row.node_id for row in work.alignments if row.confirmed_at} if work else set()
    if work is None or not at:
        return 0
    since = max(row.confirmed_at for row in work.alignments if row.confirmed_at)
    since = max(since, work.published_at or since)
    rows = list(db.session.scalars(_open(work, at, since)))
    wanted = (ANY, queries.role_of(work.kind)) if rows else ()
    rows = [row for row in rows if row.wanted in wanted]
    # Of a public work hundreds of schools may have asked, most of them at the same node.
    shown = {node.id: _shown_at(node) for node in {row.node for row in rows}}
    fulfilled = [row for row in rows if at & shown[row.node_id]]
    for row in fulfilled:
        _close(row, work)
    return len(fulfilled)


def _open(work: Work, at: set[int], since: datetime) -> Select[MapAsk]:
    """What was asked for before a moment in the subjects of a work, at the schools that see it."""
    sees = work.audience in OPEN
    subjects = select(CurriculumNode.subject_code).where(CurriculumNode.id.in_(at))
    return (
        select(MapAsk)
        .join(MapAsk.node)
        .where(
            MapAsk.closed_at.is_(None),
            MapAsk.asked_at <= since,
            CurriculumNode.subject_code.in_(subjects),
            true() if sees else MapAsk.unit_id == work.unit_id,
        )
        .options(contains_eager(MapAsk.node))
        .order_by(MapAsk.id)
    )


def _shown_at(node: CurriculumNode) -> set[int]:
    now = nodes.present(node)
    return nodes.family(now).ids if now is not None else set()


def _close(row: MapAsk, work: Work) -> None:
    row.closed_at, row.work_id = clock.now(), work.id
    audit.record("map.landed", f"person:{row.person_id}", detail={"work": work.uid})
    if row.asked_by != work.depositor_id:
        notify(
            LANDED,
            [To(row.asked_by)],
            key=f"map-landed:{row.uid}",
            school_id=row.unit_id,
            path=web.path_of("map.asks"),
            arguments={"topic": row.node.name[:120]},
        )
