"""Which of two works may become one, and what may become of the files of the one that goes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from repository.catalogue import rules as works
from repository.catalogue.rules import Refused

UNDO_DAYS = 30
# What becomes of a file: it is there already; it stands beside the others; it is an earlier
# version of one of them; it stays with the work that goes.
SAME, BESIDE, VERSION, LEFT = "same", "beside", "version", "left"
NOTHING_OPEN = (works.DRAFT, works.SUBMITTED, works.CHANGES_ASKED)


@dataclass(frozen=True)
class One:
    """What is asked of each of the two; `classes` are those of the audience "class"."""

    id: int
    unit_id: int
    state: str
    depositor_id: int
    audience: str
    licence: str
    embargo_until: datetime | None = None
    classes: frozenset[int] = frozenset()
    offer: bool = False


def check(kept: One, gone: One) -> None:
    """Raises Refused with all that stands in the way: itself, other_unit, withdrawn, question_set,
    unpublished_stays, other_depositor.

    What nobody approved may not come among readers by going into what is published, nor past the
    second person by going into a draft of somebody else.
    """
    if kept.id == gone.id:
        raise Refused("itself")
    codes = []
    if kept.unit_id != gone.unit_id:
        codes.append("other_unit")
    if works.WITHDRAWN in (kept.state, gone.state):
        codes.append("withdrawn")
    if kept.offer or gone.offer:
        codes.append("question_set")
    if kept.state in NOTHING_OPEN and gone.state == works.PUBLISHED:
        codes.append("unpublished_stays")
    if kept.state in NOTHING_OPEN and kept.depositor_id != gone.depositor_id:
        codes.append("other_depositor")
    if codes:
        raise Refused(*codes)


def differing(kept: One, gone: One) -> tuple[str, ...]:
    """Why content of the one may not come under the terms of the other: codes of what differs."""
    said = []
    if kept.audience != gone.audience or kept.classes != gone.classes:
        said.append("audience_differs")
    if kept.licence != gone.licence:
        said.append("licence_differs")
    if kept.embargo_until != gone.embargo_until:
        said.append("embargo_differs")
    return tuple(said)


def gives_content(kept: One, gone: One) -> bool:
    """Whether files and links of the one may go over: not of a draft into what is published."""
    return not (kept.state == works.PUBLISHED and gone.state in NOTHING_OPEN)


def chosen(said: str, targets: Collection[int], *, gives: bool) -> tuple[str, int | None]:
    """What was chosen for a file, as "beside", "left" or "version:<id of a file that stays>".
    Raises Refused("bad_choice")."""
    does, _, target = said.partition(":")
    if does == VERSION and gives and target.isdecimal() and int(target) in targets:
        return VERSION, int(target)
    if (does == BESIDE and gives) or does == LEFT:
        return does, None
    raise Refused("bad_choice")


def may_part(at: datetime, now: datetime) -> bool:
    """Whether two that became one may still be parted."""
    return now - at <= timedelta(days=UNDO_DAYS)
