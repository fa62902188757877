"""The schema of the tantivy index and the queries over it.

Text is cut into words by `suite.text` and given to the index ready, so that both engines agree.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import tantivy
from tantivy import Occur

from repository.search import rank
from repository.search.engine import FACETS, Query, Traits
from repository.search.query import Clause, run, title_words

WRITER_THREADS = 1
EXACT_WEIGHT = 4.0
# Low, for all words in the title are a kind of their own (rank.py); one of several says little.
TITLE_WEIGHT = 0.5
# What words of the title, a shared subject and each shared grade weigh in works alike.
TITLE_ALIKE, SUBJECT_ALIKE, GRADE_ALIKE = 2.0, 2.0, 1.0
# A set of terms is read whole into a bit for every document before the first hit; few are not.
_FEW = 16


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    for name in ("exact", "folded", "title_exact", "title_folded", "people", "named"):
        builder.add_text_field(name, tokenizer_name="whitespace")
    for name in ("access", "whole", *(facet.removesuffix("s") for facet in FACETS)):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("card", tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_unsigned_field("work_id", indexed=True, fast=True)
    builder.add_unsigned_field("page_no", indexed=True)
    builder.add_bytes_field("payload", stored=True)
    return builder.build()


SCHEMA = _schema()


def allowed(clauses: Sequence[Clause], query: Query) -> Any:
    """What the text finds among the pages that the reader may see, before the facets' filters."""
    found = _found(clauses, query, [_clause(clause) for clause in clauses])
    return _preferred(found, clauses) if clauses else found


def counted(clauses: Sequence[Clause], query: Query) -> Any:
    """The same pages for counting: the folded words find all, spelling and order only rank."""
    return _found(clauses, query, [_folded(clause) for clause in clauses])


def _found(clauses: Sequence[Clause], query: Query, parts: Sequence[Any]) -> Any:
    must = [_silent(_any("access", query.allowed))]
    if query.work_id is not None:
        must.append(_silent(of_work(query.work_id)))
    must += parts
    if clauses:
        in_text = [_words("folded", clause.folded) for clause in clauses]
        must.append(_silent(_some([_page_zero(), *in_text])))
    parts_of = [(Occur.Must, part) for part in must]
    if query.hidden:
        hidden = tantivy.Query.term_set_query(SCHEMA, "work_id", sorted(query.hidden))
        parts_of.append((Occur.MustNot, hidden))
    return tantivy.Query.boolean_query(parts_of)


def _preferred(found: Any, clauses: Sequence[Clause]) -> Any:
    """The same pages, with the kinds of rank.py in their scores."""
    parts = [
        (Occur.Should, tantivy.Query.const_score_query(query, kind * rank.UNIT))
        for kind, query in _kinds(clauses)
    ]
    return tantivy.Query.boolean_query([(Occur.Must, found), *parts])


def _kinds(clauses: Sequence[Clause]) -> Iterator[tuple[int, Any]]:
    spelled = [clause for clause in clauses if clause.exact]
    if spelled:
        yield rank.SPELLED, _all([_some(_exact(clause)) for clause in spelled])
    words = [word for clause in clauses for word in clause.folded]
    yield rank.WHOLE, tantivy.Query.term_query(SCHEMA, "whole", " ".join(words))
    whole = run(clauses)
    if whole:
        typed = whole.exact or whole.folded
        anywhere = [_words(name, whole.folded) for name in ("folded", "title_folded", "named")]
        yield rank.RUN, _some(anywhere)
        yield rank.RUN_AS_TYPED, _some([_words(name, typed) for name in ("exact", "title_exact")])
        yield rank.RUN_IN_NAME, _words("named", whole.folded)
    yield rank.NAMED, _all([_words("named", clause.folded) for clause in clauses])


def filtered(found: Any, query: Query) -> Any:
    """The same with the filters, whose fields are called as one value of them."""
    chosen = [
        (name.removesuffix("s"), map(str, getattr(query, name)))
        for name in FACETS
        if getattr(query, name)
    ]
    return _all([found, *(_silent(_any(field, values)) for field, values in chosen)])


