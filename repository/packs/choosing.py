"""What of some works goes into a pack, and what does not and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from repository.catalogue import queries
from repository.catalogue import rules as states
from repository.catalogue.models import Work
from repository.packs import rules
from repository.packs.models import LicenceCopy
from repository.sharing import labels
from repository.sharing.models import CollectionItem
from school.api import Who, valid_today
from suite import clock
from suite.db import db

MOST_WORKS = 300


@dataclass(frozen=True)
class Part:
    """A work as a list means it: `part` in words, `place` what follows the file's address."""

    work_id: int
    part: str = ""
    place: str = ""
    note: str = ""


@dataclass(frozen=True)
class Chosen:
    """What goes in, in order, with its works; what is left out with the code of the reason; bytes
    of all files, each once."""

    parts: Sequence[Part]
    works: Mapping[int, Work]
    left_out: Sequence[tuple[Work, str]]
    size: int


def part_of(item: CollectionItem) -> Part:
    """An item of a list as it stands in a pack."""
    place = f"#page={item.from_page}" if item.from_page else ""
    if item.from_second is not None or item.to_second is not None:
        end = "" if item.to_second is None else f",{item.to_second}"
        place = f"#t={item.from_second or 0}{end}"
    return Part(item.work_id, labels.part(item), place, item.note)


def choose(parts: Iterable[Part], who: Who, reach: str) -> Chosen:
    """Ask the rights of `who` and of the works; what `who` may not see is not mentioned."""
    given = list(parts)[:MOST_WORKS]
    works = queries.works_for({part.work_id for part in given}, who)
    copies = copying()
    codes = {work.id: _why_not(work, copies, reach) for work in works.values()}
    going = [part for part in given if part.work_id in works and codes[part.work_id] is None]
    files = {file.sha256: file.size for part in going for file in works[part.work_id].files}
    left = [(works[key], code) for key, code in codes.items() if code is not None]
    return Chosen(going, works, left, sum(files.values()))


def copying() -> frozenset[str]:
    """The licences of which copies may be handed on today."""
    today = valid_today(LicenceCopy.valid_from, LicenceCopy.valid_to)
    query = select(LicenceCopy.code).where(today, LicenceCopy.may_copy)
    return frozenset(db.session.scalars(query))


def _why_not(work: Work, copies: frozenset[str], reach: str) -> str | None:
    free = states.is_free(work.embargo_until, clock.now())
    return rules.why_not(
        is_open=work.state == states.PUBLISHED and free,
        audience=work.audience,
        may_copy=work.licence in copies,
        reach=reach,
        healths=[file.health for file in work.files],
    )
