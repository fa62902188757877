"""Banks beside the school's: approving drafts of a group, sharing with the commune, copying."""

import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from lms.bank import rules, service, stimuli
from lms.bank.models import BankFile, Item, Stimulus
from lms.bank.rules import Content
from lms.bank.service import About
from lms.bank.showing import picture_uids
from suite import audit, clock
from suite.db import db, new_uid


def approve(item: Item, person_id: int) -> None:
    """Take a draft of a group into the bank of the school. Commits."""
    db.session.refresh(item, with_for_update={"key_share": True})
    if item.group_id is not None and item.approved_at is None:
        item.approved_at, item.approved_by = clock.now(), person_id
        audit.record("bank.approve", f"item:{item.id}")
    db.session.commit()


def unapprove(item: Item) -> None:
    """Make it a draft of its group again. Commits."""
    item.approved_at, item.approved_by, item.shared_at = None, None, None
    audit.record("bank.unapprove", f"item:{item.id}")
    db.session.commit()


def share(item: Item, shared: bool) -> None:
    """Let the schools of the commune read a question, or not any more. Commits.

    A draft is never shared.
    """
    db.session.refresh(item, with_for_update={"key_share": True})
    draft = item.group_id is not None and item.approved_at is None
    if shared != (item.shared_at is not None) and not (shared and draft):
        item.shared_at = clock.now() if shared else None
        audit.record("bank.share", f"item:{item.id}", detail={"shared": shared})
    db.session.commit()


def copy(item: Item, school_id: int, author_id: int) -> Item:
    """A question of another school in the own bank, which keeps where it came from. Commits.

    Its pictures and its stimulus come along. A repeat gives the copy that is there. Raises Known
    when the school has the same in use.
    """
    service.one_at_a_time(school_id)
    there = db.session.scalar(
        select(Item).where(
            Item.school_id == school_id, Item.origin_id == item.id, Item.retired_at.is_(None)
        )
    )
    if there is not None:
        db.session.commit()
        return there
    content = service.content_of(item, service.current(item))
    if found := service.known(school_id, [rules.digest(content)]):
        db.session.rollback()
        raise service.Known(next(iter(found.values())))
    about = About(school_id, item.subject_code, item.grade, item.topic, item.level, item.node_uid)
    mine = _with_pictures(content, item.school_id, school_id, author_id)
    (uid,) = service.put(about, [mine], author_id)
    made = db.session.scalars(select(Item).where(Item.uid == uid)).one()
    made.origin_id = item.id
    if item.stimulus is not None:
        made.stimulus = _stimulus(item.stimulus, school_id, author_id)
        made.stimulus_place = item.stimulus_place
    audit.record("bank.copy", f"item:{made.id}", detail={"origin": item.uid})
    db.session.commit()
    return made


def _stimulus(held: Stimulus, school_id: int, author_id: int) -> Stimulus:
    """The stimulus under which questions of the same one stand already, else a copy of it."""
    origin = aliased(Item)
    there = db.session.scalar(
        select(Stimulus)
        .join(Item, Item.stimulus_id == Stimulus.id)
        .join(origin, origin.id == Item.origin_id)
        .where(Item.school_id == school_id, origin.stimulus_id == held.id)
        .limit(1)
    )
    if there is not None:
        return there
    text = stimuli.current(held).text
    (copied,) = _copied([text], held.school_id, school_id, author_id)
    return stimuli.make(school_id, copied, author_id)


def _with_pictures(content: Content, of: int, school_id: int, author_id: int) -> Content:
    parts = [content.stem, content.body, content.key, content.solution]
    stem, body, key, solution = _copied(parts, of, school_id, author_id)
    return Content(content.kind, stem, body, key, solution)


def _copied(parts: list[Any], of: int, school_id: int, author_id: int) -> list[Any]:
    """Texts and JSON whose pictures are the school's: the same files, with rows of its own. Only
    pictures of the school that shares them (`of`): whoever names another's gets nothing by it."""
    text = json.dumps(parts)
    wanted = set(picture_uids(parts))
    theirs = select(BankFile).where(BankFile.uid.in_(wanted), BankFile.school_id == of)
    for file in db.session.scalars(theirs):
        mine = BankFile(
            uid=new_uid(),
            school_id=school_id,
            sha256=file.sha256,
            media_type=file.media_type,
            width=file.width,
            height=file.height,
            size=file.size,
            author_id=author_id,
            created_at=clock.now(),
        )
        db.session.add(mine)
        text = text.replace(f"file:{file.uid}", f"file:{mine.uid}")
    made: list[Any] = json.loads(text)
    return made
