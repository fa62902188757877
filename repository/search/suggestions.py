"""The order of titles that complete what is being typed."""

from collections.abc import Iterable, Sequence

from repository.search.engine import Suggestion
from repository.search.query import exact_words, fold_words, folded_words
from suite.text import sort_key


def completing(found: Iterable[Suggestion], typed: Sequence[str]) -> list[Suggestion]:
    """Those that hold every word typed, the last one as a beginning, in whatever marks."""
    *whole, end = fold_words(typed)

    def holds(suggestion: Suggestion) -> bool:
        words = folded_words(suggestion.title)
        return all(word in words for word in whole) and any(w.startswith(end) for w in words)

    return [suggestion for suggestion in found if holds(suggestion)]


def ranked(found: Iterable[Suggestion], typed: Sequence[str], limit: int) -> list[Suggestion]:
    """Each once: titles that hold the typing as spelled first, then those that begin with it, then
    those that hold it in one run, then by alphabet."""
    folded = " ".join(fold_words(typed))

    def rank(suggestion: Suggestion) -> tuple[bool, bool, bool, bool, str]:
        words = exact_words(suggestion.title)
        spelled = all(word in words for word in typed[:-1])
        spelled = spelled and any(word.startswith(typed[-1]) for word in words)
        begins = " ".join(words).startswith(" ".join(typed))
        text = " ".join(fold_words(words))
        begins_folded, run = text.startswith(folded), f" {folded}" in f" {text}"
        return not spelled, not begins, not begins_folded, not run, sort_key(suggestion.title)

    return sorted(dict.fromkeys(found), key=rank)[: max(limit, 0)]
