"""The lines of a page around what was found, with the finds marked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from repository.search.engine import Fragment
from repository.search.query import Clause, marks_placed, run
from suite.text import fold_with_offsets, nfc

WIDTH = 220
_LOOK_AT = 50_000
_MOST_FINDS = 200
_NO_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class _Find:
    start: int
    end: int
    clause: int
    exact: bool


def snippet(text: str, clauses: Sequence[Clause], width: int = WIDTH) -> tuple[Fragment, ...]:
    """About `width` characters of `text` that hold the most of the query, as fragments."""
    flat = " ".join(nfc(text[:_LOOK_AT]).split())
    finds = _finds(flat, clauses)
    start, end = _window(flat, finds, width)
    inside = [find for find in finds if find.start >= start and find.end <= end]
    fragments = _fragments(flat[start:end], inside, start)
    if start > 0:
        fragments.insert(0, Fragment("… "))
    if end < len(flat):
        fragments.append(Fragment(" …"))
    return tuple(fragments)


def marked(text: str, clauses: Sequence[Clause]) -> tuple[Fragment, ...]:
    """The whole of a short text (a title) with the finds marked."""
    flat = nfc(text)
    return tuple(_fragments(flat, _finds(flat, clauses), 0))


def _finds(text: str, clauses: Sequence[Clause]) -> list[_Find]:
    if not clauses:
        return []
    folded, offsets = fold_with_offsets(text)
    whole = run(clauses)
    together = _find_all(text, folded, offsets, [whole]) if whole else []
    return together or _find_all(text, folded, offsets, clauses)


def _find_all(
    text: str, folded: str, offsets: Sequence[int], clauses: Sequence[Clause]
) -> list[_Find]:
    found: list[_Find] = []
    for number, clause in enumerate(clauses):
        spelled = " ".join(clause.exact or ())
        here = []
        for match in islice(_pattern(clause).finditer(folded), _MOST_FINDS):
            if match.start() and folded[match.start() - 1].isalnum():
                continue
            start, end = offsets[match.start()], offsets[match.end()]
            exact = bool(spelled) and _spelling(text[start:end]) == spelled
            here.append(_Find(start, end, number, exact))
        # Where the exact spelling stands on the page, look-alikes are not marked.
        found += [find for find in here if find.exact] or here
    return _apart(sorted(found, key=lambda find: (find.start, -find.end)))


@lru_cache(maxsize=512)
def _pattern(clause: Clause) -> re.Pattern[str]:
    words = r"[\W_]{1,20}".join(re.escape(word) for word in clause.folded)
    # The word's begin is looked at afterwards: a pattern that starts with letters is found faster.
    return re.compile(rf"{words}(?![^\W_])")


def _spelling(text: str) -> str:
    lowered = marks_placed(text.lower())
    return lowered if lowered.isalnum() else _NO_WORD.sub(" ", lowered)


def _apart(finds: list[_Find]) -> list[_Find]:
    kept: list[_Find] = []
    for find in finds:
        if not kept or find.start >= kept[-1].end:
            kept.append(find)
    return kept


def _window(text: str, finds: list[_Find], width: int) -> tuple[int, int]:
    """The stretch with the most different clauses, then the most exact finds, then the first."""
    if len(text) <= width:
        return 0, len(text)
    best, rank = 0, (-1, -1)
    for i, first in enumerate(finds):
        inside = [f for f in finds[i : i + 40] if f.end <= first.start + width * 3 // 4]
        here = (len({f.clause for f in inside}), sum(f.exact for f in inside))
        if here > rank:
            best, rank = first.start, here
    start = _word_start(text, best - width // 4)
    return start, max(_word_end(text, start + width), _reach(finds, best))


def _reach(finds: list[_Find], start: int) -> int:
    return next((find.end for find in finds if find.start == start), 0)


def _word_start(text: str, at: int) -> int:
    if at <= 0:
        return 0
    space = text.find(" ", at, at + 30)
    return space + 1 if space >= 0 else at


def _word_end(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    space = text.rfind(" ", at - 30, at)
    return space if space >= 0 else at


def _fragments(text: str, finds: list[_Find], shift: int) -> list[Fragment]:
    fragments: list[Fragment] = []
    at = 0
    for find in finds:
        start, end = find.start - shift, find.end - shift
        if start > at:
            fragments.append(Fragment(text[at:start]))
        fragments.append(Fragment(text[start:end], marked=True))
        at = end
    if at < len(text):
        fragments.append(Fragment(text[at:]))
    return fragments
