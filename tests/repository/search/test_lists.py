"""Orders, filters and completions, the same of both engines."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from repository.search.documents import WorkCard, work_docs
from repository.search.engine import NEWEST, TITLE, Query, SearchEngine, Suggestion, Traits
from repository.search.opening import open_engine
from repository.search.suggestions import ranked

PUBLIC = frozenset({"public"})
STAFF = frozenset({"public", "staff:1"})
CARDS = (
    WorkCard(1, "Đường tròn", "", PUBLIC, "TOAN", (9,), "text", "vi", "own", ("pdf",),
             ("Tổ Toán", "Đỗ Văn Dương"), 300),
    WorkCard(2, "Ăn uống lành mạnh", "", PUBLIC, "TOAN", (6,), "text", "vi", "cc-by",
             ("pdf", "text"), ("Dương Thị Hoa",), 100),
    WorkCard(3, "Bài 10", "", PUBLIC, "", (6,), "lesson", "en", "cc-by", ("epub",), (), 200),
    WorkCard(4, "Bài 2", "", PUBLIC, "TOAN", (6,), "text", "vi", "own", (), (), 400),
    WorkCard(5, "Đáp án mật", "", frozenset({"staff:1"}), "VAN", (9,), "test", "fr", "link",
             ("word",), ("Đường Bí Mật",), 500),
)  # fmt: skip


@pytest.fixture(params=["tantivy", "whoosh"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SearchEngine]:
    made = open_engine(request.param, tmp_path)
    docs = [
        doc for card in CARDS for doc in work_docs(card, [(card.work_id, 1, "Một trang chung.")])
    ]
    made.rebuild(docs)
    yield made
    made.close()


def order(engine: SearchEngine, query: Query) -> list[int]:
    return [book.work_id for book in engine.search(query).books]


def test_orders(engine: SearchEngine) -> None:
    for text in ("", "trang chung"):
        assert order(engine, Query(text, PUBLIC, sort=NEWEST)) == [4, 1, 3, 2]
        assert order(engine, Query(text, PUBLIC, sort=TITLE)) == [2, 4, 3, 1]
        second = Query(text, STAFF, sort=TITLE, page=2, per_page=3)
        assert order(engine, second) == [5, 1]
    assert order(engine, Query("", PUBLIC)) == [4, 1, 3, 2]
    hit = engine.search(Query("trang chung", PUBLIC, sort=NEWEST)).books[0]
    assert [page.page_no for page in hit.pages] == [1]


def test_each_facet_obeys_all_filters_but_its_own(engine: SearchEngine) -> None:
    facets = engine.search(Query("chung", PUBLIC)).facets
    assert facets.languages == {"vi": 3, "en": 1}
    assert facets.licences == {"own": 2, "cc-by": 2}
    assert facets.formats == {"pdf": 2, "text": 1, "epub": 1}
    both = Query("chung", PUBLIC, licences=frozenset({"cc-by"}), languages=frozenset({"vi"}))
    assert order(engine, both) == [2]
    found = engine.search(both)
    assert found.facets.licences == {"own": 2, "cc-by": 1}
    assert found.facets.languages == {"vi": 1, "en": 1}
    assert found.facets.formats == {"pdf": 1, "text": 1}
    assert found.total_books == 1
    pdf = Query("", PUBLIC, formats=frozenset({"pdf", "epub"}), grades=frozenset({6}))
    assert order(engine, pdf) == [3, 2]


def test_names_complete_in_any_marks_and_as_spelled_first(engine: SearchEngine) -> None:
    def names(typed: str, allowed: frozenset[str] = PUBLIC) -> list[str]:
        return [one.title for one in engine.names(typed, allowed)]

    assert names("duong") == ["Dương Thị Hoa", "Đỗ Văn Dương"]
    assert names("đỗ d") == ["Đỗ Văn Dương"]
    assert names("duong", STAFF) == ["Dương Thị Hoa", "Đường Bí Mật", "Đỗ Văn Dương"]
    assert names("đường", STAFF)[0] == "Đường Bí Mật"
    # Words of two people are no name.
    assert names("toan do") == names("mat") == names("") == names("*") == []
    assert engine.names("duong", frozenset()) == []


def test_titles_that_begin_as_typed_come_before_those_that_hold_it_apart() -> None:
    typed = ["chu", "qu"]
    titles = ("Chủ nghĩa đế quốc", "Bàn về chữ quốc ngữ", "Chữ quốc ngữ")
    found = ranked([Suggestion(at, title) for at, title in enumerate(titles)], typed, 9)
    assert [one.work_id for one in found] == [2, 1, 0]


def test_words_are_counted_among_what_is_seen(engine: SearchEngine) -> None:
    known = dict(engine.vocabulary(100))
    assert known["trang"] == 5
    assert all(word.isascii() for word in known)
    assert engine.spread(["trang", "mat", "zzz"], PUBLIC) == {"trang": 4, "mat": 0, "zzz": 0}
    assert engine.spread(["mat"], STAFF) == {"mat": 2}
    assert engine.spread(["trang mat", "trang zzz"], STAFF)["trang zzz"] == 0
    assert engine.spread(["trang"], frozenset()) == {"trang": 0}


def test_alike_by_title_subject_and_grade(engine: SearchEngine) -> None:
    def alike(traits: Traits, allowed: frozenset[str] = PUBLIC) -> list[int]:
        return [work for _, work in engine.alike(traits, allowed)]

    assert alike(Traits(0, "Đường tròn và bài 7", "TOAN", (6,)))[0] == 1
    # Of one subject and grade; a word alone; the subject alone says nothing.
    assert sorted(alike(Traits(4, "Bài 2", "TOAN", (6,)))) == [2, 3]
    assert alike(Traits(9, "Khác hẳn", "TOAN", (12,))) == []
    assert alike(Traits(1, "Đường tròn mật", "VAN", (9,))) == []
    assert alike(Traits(1, "Đường tròn mật", "VAN", (9,)), STAFF) == [5]
    assert alike(Traits(1, "Đường tròn", "TOAN"), frozenset()) == []
    assert alike(Traits(0, "", "", ())) == []
