"""One state of the Whoosh index, with the document sets that queries are made of.

Postings are kept per state: rights and filters are set operations, and only what passes is
scored. Whoosh's own collectors are five to ten times slower on common words.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from heapq import nlargest
from math import log
from typing import Any

from whoosh import query as q

from repository.search import rank
from repository.search.cards import decode
from repository.search.engine import Query, Traits
from repository.search.query import Clause, run, title_words
from suite.text import fold

EXACT_WEIGHT = 4.0
TITLE_WEIGHT = 0.5
TITLE_ALIKE, SUBJECT_ALIKE, GRADE_ALIKE = 2.0, 2.0, 1.0
_PREFIX_TERMS = 64
_K1, _B = 1.2, 0.75

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
        self._postings = lru_cache(maxsize=512)(self._read_postings)
        self._lengths = {field: self._read_lengths(field) for field in ("text", "title")}

    def close(self) -> None:
        """Let go of the files."""
        self.searcher.close()

    def matching(self, clauses: Sequence[Clause], query: Query) -> Docs:
        """What the text finds among what the reader may see, before the facets' filters."""
        found = self.with_access(query.allowed)
        if query.work_id is not None:
            found &= self._docs("work_id", (str(query.work_id),))
        for work_id in query.hidden:
            found -= self._docs("work_id", (str(work_id),))
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

    def best(self, clauses: Sequence[Clause], docs: Docs) -> list[tuple[float, int, int]]:
        """The documents (score, work, number) by score, with the kinds of rank.py in it."""
        scores = dict.fromkeys(docs, 0.0)
        for clause in clauses:
            self._add_scores(scores, clause.folded, 1.0)
            if clause.exact:
                self._add_scores(scores, clause.exact, EXACT_WEIGHT)
        for kind, of_kind in self._kinds(clauses, docs) if clauses else ():
            for number in of_kind:
                scores[number] += kind * rank.UNIT
        ordered = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
        return [(score, decode(self.cards[n]).work_id, n) for n, score in ordered]

    def stored(self, number: int) -> dict[str, Any]:
        """What was kept of a document for display."""
        payload: dict[str, Any] = self.searcher.stored_fields(number)["payload"]
        return payload

    def beginning(self, field: str, words: Sequence[str], end: str) -> Docs:
        """Works' own documents whose `field` holds the words and one that begins with `end`."""
        terms = self.searcher.reader().expand_prefix(field, end)
        ends = [term.decode() for term, _ in zip(terms, range(_PREFIX_TERMS), strict=False)]
        found = frozenset().union(*(self._docs(field, (term,)) for term in ends))
        for word in words:
            found &= self._docs(field, (word,))
        return found & self._docs("page_no", ("0",))

    def alike(self, traits: Traits, allowed: Iterable[str]) -> list[tuple[float, int]]:
        """Works that share title words, or the subject and a grade, the most alike first."""
        words = title_words(traits.title)
        scores = dict.fromkeys(self.with_access(allowed) & self._docs("page_no", ("0",)), 0.0)
        self._add_scores(scores, words, 1.0, ("title",), TITLE_ALIKE)
        found = []
        for number, score in scores.items():
            card = decode(self.cards[number])
            subject = traits.subject in card.values[0]
            grades = len(set(traits.grades) & set(card.values[1]))
            if card.work_id != traits.work_id and (score or (subject and grades)):
                alike = score + SUBJECT_ALIKE * subject + GRADE_ALIKE * grades
                found.append((alike, card.work_id))
        return sorted(found, key=lambda pair: (-pair[0], pair[1]))

    def holding(self, words: Sequence[str]) -> Docs:
        """The documents that hold all folded words, of which there is one at least."""
        first, *more = (self._docs("text", (w,)) | self._docs("title", (w,)) for w in words)
        return first.intersection(*more)

    def frequent(self, limit: int) -> list[tuple[str, int]]:
        """The folded words of the texts in the most documents."""
        reader = self.searcher.reader()
        words = (term.decode() for term in reader.lexicon("text"))
        folded = (word for word in words if fold(word) == word)
        counted = ((word, int(reader.doc_frequency("text", word))) for word in folded)
        return nlargest(limit, counted, key=lambda pair: pair[1])

    def _kinds(self, clauses: Sequence[Clause], docs: Docs) -> Iterator[tuple[int, Docs]]:
        """The kinds of rank.py with those of `docs` that are of them."""
        spelled = [clause.exact for clause in clauses if clause.exact]
        if spelled:
            yield rank.SPELLED, self._in_all(docs, spelled, ("text", "title"))
        words = [word for clause in clauses for word in clause.folded]
        yield rank.WHOLE, docs & self._docs("whole", (" ".join(words),))
        whole = run(clauses)
        if whole:
            typed = whole.exact or whole.folded
            yield rank.RUN, self._in_all(docs, [whole.folded], ("text", "title", "named"))
            yield rank.RUN_AS_TYPED, self._in_all(docs, [typed], ("text", "title"))
            yield rank.RUN_IN_NAME, self._in_all(docs, [whole.folded], ("named",))
        folded = [clause.folded for clause in clauses]
        yield rank.NAMED, self._in_all(docs, folded, ("named",))

    def _in_all(self, docs: Docs, parts: Iterable[tuple[str, ...]], names: Sequence[str]) -> Docs:
        """Those of `docs` that hold every part in one of the fields."""
        for part in parts:
            docs &= frozenset().union(*(self._docs(name, part) for name in names))
        return docs

    def _add_scores(
        self,
        scores: dict[int, float],
        words: Sequence[str],
        weight: float,
        fields: Sequence[str] = ("text", "title"),
        title: float = TITLE_WEIGHT,
    ) -> None:
        """Okapi BM25 of each word, over the postings that are kept of it."""
        for field in fields:
            boost = weight * title if field == "title" else weight
            lengths, mean = self._lengths[field]
            for word in words:
                found = self._postings(field, word)
                rarity = log(1 + (len(self.cards) - len(found) + 0.5) / (len(found) + 0.5))
                for number in found.keys() & scores.keys():
                    often = found[number]
                    damped = often + _K1 * (1 - _B + _B * lengths[number] / mean)
                    scores[number] += boost * rarity * often * (_K1 + 1) / damped

    def _read_postings(self, field: str, word: str) -> dict[int, float]:
        reader = self.searcher.reader()
        if (field, word) not in reader:
            return {}
        matcher, found = reader.postings(field, word), {}
        while matcher.is_active():
            found[matcher.id()] = matcher.weight()
            matcher.next()
        return found

    def _read_lengths(self, field: str) -> tuple[list[int], float]:
        reader = self.searcher.reader()
        lengths = [reader.doc_field_length(n, field) or 0 for n in range(len(self.cards))]
        return lengths, max(sum(lengths) / max(len(lengths), 1), 1.0)

    def _read(self, field: str, words: tuple[str, ...]) -> Docs:
        if len(words) == 1:
            return frozenset(self._postings(field, words[0]))
        return frozenset(self.searcher.docs_for_query(q.Phrase(field, list(words))))
