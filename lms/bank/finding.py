"""The rows by which questions are found: their words, and the bands of near duplicates."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import (
    ColumnElement,
    and_,
    delete,
    exists,
    false,
    func,
    insert,
    intersect,
    select,
    update,
)
from sqlalchemy.orm import aliased

from lms.bank import alike, rules
from lms.bank.models import Item, ItemBand, ItemVersion, ItemWord, Stimulus
from school.api import Who, scope
from suite import migrate
from suite.db import db

# A higher number has every question indexed anew after the next upgrade.
MAKE = 1
CHUNK = 400
MOST_WORDS, MOST_ALIKE, MOST_TRIED = 12, 10, 40
# From so many questions on a word is common: what it finds is not counted, and is cut.
MANY = 2_000


def index(item_ids: Sequence[int]) -> None:
    """Write the rows of these questions anew. Does not commit."""
    for start in range(0, len(item_ids), CHUNK):
        _index(item_ids[start : start + CHUNK])


def _index(ids: Sequence[int]) -> None:
    db.session.flush()
    found = select(Item.id, Item.school_id, Item.topic, Item.search_key).where(Item.id.in_(ids))
    words, bands = [], []
    for item_id, school_id, topic, folded in db.session.execute(found):
        mine = {"school_id": school_id, "item_id": item_id}
        words += [{**mine, "word": word} for word in rules.words(f"{topic} {folded}")]
        bands += [{**mine, "band": band} for band in set(alike.bands(folded))]
    for table, rows in ((ItemWord, words), (ItemBand, bands)):
        db.session.execute(delete(table).where(table.item_id.in_(ids)))
        if rows:
            db.session.execute(insert(table), rows)
    db.session.execute(update(Item).where(Item.id.in_(ids)).values(indexed=MAKE))


def catch_up() -> int:
    """Index what was never indexed in this way; how many questions. Commits in portions."""
    count = 0
    while ids := db.session.scalars(select(Item.id).where(Item.indexed != MAKE).limit(CHUNK)).all():
        _refold(ids)
        _index(ids)
        db.session.commit()
        count += len(ids)
    return count


def _refold(ids: Sequence[int]) -> None:
    """The folded texts as they are made today."""
    rows = db.session.execute(
        select(Item, ItemVersion)
        .join(ItemVersion, ItemVersion.item_id == Item.id)
        .where(Item.id.in_(ids), ItemVersion.number == Item.current_number)
    )
    for item, held in rows:
        item.search_key = rules.search_key(rules.Content(item.kind, held.stem, held.body, held.key))


def move(item_ids: Sequence[int], to: int) -> None:
    """Let what belongs to questions follow them to another school. Does not commit."""
    for table in (ItemWord, ItemBand):
        db.session.execute(update(table).where(table.item_id.in_(item_ids)).values(school_id=to))
    theirs = select(Item.stimulus_id).where(Item.id.in_(item_ids), Item.stimulus_id.is_not(None))
    db.session.execute(
        update(Stimulus)
        .where(Stimulus.id.in_(theirs))
        .values(school_id=to)
        .execution_options(synchronize_session=False)
    )


def asked(words: str) -> list[str]:
    """The words that are searched for, the longest, most likely the rarest, first."""
    return sorted(rules.words(words)[:MOST_WORDS], key=len, reverse=True)


def holding(words: str, school_ids: Iterable[int]) -> ColumnElement[bool]:
    """Questions of these schools with words that begin with each of `words`, diacritics or not.

    The longest word finds them; the others are looked up in what it found.
    """
    wanted = asked(words)
    return found_by(wanted[:1], wanted[1:], school_ids) if wanted else false()


def found_by(
    first: Sequence[str], others: Sequence[str], school_ids: Iterable[int]
) -> ColumnElement[bool]:
    """Questions that the words `first` find together and that hold each of `others` too."""
    held = list(school_ids)
    each = [
        select(ItemWord.item_id).where(ItemWord.school_id.in_(held), _begins(ItemWord, word))
        for word in first
    ]
    found: list[ColumnElement[bool]] = []
    if each:
        found.append(Item.id.in_(intersect(*each) if len(each) > 1 else each[0]))
    for word in others:
        other = aliased(ItemWord)
        too = select(other.item_id).where(other.item_id == Item.id, _begins(other, word))
        found.append(exists(too))
    return and_(*found)


def by_rarity(words: str, school_ids: Iterable[int]) -> list[tuple[int, str]]:
    """(how many questions hold it, counted to MANY at most, the word), the rarest first; one
    statement."""
    wanted = asked(words)
    held = ItemWord.school_id.in_(list(school_ids))
    some = [
        select(ItemWord.item_id).where(held, _begins(ItemWord, word)).limit(MANY).subquery()
        for word in wanted
    ]
    if not some:
        return []
    counts = [select(func.count()).select_from(one).scalar_subquery() for one in some]
    return sorted(zip(db.session.execute(select(*counts)).one(), wanted, strict=True))


def _begins(table: Any, word: str) -> ColumnElement[bool]:
    return and_(table.word >= word, table.word < f"{word}~")


Told = tuple[str, str, frozenset[str]]


@dataclass(frozen=True)
class Near:
    """A question that says nearly the same; `share` of what both say, 0 to 1."""

    uid: str
    stem: str
    share: float


def near(
    who: Who, school_id: int, texts: Mapping[Any, str], leave_out: Collection[int] = ()
) -> dict[Any, list[Near]]:
    """For each folded text the questions in use of a school that say nearly the same, best first.

    Only those that `who` may see, at most MOST_ALIKE for each. Two statements for every CHUNK of
    bands.
    """
    asked: dict[int, list[Any]] = {}
    for key, folded in texts.items():
        for band in alike.bands(folded):
            asked.setdefault(band, []).append(key)
    found: dict[Any, set[int]] = {}
    wanted = sorted(asked)
    for start in range(0, len(wanted), CHUNK):
        hit = ItemBand.band.in_(wanted[start : start + CHUNK])
        rows = select(ItemBand.band, ItemBand.item_id).where(ItemBand.school_id == school_id, hit)
        for band, item_id in db.session.execute(rows.order_by(ItemBand.item_id.desc())):
            for key in asked[band]:
                mine = found.setdefault(key, set())
                if item_id not in leave_out and len(mine) < MOST_TRIED:
                    mine.add(item_id)
    held = _told(who, sorted(set().union(*found.values())))
    return {key: near_ones for key in found if (near_ones := _best(texts[key], found[key], held))}


def _told(who: Who, ids: Sequence[int]) -> dict[int, Told]:
    told: dict[int, Told] = {}
    for start in range(0, len(ids), CHUNK):
        query = (
            scope(select(Item), who)
            .join(
                ItemVersion,
                (ItemVersion.item_id == Item.id) & (ItemVersion.number == Item.current_number),
            )
            .where(Item.id.in_(ids[start : start + CHUNK]), Item.retired_at.is_(None))
            .with_only_columns(Item.id, Item.uid, ItemVersion.stem, Item.search_key)
        )
        for item_id, uid, stem, folded in db.session.execute(query):
            told[item_id] = (uid, stem, alike.runs(folded))
    return told


def _best(folded: str, ids: set[int], held: Mapping[int, Told]) -> list[Near]:
    some = [held[one] for one in ids if one in held]
    mine = alike.runs(folded)
    shares = [Near(uid, stem, alike.shared(mine, runs)) for uid, stem, runs in some]
    good = [one for one in shares if one.share >= alike.ALIKE]
    return sorted(good, key=lambda one: -one.share)[:MOST_ALIKE]


def init(_app: Flask) -> None:
    """Index what is not indexed whenever the database was brought up to date."""
    migrate.after_upgrade(catch_up)
