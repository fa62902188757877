"""The order of titles that complete what is being typed."""

from collections.abc import Iterable, Sequence

from repository.search.engine import Suggestion
from repository.search.query import exact_words
from suite.text import sort_key


def ranked(found: Iterable[Suggestion], typed: Sequence[str], limit: int) -> list[Suggestion]:
    """One suggestion a work: titles that hold the typing as spelled first, then by alphabet."""
    by_work = {suggestion.work_id: suggestion for suggestion in found}

    def rank(suggestion: Suggestion) -> tuple[bool, bool, str]:
        words = exact_words(suggestion.title)
        spelled = all(word in words for word in typed[:-1])
        spelled = spelled and any(word.startswith(typed[-1]) for word in words)
        begins = " ".join(words).startswith(" ".join(typed))
        return not spelled, not begins, sort_key(suggestion.title)

    return sorted(by_work.values(), key=rank)[: max(limit, 0)]
