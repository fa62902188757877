"""Adding, changing and retiring questions; each use case commits once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from sqlalchemy import func, insert, select

from lms import parameters
from lms.bank import finding, rules
from lms.bank.models import Item, ItemVersion, Stimulus
from lms.bank.rules import Content
from lms.hooks import QUESTION, QuestionKind
from school.api import OrgUnit
from suite import audit, clock
from suite.db import db, new_uid
from suite.hooks import registry

CHUNK = 400


class Unusable(Exception):
    """The question cannot be asked; `codes` say why (those of its kind, and of `problems`)."""

    def __init__(self, codes: list[str]) -> None:
        super().__init__(", ".join(codes))
        self.codes = codes


class Known(Exception):
    """The school has this very question already."""

    def __init__(self, uid: str) -> None:
        super().__init__(uid)
        self.uid = uid


class Changed(Exception):
    """Somebody else made a new version meanwhile."""


@dataclass(frozen=True)
class About:
    """Where questions belong: the school, its subject, and what else is known of them.

    `level` is know, understand, apply or ""; `node_uid` the place in the curriculum; `group_id`
    the subject group in which they begin as drafts.
    """

    school_id: int
    subject_code: str
    grade: int | None = None
    topic: str = ""
    level: str = ""
    node_uid: str | None = None
    group_id: int | None = None


def problems(content: Content) -> list[str]:
    """Why a question cannot be asked: stem_empty, too_long, kind_missing, codes of the kind."""
    kind = registry().kinds(QUESTION).get(content.kind)
    if kind is None:
        return ["kind_missing"]
    found = [] if content.stem.strip() else ["stem_empty"]
    if rules.too_long(content):
        found.append("too_long")
    if "params" in content.body:
        return [*found, *_params_problems(kind, content)]
    return [*found, *kind.problems(content.body, content.key)]


def _params_problems(kind: QuestionKind, content: Content) -> list[str]:
    """Codes: params_wrong, params_never (no draw, or hardly any, makes a good question)."""
    params = content.body["params"]
    if not kind.takes_params or not parameters.usable(params):
        return ["params_wrong"]
    chance = Random(0)  # noqa: S311 (tries, not secrets)
    texts = [content.stem, content.body, content.key, content.solution]
    codes = [
        kind.problems(body, key)
        for _values, (_stem, body, key, _told) in parameters.draws(texts, params, chance)
    ]
    good = sum(not one for one in codes)
    if good * 4 >= parameters.TRIES:
        return []
    worst = max(codes, key=len, default=[])
    return worst if good == 0 and worst else ["params_never"]


def known(school_id: int, digests: Iterable[str]) -> dict[str, str]:
    """Which of the digests the school has in use, with the uid of the question."""
    wanted = sorted(set(digests))
    held: dict[str, str] = {}
    for start in range(0, len(wanted), CHUNK):
        rows = db.session.execute(
            select(Item.digest, Item.uid).where(
                Item.school_id == school_id,
                Item.retired_at.is_(None),
                Item.digest.in_(wanted[start : start + CHUNK]),
            )
        )
        held.update((digest, uid) for digest, uid in rows)
    return held


def one_at_a_time(school_id: int) -> None:
    """Let nobody else add to the bank of the school until this transaction ends.

    Otherwise two teachers who take in the same paper at once would both find it new.
    """
    db.session.execute(
        select(OrgUnit.id).where(OrgUnit.id == school_id).with_for_update(key_share=True)
    )


def put(
    about: About, contents: Sequence[Content], author_id: int, levels: Sequence[str] = ()
) -> list[str]:
    """Add questions that are known to be usable and new; their uids. Does not commit.

    `levels` are those of single questions ("": that of all). A few statements for all of them,
    because nobody else may write meanwhile.
    """
    levels = levels or [""] * len(contents)
    now = clock.now()
    uids = [new_uid() for _ in contents]
    rows: list[dict[str, Any]] = [
        {
            "uid": uid,
            "school_id": about.school_id,
            "subject_code": about.subject_code,
            "grade": about.grade,
            "topic": about.topic,
            "kind": content.kind,
            "author_id": author_id,
            "digest": rules.digest(content),
            "search_key": rules.search_key(content),
            "level": level or about.level,
            "node_uid": about.node_uid,
            "group_id": about.group_id,
            "created_at": now,
            "current_number": 1,
        }
        for uid, content, level in zip(uids, contents, levels, strict=True)
    ]
    if rows:
        db.session.execute(insert(Item), rows)
        ids = _ids(uids)
        versions = [
            {"item_id": ids[uid], **_version(content, 1, author_id)}
            for uid, content in zip(uids, contents, strict=True)
        ]
        db.session.execute(insert(ItemVersion), versions)
        finding.index(list(ids.values()))
    return uids


def _ids(uids: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for start in range(0, len(uids), CHUNK):
        part = uids[start : start + CHUNK]
        rows = db.session.execute(select(Item.uid, Item.id).where(Item.uid.in_(part)))
        found.update((uid, item_id) for uid, item_id in rows)
    return found


def _version(content: Content, number: int, author_id: int) -> dict[str, Any]:
    return {
        "number": number,
        "stem": content.stem,
        "body": content.body,
        "key": content.key,
        "solution": content.solution,
        "created_at": clock.now(),
        "author_id": author_id,
    }


def add_item(
    about: About, content: Content, author_id: int, stimulus: Stimulus | None = None
) -> Item:
    """Add one question, on a stimulus where one is given. Raises Unusable and Known."""
    codes = problems(content)
    if codes:
        raise Unusable(codes)
    one_at_a_time(about.school_id)
    found = known(about.school_id, [rules.digest(content)])
    if found:
        raise Known(next(iter(found.values())))
    (uid,) = put(about, [content], author_id)
    item = db.session.scalars(select(Item).where(Item.uid == uid)).one()
    if stimulus is not None:
        last = select(func.max(Item.stimulus_place)).where(Item.stimulus_id == stimulus.id)
        item.stimulus_id, item.stimulus_place = stimulus.id, (db.session.scalar(last) or 0) + 1
    audit.record("bank.add", f"item:{item.id}")
    db.session.commit()
    return item


def content_of(item: Item, version: ItemVersion) -> Content:
    """What a version says."""
    return Content(item.kind, version.stem, version.body, version.key, version.solution)


def current(item: Item) -> ItemVersion:
    """The version that new exams get."""
    return next(one for one in item.versions if one.number == item.current_number)


def new_version(item: Item, seen: int, about: About, content: Content, author_id: int) -> bool:
    """Change a question seen as version `seen`; whether that made a new version.

    Subject, grade and topic are not part of a version. Raises Unusable, Known and Changed.
    """
    codes = problems(content)
    if codes:
        raise Unusable(codes)
    one_at_a_time(item.school_id)
    db.session.refresh(item, with_for_update={"key_share": True})
    if item.current_number != seen:
        raise Changed
    digest = rules.digest(content)
    uid = known(item.school_id, [digest]).get(digest, item.uid)
    if uid != item.uid and item.retired_at is None:
        raise Known(uid)
    made = content != content_of(item, current(item))
    if made:
        item.current_number = seen + 1
        item.versions.append(ItemVersion(**_version(content, item.current_number, author_id)))
    item.subject_code, item.grade, item.topic = about.subject_code, about.grade, about.topic
    item.level, item.node_uid = about.level, about.node_uid
    item.digest, item.search_key = digest, rules.search_key(content)
    finding.index([item.id])
    audit.record("bank.edit", f"item:{item.id}", detail={"version": item.current_number})
    db.session.commit()
    return made


def retire(item: Item) -> None:
    """Offer the question to no new exam; exams that have it keep it."""
    if item.retired_at is None:
        item.retired_at = clock.now()
        audit.record("bank.retire", f"item:{item.id}")
    db.session.commit()


def restore(item: Item) -> None:
    """Offer a retired question again. Raises Known when the school has the same in use."""
    one_at_a_time(item.school_id)
    if item.retired_at is not None:
        found = known(item.school_id, [item.digest])
        if found:
            raise Known(found[item.digest])
        item.retired_at = None
        audit.record("bank.restore", f"item:{item.id}")
    db.session.commit()