def within(found: Any, work_ids: Iterable[int]) -> Any:
    """The same within some works."""
    return _all([found, _silent(_some([of_work(work_id) for work_id in work_ids]))])


def of_work(work_id: int) -> Any:
    """All documents of a work."""
    return tantivy.Query.term_query(SCHEMA, "work_id", max(work_id, 0))


def works_allowed(tokens: Iterable[str]) -> Any:
    """The works' own documents that the reader may see."""
    return _all([_silent(_any("access", tokens)), _silent(_page_zero())])


def alike(traits: Traits, tokens: Iterable[str]) -> Any:
    """Works that share title words, or the subject and a grade; the more the better."""
    words = title_words(traits.title)
    titled = [_words("title_folded", (word,)) for word in words]
    subject = [_words("subject", (traits.subject,))] if traits.subject else []
    grades = [_words("grade", (str(grade),)) for grade in traits.grades]
    ways = [*titled, *([_all([*subject, _some(grades)])] if subject and grades else [])]
    if not ways:
        return tantivy.Query.empty_query()
    weighed = [_boost(part, TITLE_ALIKE) for part in titled]
    weighed += [tantivy.Query.const_score_query(part, SUBJECT_ALIKE) for part in subject]
    weighed += [tantivy.Query.const_score_query(part, GRADE_ALIKE) for part in grades]
    must = [(Occur.Must, works_allowed(tokens)), (Occur.Must, _silent(_some(ways)))]
    return tantivy.Query.boolean_query([*must, *((Occur.Should, part) for part in weighed)])


def holding(words: Iterable[str], tokens: Iterable[str]) -> Any:
    """The documents that hold all folded words and that the reader may see."""
    parts = [_folded(Clause((word,), None)) for word in words]
    return _all([_silent(part) for part in (_any("access", tokens), *parts)])


def beginning(field: str, works: Any, words: Sequence[str], ends: Sequence[str]) -> Any:
    """Works whose title or people hold all the words and one of the ends."""
    if not ends:
        return tantivy.Query.empty_query()
    terms = [_words(field, (word,)) for word in words]
    return _all([works, *terms, _any(field, ends)])


def _clause(clause: Clause) -> Any:
    weighed = [
        _words("folded", clause.folded),
        _boost(_words("title_folded", clause.folded), TITLE_WEIGHT),
    ]
    if clause.exact:
        weighed += [_boost(part, EXACT_WEIGHT) for part in _exact(clause)]
    return _some(weighed)


def _folded(clause: Clause) -> Any:
    return _some([_words(field, clause.folded) for field in ("folded", "title_folded")])


def _exact(clause: Clause) -> list[Any]:
    words = clause.exact or ()
    return [_words("exact", words), _boost(_words("title_exact", words), TITLE_WEIGHT)]


def _words(field: str, words: Sequence[str]) -> Any:
    if len(words) == 1:
        return tantivy.Query.term_query(SCHEMA, field, words[0])
    return tantivy.Query.phrase_query(SCHEMA, field, list(words))


def _page_zero() -> Any:
    return tantivy.Query.term_query(SCHEMA, "page_no", 0)


def _any(field: str, values: Iterable[str]) -> Any:
    terms = sorted(values)
    if len(terms) > _FEW:
        return tantivy.Query.term_set_query(SCHEMA, field, terms)
    return _some([_words(field, (term,)) for term in terms])


def _all(queries: Sequence[Any]) -> Any:
    return tantivy.Query.boolean_query([(Occur.Must, query) for query in queries])


def _some(queries: Sequence[Any]) -> Any:
    return tantivy.Query.boolean_query([(Occur.Should, query) for query in queries])


def _boost(query: Any, weight: float) -> Any:
    return tantivy.Query.boost_query(query, weight)


def _silent(query: Any) -> Any:
    return tantivy.Query.const_score_query(query, 0.0)
