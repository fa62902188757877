"""Decisions of the reading room."""

from collections.abc import Mapping
from datetime import datetime

ENOUGH_SECONDS = 30
LONGEST_BEAT = 60
SETTLED_SECONDS = 3


def believed(claimed: int, since: datetime, now: datetime) -> int:
    """The seconds of a beat: never more than the server saw pass, nor than one beat lasts."""
    passed = int((now - since).total_seconds())
    return max(0, min(claimed, passed, LONGEST_BEAT))


def settled(claimed: int) -> bool:
    """Whether a page was looked at for long enough to be where somebody stopped: a hit that was
    opened by mistake and left at once moves no place."""
    return claimed >= SETTLED_SECONDS


def percent(page: int, pages: int) -> int:
    """How far page `page` of `pages` is, from 0 to 100; 0 before the first page is left."""
    return 0 if page <= 1 or pages <= 1 else min(100, page * 100 // pages)


def paragraphs(text: str) -> list[list[str]]:
    """A page's text as paragraphs of lines; a blank line parts them."""
    blocks: list[list[str]] = [[]]
    for line in text.splitlines():
        if line.strip():
            blocks[-1].append(line.strip())
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def first_range(header: str | None) -> str | None:
    """A Range header with one range, as it is; None for none, many, or nonsense.

    Many ranges are answered with the whole file: a reader that asks so copes with it.
    """
    if header is None or not header.startswith("bytes=") or "," in header:
        return None
    return header


def placed(text: str, quote: str, near: int = 0) -> tuple[int, int] | None:
    """Where `quote` stands in `text` as [start, end), the place nearest to `near`; None: nowhere.

    White space tells nothing: viewers break and join the lines of one page differently.
    """
    at = [index for index, char in enumerate(text) if not char.isspace()]
    bare = "".join(text[index] for index in at)
    wanted = "".join(quote.split())
    best: tuple[int, int] | None = None
    found = bare.find(wanted) if wanted else -1
    while found >= 0:
        here = at[found], at[found + len(wanted) - 1] + 1
        if best is None or abs(here[0] - near) < abs(best[0] - near):
            best = here
        found = bare.find(wanted, found + len(wanted))
    return best


PROBES, PROBE, ENOUGH = 5, 40, 2  # pieces of a page, signs of each, how many must be found


def bare(text: str) -> str:
    """A text without white space."""
    return "".join(text.split())


def probes(text: str) -> list[str]:
    """Pieces of a page's text, spread over it, by which the page is found in another text."""
    plain = bare(text)
    if len(plain) <= PROBE:
        return [plain] if plain else []
    last = len(plain) - PROBE
    starts = sorted({last * place // (PROBES - 1) for place in range(PROBES)})
    return [plain[start : start + PROBE] for start in starts]


def page_now(old: str, pages: Mapping[int, str], near: int) -> int | None:
    """The page on which most of an `old` page stands now, of two the one nearest to `near`; None
    where too little of it is anywhere. `pages` are bare texts by number.

    One piece alone may be a heading that every page has.
    """
    wanted = probes(old)
    if not wanted:
        return None
    best, page = min(ENOUGH, len(wanted)) - 1, None
    for number in sorted(pages, key=lambda one: abs(one - near)):
        found = sum(piece in pages[number] for piece in wanted)
        if found > best:
            best, page = found, number
        if found == len(wanted):
            break
    return page


def pages_with(quote: str, pages: Mapping[int, str], near: int) -> int | None:
    """The page nearest to `near` on which a quote stands; None: nowhere. `pages` as above."""
    wanted = bare(quote)
    found = [number for number, text in pages.items() if wanted and wanted in text]
    return min(found, key=lambda number: (abs(number - near), number), default=None)
