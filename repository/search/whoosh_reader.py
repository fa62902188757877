"""One state of the Whoosh index, with the document sets that queries are made of.

Sets are kept per state: rights and filters are set operations, and only what passes is scored.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from whoosh import query as q

from repository.search.cards import decode
from repository.search.engine import Query
from repository.search.grouping import Fetched
from repository.search.query import Clause

EXACT_WEIGHT = 4.0
TITLE_WEIGHT = 2.0
# Above every sum of word scores: pages that hold the query exactly as spelled come first.
EXACT_BONUS = 1_000.0
_PREFIX_TERMS = 64

Docs = frozenset[int]


class State:
    """A searcher with what is remembered of it."""

    def __init__(self, searcher: Any) -> None:
        self.searcher = searcher
        self.cards: list[str] = []
        if searcher.doc_count_all():
            column = searcher.reader().column_reader("card")
            self.cards = [column[number] for number in range(searcher.doc_count_all())]
        self._docs = lru_cache(maxsize=512)(self._read)

    def close(self) -> None:
        """Let go of the files."""
        self.searcher.close()

    def matching(self, clauses: Sequence[Clause], query: Query) -> Docs:
        """What the text finds among what the reader may see, before the facets' filters."""
        found = self.with_access(query.allowed)
        if query.work_id is not None:
            found &= self._docs("work_id", (str(query.work_id),))
        in_text: set[int] = set()
        for clause in clauses:
            text = self._docs("text", clause.folded)
            in_text |= text
            found &= text | self._docs("title", clause.folded)
        if clauses:
            found &= in_text | self._docs("page_no", ("0",))
        return found

    def with_access(self, tokens: Iterable[str]) -> Docs:
        """All documents that one of the tokens opens."""
        sets = [self._docs("access", (token,)) for token in sorted(tokens)]
        return frozenset().union(*sets)

    def count_cards(self, docs: Docs) -> Counter[str]:
        """Documents per card."""
        return Counter(self.cards[number] for number in docs)

    def passing(self, docs: Docs, works: Iterable[int]) -> Docs:
        """The documents of these works."""
        kept = frozenset(works)
        return frozenset(n for n in docs if decode(self.cards[n]).work_id in kept)

    def best(self, clauses: Sequence[Clause], docs: Docs, limit: int) -> Fetched:
        """The best documents (score, work, number): those spelled exactly before all others."""
        exact = docs if any(clause.exact for clause in clauses) else frozenset()
        for clause in clauses:
            if clause.exact and exact:
                exact &= self._docs("text", clause.exact) | self._docs("title", clause.exact)
        hits = self._scored(clauses, exact, limit, EXACT_BONUS)
        if len(hits) < limit:
            hits += self._scored(clauses, docs - exact, limit - len(hits), 0.0)
        return hits

    def stored(self, number: int) -> dict[str, Any]:
        """What was kept of a document for display."""
        payload: dict[str, Any] = self.searcher.stored_fields(number)["payload"]
        return payload

    def titled(self, words: Sequence[str], end: str) -> Docs:
        """Works' own documents whose title holds the words and one that begins with `end`."""
        terms = self.searcher.reader().expand_prefix("title", end)
        ends = [term.decode() for term, _ in zip(terms, range(_PREFIX_TERMS), strict=False)]
        found = frozenset().union(*(self._docs("title", (term,)) for term in ends))
        for word in words:
            found &= self._docs("title", (word,))
        return found & self._docs("page_no", ("0",))

    def _scored(
        self, clauses: Sequence[Clause], docs: Docs, limit: int, bonus: float
    ) -> list[tuple[float, int, object]]:
        if not docs:
            return []
        weighed = q.Or([part for clause in clauses for part in _weighed(clause)])
        top = self.searcher.search(weighed, limit=limit, filter=set(docs)).top_n
        return [(score + bonus, decode(self.cards[n]).work_id, n) for score, n in top]

    def _read(self, field: str, words: tuple[str, ...]) -> Docs:
        return frozenset(self.searcher.docs_for_query(_term(field, words)))


def _term(field: str, words: Sequence[str], boost: float = 1.0) -> Any:
    if len(words) == 1:
        return q.Term(field, words[0], boost=boost)
    return q.Phrase(field, list(words), boost=boost)


def _weighed(clause: Clause) -> list[Any]:
    parts = [
        _term("text", clause.folded),
        _term("title", clause.folded, TITLE_WEIGHT),
    ]
    if clause.exact:
        parts.append(_term("text", clause.exact, EXACT_WEIGHT))
        parts.append(_term("title", clause.exact, EXACT_WEIGHT * TITLE_WEIGHT))
    return parts
