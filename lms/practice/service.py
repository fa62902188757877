"""Making question sets and offering them to the library; each use case commits once."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from lms.bank import places
from lms.bank.models import Item, ItemVersion, Stimulus, StimulusVersion
from lms.bank.permissions import finished
from lms.hooks import QUESTION
from lms.practice import rules
from lms.practice.models import PracticeSet, PracticeVersion
from school.api import CurriculumNode, Who, scope
from suite import audit, clock, contracts, edits
from suite.contracts import PracticeOffer, PracticeShelf, PracticeStanding
from suite.db import db
from suite.hooks import registry


class NotPossible(Exception):
    """`code` is empty, full, no_library, gone (questions that may not be used any more) or
    unchanged."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def ref_of(one: PracticeSet) -> str:
    """What the library knows a set by."""
    return f"practice:{one.uid}"


def marked_kinds() -> list[str]:
    """The kinds of question that are marked at once, without a person."""
    return [name for name, kind in registry().kinds(QUESTION).items() if not kind.by_hand]


def listed(who: Who) -> Select[Any]:
    """The sets that `who` may see, the last changed first."""
    query = scope(select(PracticeSet), who)
    query = query.options(joinedload(PracticeSet.subject), joinedload(PracticeSet.author))
    return query.order_by(PracticeSet.changed_at.desc(), PracticeSet.id.desc())


def set_of(who: Who, uid: str) -> PracticeSet | None:
    """One that `who` may see."""
    query = scope(select(PracticeSet), who).where(PracticeSet.uid == uid)
    return db.session.scalar(query.options(joinedload(PracticeSet.subject)))


