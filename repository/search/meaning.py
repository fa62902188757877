"""Did you mean: another spelling in the library's own words, when little or nothing was found.

The words come from the whole index, so none of them is shown as it is. How often each stands in
what the reader sees decides, the corrected search is made by the reader's rights, and its words
are shown as the pages it found spell them. A fixed number of words is counted whatever the index
holds, so that the time tells nothing of texts that the reader may not see.
"""

import threading
import time
from dataclasses import dataclass, replace

from symspellpy import SymSpell, Verbosity

from repository.catalogue.permissions import tokens
from repository.search import spelling
from repository.search.engine import Query, SearchEngine
from repository.search.query import folded_words
from repository.search.service import Screen, engine, find
from repository.search.spelling import Likeness
from school.api import Who
from suite.text import fold
from suite.text import tokens as words_of

FEW, CLEARLY_MORE = 2, 3
_WORDS, _PREFIX, _KEPT_FOR = 20_000, 5, 600.0
_COUNTED = 4  # likenesses of each word
_lock = threading.Lock()
_kept: tuple[SearchEngine, float, SymSpell] | None = None


@dataclass(frozen=True)
class Meant:
    """Another text to search for, and the number of works that it finds."""

    text: str
    books: int


def meant(query: Query, found: Screen, who: Who) -> Meant | None:
    """What was probably meant, if a search for it finds clearly more; None on later screens."""
    typed = list(dict.fromkeys(folded_words(query.text)))[: spelling.MOST_WORDS]
    if not typed or found.books > FEW or query.page > 1:
        return None
    speller = _speller(engine())
    alike = {word: _alike(speller, word) for word in typed}
    pairs = [(word, like.word) for word in typed for like in _padded(word, alike[word])]
    asked = [other for _, other in pairs]
    # Behind filters nothing is found for other reasons than a spelling.
    if whole := not query.is_filtered:
        asked += [spelling.swapped(typed, *pair) for pair in pairs]
    seen = engine().spread([*typed, *asked], tokens(who))
    changed = spelling.meant_together(typed, alike, seen) if whole and not found.books else {}
    changed = changed or spelling.meant(typed, alike, seen)
    text = spelling.rewritten(query.text, changed)
    screen = find(replace(query, text=text), who)
    if not changed or screen.books < max(1, CLEARLY_MORE * found.books):
        return None
    spelled = _as_spelled(screen)
    shown = {word: spelled.get(other, other) for word, other in changed.items()}
    return Meant(spelling.rewritten(query.text, shown), screen.books)


def _alike(speller: SymSpell, word: str) -> list[Likeness]:
    if len(word) < 2 or word.isdecimal():
        return []
    found = speller.lookup(word, Verbosity.ALL, max_edit_distance=spelling.reach(word))
    return [Likeness(one.term, one.distance) for one in found if one.distance][:_COUNTED]


def _padded(word: str, alike: list[Likeness]) -> list[Likeness]:
    return alike + [Likeness(word, 0)] * (_COUNTED - len(alike))


def _as_spelled(screen: Screen) -> dict[str, str]:
    """How the pages that were found spell their words."""
    spelled: dict[str, str] = {}
    for found in screen.found:
        marked = [part.text for part in found.hit.title if part.marked]
        marked += [part.text for page in found.hit.pages for part in page.snippet if part.marked]
        for token in (token for text in marked for token in words_of(text)):
            spelled.setdefault(fold(token.text), token.text.lower())
    return spelled


def _speller(of: SearchEngine) -> SymSpell:
    """The words of the index, read at most every ten minutes; takes about 0.2 s."""
    global _kept
    with _lock:
        if _kept is None or _kept[0] is not of or _kept[1] < time.monotonic():
            speller = SymSpell(max_dictionary_edit_distance=2, prefix_length=_PREFIX)
            for word, pages in of.vocabulary(_WORDS):
                if word.isalpha():
                    speller.create_dictionary_entry(word, pages)
            _kept = (of, time.monotonic() + _KEPT_FOR, speller)
        return _kept[2]
