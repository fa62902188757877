"""Asking somebody to fill a gap by a day, and seeing to it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import lazy_gettext
from markupsafe import Markup
from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from repository.catalogue.models import Work
from repository.map.models import MapAsk
from repository.map.permissions import PLANNERS
from school.api import (
    STAFF,
    TEACHER,
    CurriculumNode,
    NoticeKind,
    OrgUnit,
    Person,
    RoleGrant,
    TeachingAssignment,
    To,
    Who,
    notice_kind,
    notify,
    present_nodes,
    scope,
    valid_today,
    who,
)
from suite import audit, clock, web
from suite.db import db

LATEST = timedelta(days=366)
MOST_OPEN = 50
MOST_CLOSED = 500


def N_(message: str) -> str:
    """Mark a message for the catalogue; it is translated when it is shown."""
    return message


ASKED = notice_kind(
    NoticeKind(
        "material_asked",
        N_("You are asked for a material"),
        N_("You are asked for a material by %(day)s: %(topic)s"),
        "signpost-split",
    )
)
FAULTS = {
    "person": lazy_gettext("This person does not teach at the school today."),
    "due": lazy_gettext("The day lies between today and a year from now."),
    "twice": lazy_gettext("This person is asked for this already."),
    "many": lazy_gettext("This person has 50 open requests; close some first."),
}


class AskError(Exception):
    """What cannot be asked; `code` is one of FAULTS."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Wish:
    """What is asked: of whom, by when, an explanation or practice, in which words."""

    person_id: int
    due_on: date
    wanted: str
    note: str


def candidates(unit: OrgUnit, node: CurriculumNode) -> tuple[list[Person], list[Person]]:
    """Who may be asked: of the teachers and librarians of the school today those who teach the
    subject, and the others, by name (two statements)."""
    roles = (TEACHER, *PLANNERS)
    held = select(RoleGrant.person_id).where(
        RoleGrant.unit_id == unit.id,
        RoleGrant.role.in_(roles),
        valid_today(RoleGrant.valid_from, RoleGrant.valid_to),
    )
    query = select(Person).where(Person.id.in_(held), Person.left_on.is_(None))
    people = list(db.session.scalars(query.order_by(Person.sort_key, Person.id)))
    teaches = select(TeachingAssignment.person_id).where(
        TeachingAssignment.school_id == unit.id,
        TeachingAssignment.subject_code == node.subject_code,
        valid_today(TeachingAssignment.starts_on, TeachingAssignment.ends_on),
    )
    near = set(db.session.scalars(teaches))
    return [p for p in people if p.id in near], [p for p in people if p.id not in near]


def ask(unit: OrgUnit, node: CurriculumNode, wish: Wish, actor_id: int) -> MapAsk:
    """Ask a person of the school for a material of a node. Commits. Raises AskError."""
    today = clock.today()
    if wish.person_id not in {one.id for part in candidates(unit, node) for one in part}:
        raise AskError("person")
    if not today <= wish.due_on <= today + LATEST:
        raise AskError("due")
    held = select(MapAsk.node_id).where(
        MapAsk.person_id == wish.person_id, MapAsk.unit_id == unit.id, MapAsk.closed_at.is_(None)
    )
    open_ones = list(db.session.scalars(held))
    if node.id in open_ones:
        raise AskError("twice")
    if len(open_ones) >= MOST_OPEN:
        raise AskError("many")
    row = MapAsk(
        unit_id=unit.id, node_id=node.id, person_id=wish.person_id, asked_by=actor_id,
        asked_at=clock.now(), due_on=wish.due_on, wanted=wish.wanted, note=wish.note,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    audit.record("map.asked", f"person:{wish.person_id}", detail={"node": node.code})
    _tell(row, unit, node)
    db.session.commit()
    return row


def _tell(row: MapAsk, unit: OrgUnit, node: CurriculumNode) -> None:
    if row.person_id != row.asked_by:
        notify(
            ASKED,
            [To(row.person_id)],
            key=f"map-ask:{row.uid}",
            school_id=unit.id,
            path=web.path_of("map.asks"),
            arguments={"topic": node.name[:120], "day": f"{row.due_on:%d/%m/%Y}"},
        )


def close(row: MapAsk, actor_id: int) -> None:
    """It is done, or no longer wanted. Commits."""
    if row.closed_at is None:
        row.closed_at, row.closed_by = clock.now(), actor_id
        audit.record("map.closed", f"person:{row.person_id}", detail={"node": row.node_id})
    db.session.commit()


def seen_by(me: Who) -> Select[MapAsk]:
    """Own requests, and for planners those of their school."""
    units = [grant.unit_id for grant in me.grants if grant.role in PLANNERS]
    return (
        select(MapAsk)
        .where((MapAsk.person_id == me.person_id) | MapAsk.unit_id.in_(units))
        .options(joinedload(MapAsk.node), joinedload(MapAsk.person), joinedload(MapAsk.asker))
    )


def open_at(unit_id: int, shown: Collection[CurriculumNode]) -> dict[int, list[MapAsk]]:
    """The open requests of a unit for nodes of one version, soonest first (one statement; three
    more where one was asked for at a node that has another code now)."""
    places = {node.code: node.id for node in shown}
    ids = set(places.values())
    query = (
        select(MapAsk)
        .where(MapAsk.unit_id == unit_id, MapAsk.closed_at.is_(None))
        .options(joinedload(MapAsk.person), joinedload(MapAsk.node))
    )
    rows = list(db.session.scalars(query.order_by(MapAsk.due_on, MapAsk.id)))
    subjects = {(node.subject_code, node.grade) for node in shown}
    rows = [row for row in rows if (row.node.subject_code, row.node.grade) in subjects]
    renamed = {(row.node_id, row.node.code) for row in rows if row.node.code not in places}
    now = present_nodes(renamed) if renamed else {}
    found: dict[int, list[MapAsk]] = {}
    for row in rows:
        at = places.get(row.node.code) or now.get(row.node_id)
        if at in ids:
            found.setdefault(at, []).append(row)
    return found


def works_of(me: Who) -> dict[int, tuple[str, str]]:
    """The materials that closed requests, by request, with their titles, as far as one may see
    them (one statement)."""
    mine = MapAsk.id.in_(seen_by(me).with_only_columns(MapAsk.id))
    query = scope(select(Work), me).join(MapAsk, MapAsk.work_id == Work.id).where(mine)
    chosen = query.with_only_columns(MapAsk.id, Work.uid, Work.title)
    rows = db.session.execute(chosen.order_by(MapAsk.closed_at.desc()).limit(MOST_CLOSED))
    return {ask_id: (uid, title) for ask_id, uid, title in rows}


def today_piece() -> Markup | None:
    """For staff who are asked for something (one statement)."""
    me = who()
    if me.person_id is None or not me.has(*STAFF):
        return None
    query = select(func.count(MapAsk.id), func.min(MapAsk.due_on)).where(
        MapAsk.person_id == me.person_id, MapAsk.closed_at.is_(None)
    )
    number, soonest = db.session.execute(query).one()
    if not number:
        return None
    late = soonest < clock.today()
    return web.piece("repository/map/today.html", number=number, soonest=soonest, late=late)