def add(
    school_id: int, author_id: int, title: str, subject_code: str, grade: int | None
) -> PracticeSet:
    """A new set without questions. Commits."""
    row = PracticeSet(
        school_id=school_id, author_id=author_id, title=title, subject_code=subject_code,
        grade=grade, items=[], changed_at=clock.now(),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    audit.record("practice.add", f"practice:{row.uid}")
    db.session.commit()
    return row


def describe(one: PracticeSet, seen: int, title: str, nodes: Collection[str]) -> None:
    """Keep the title and the places; those of the questions alone are not written down, so that
    they follow the questions. Commits. Raises suite.edits.Conflict."""
    own = {item.node_uid for item, _version in questions(one) if item.node_uid}
    own = set(places.present(own).values())
    row = edits.claim(PracticeSet, one.id, seen)
    row.title, row.nodes = title, None if set(nodes) == own else sorted(set(nodes))
    row.changed_at = clock.now()
    audit.record("practice.describe", f"practice:{row.uid}")
    db.session.commit()


def usable(one: PracticeSet) -> Select[Any]:
    """A select of the questions that may stand in a set: of its school and subject, in use, no
    draft, marked without a person."""
    return select(Item).where(
        Item.school_id == one.school_id,
        Item.subject_code == one.subject_code,
        Item.retired_at.is_(None),
        Item.kind.in_(marked_kinds()),
        finished(),
    )


def choose(one: PracticeSet, item_ids: Sequence[int]) -> int:
    """Take these questions in, those that may be; how many. Commits. Raises NotPossible("full")."""
    row = edits.claim(PracticeSet, one.id, None)
    wanted = usable(row).where(Item.id.in_(item_ids), Item.id.not_in(row.items))
    wanted = wanted.order_by(Item.stimulus_id, Item.stimulus_place, Item.id)
    ids = list(db.session.scalars(wanted.with_only_columns(Item.id)))
    if len(row.items) + len(ids) > rules.MOST_QUESTIONS:
        db.session.rollback()
        raise NotPossible("full")
    row.items, row.changed_at = [*row.items, *ids], clock.now()
    audit.record("practice.choose", f"practice:{row.uid}", detail={"items": ids})
    db.session.commit()
    return len(ids)


def drop(one: PracticeSet, item_id: int) -> None:
    """Take a question out. Commits."""
    row = edits.claim(PracticeSet, one.id, None)
    row.items, row.changed_at = [n for n in row.items if n != item_id], clock.now()
    audit.record("practice.drop", f"practice:{row.uid}", detail={"item": item_id})
    db.session.commit()


def questions(one: PracticeSet) -> list[tuple[Item, ItemVersion]]:
    """The questions of a set as the bank has them now, in their order; one statement."""
    if not one.items:
        return []
    rows = db.session.execute(
        select(Item, ItemVersion)
        .join(
            ItemVersion,
            (ItemVersion.item_id == Item.id) & (ItemVersion.number == Item.current_number),
        )
        .where(Item.id.in_(one.items))
    )
    by_id = {item.id: (item, version) for item, version in rows}
    return [by_id[item_id] for item_id in one.items if item_id in by_id]


def standing(one: PracticeSet) -> PracticeStanding | None:
    """Where the library has it; None for one that was never offered, or without a library."""
    shelf = contracts.ask(PracticeShelf)
    return shelf.standing(ref_of(one)) if shelf and one.current_number else None


def pinned(one: PracticeSet) -> PracticeVersion | None:
    """The version that was offered last."""
    query = select(PracticeVersion).where(
        PracticeVersion.set_id == one.id, PracticeVersion.number == one.current_number
    )
    return db.session.scalar(query)


def as_offered(one: PracticeSet, held: PracticeVersion | None) -> bool:
    """Whether the set says what was offered last; a changed question counts as a change."""
    return held is not None and (held.title, held.questions) == (one.title, pins(one))


def offer(one: PracticeSet, person_id: int) -> PracticeVersion:
    """Pin every question as it is and put the set before the library's reviewers. Commits.

    Raises NotPossible; what the library refuses is raised as it is.
    """
    shelf = contracts.ask(PracticeShelf)
    if shelf is None:
        raise NotPossible("no_library")
    row = edits.claim(PracticeSet, one.id, None)
    told = questions(row)
    if not told:
        raise NotPossible("empty")
    fit = usable(row).where(Item.id.in_(row.items)).with_only_columns(Item.id)
    if len(db.session.scalars(fit).all()) < len(row.items):
        raise NotPossible("gone")
    row.current_number += 1
    held = PracticeVersion(
        set_id=row.id, number=row.current_number, title=row.title, questions=pins(row),
        offered_at=clock.now(), offered_by=person_id,
    )  # fmt: skip
    db.session.add(held)
    shelf.offer(_offered(row, [item for item, _version in told], person_id))
    audit.record("practice.offer", f"practice:{row.uid}", detail={"number": held.number})
    db.session.commit()
    return held


def take_back(one: PracticeSet, person_id: int, reason: str) -> None:
    """Take the set out of the library. Commits."""
    shelf = contracts.ask(PracticeShelf)
    if shelf is not None:
        shelf.take_back(ref_of(one), person_id, reason)
    audit.record("practice.take_back", f"practice:{one.uid}")
    db.session.commit()


def nodes_of(one: PracticeSet, items: Sequence[Item]) -> list[str]:
    """The places of a set in the programme in force: those chosen for it, else those of its
    questions."""
    own = dict.fromkeys(item.node_uid for item in items if item.node_uid)
    kept = list(own) if one.nodes is None else one.nodes
    return list(dict.fromkeys(places.present(kept).values()))


def pins(one: PracticeSet) -> list[list[Any]]:
    """Its questions and their texts as they are now, as a version keeps them."""
    told = questions(one)
    texts = _texts([item for item, _version in told])
    return [[version.id, texts.get(item.stimulus_id or 0)] for item, version in told]


def _texts(items: Sequence[Item]) -> Mapping[int, int]:
    """The versions of the texts that questions are about, by text."""
    ids = {item.stimulus_id for item in items if item.stimulus_id}
    if not ids:
        return {}
    rows = db.session.execute(
        select(Stimulus.id, StimulusVersion.id)
        .join(
            StimulusVersion,
            (StimulusVersion.stimulus_id == Stimulus.id)
            & (StimulusVersion.number == Stimulus.current_number),
        )
        .where(Stimulus.id.in_(ids))
    )
    return {row[0]: row[1] for row in rows}


def _offered(one: PracticeSet, items: Sequence[Item], person_id: int) -> PracticeOffer:
    wanted = CurriculumNode.uid.in_(nodes_of(one, items))
    found = db.session.execute(select(CurriculumNode.id, CurriculumNode.name).where(wanted)).all()
    grades = {item.grade for item in items if item.grade} | ({one.grade} if one.grade else set())
    topics = dict.fromkeys([*(name for _id, name in found), *(item.topic for item in items)])
    return PracticeOffer(
        ref=ref_of(one), number=one.current_number, unit_id=one.school_id, person_id=person_id,
        title=one.title, subject_code=one.subject_code, grades=sorted(grades),
        node_ids=[node_id for node_id, _name in found], questions=len(items),
        about="; ".join(name for name in topics if name)[:2_000],
        creators=(one.author.full_name,),
    )  # fmt: skip
