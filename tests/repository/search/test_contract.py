"""What both engines promise."""

import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from repository.search.documents import WorkCard, work_docs
from repository.search.engine import EngineBusy, PageDoc, Query, Result, SearchEngine
from repository.search.opening import open_engine

PUBLIC = frozenset({"public"})
STAFF = frozenset({"public", "school:1", "staff:1"})


def algebra() -> list[PageDoc]:
    card = WorkCard(1, "Đại số lớp 9", "Sách của nhóm Toán", PUBLIC, "toan", (9,), "etextbook")
    pages = [
        (11, 1, "Phương trình bậc hai một ẩn có dạng ax² + bx + c = 0."),
        (11, 2, "Hàm số bậc nhất và đường thẳng y = ax + b."),
        (11, 3, "Bài tập về phương trình chứa ẩn ở mẫu."),
    ]
    return list(work_docs(card, pages))


def geometry() -> list[PageDoc]:
    card = WorkCard(2, "Hình học", "", PUBLIC, "toan", (6, 7), "etextbook")
    pages = [
        (21, 1, "Dương dương dương: số dương lớn hơn không, dương."),
        (21, 2, "Duong duong viet khong dau."),
    ]
    return list(work_docs(card, pages))


def secret() -> list[PageDoc]:
    card = WorkCard(
        3, "Đề thi mật", "đáp án", frozenset({"staff:1"}), "ngu_van", (9,), "exam_paper"
    )
    return list(work_docs(card, [(31, 1, "Phương trình bậc hai trong đề thi mật.")]))


def locked() -> list[PageDoc]:
    card = WorkCard(4, "Tài liệu có mật khẩu", "", frozenset({"school:1"}), "tin_hoc", (10,), "pdf")
    return list(work_docs(card))


@pytest.fixture(params=["tantivy", "whoosh"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], SearchEngine]]:
    made: list[SearchEngine] = []

    def open_again() -> SearchEngine:
        made.append(open_engine(request.param, tmp_path))
        return made[-1]

    yield open_again
    for engine in made:
        engine.close()


@pytest.fixture
def engine(make: Callable[[], SearchEngine]) -> SearchEngine:
    made = make()
    made.rebuild([*algebra(), *geometry(), *secret(), *locked()])
    return made


def found(result: Result) -> list[tuple[int, list[int]]]:
    return [(book.work_id, [page.page_no for page in book.pages]) for book in result.books]


def marks(result: Result) -> list[str]:
    return [
        word
        for book in result.books
        for page in book.pages
        for fragment in page.snippet
        if fragment.marked
        for word in fragment.text.split()
    ]


def test_words_in_one_run_come_first(make: Callable[[], SearchEngine]) -> None:
    engine = make()
    scattered = "Hải Dương có phường Bắc, công trình thứ hai. " * 9
    card = WorkCard(5, "Phường Bắc, công trình hai", "", PUBLIC)
    engine.rebuild([*work_docs(card, [(51, 1, scattered)]), *algebra()])
    found = engine.search(Query("phuong trinh bac hai", PUBLIC))
    assert [book.work_id for book in found.books] == [1, 5]
    assert [f.text for f in found.books[0].pages[0].snippet if f.marked] == ["Phương trình bậc hai"]


def test_without_marks_finds_with_marks(engine: SearchEngine) -> None:
    result = engine.search(Query("phuong trinh bac hai", PUBLIC))
    assert found(result) == [(1, [1])]
    assert marks(result) == ["Phương", "trình", "bậc", "hai"]
    assert (result.total_books, result.total_pages) == (1, 1)


def test_duong_finds_all_spellings(engine: SearchEngine) -> None:
    result = engine.search(Query("duong", PUBLIC))
    assert {book.work_id for book in result.books} == {1, 2}
    assert result.total_pages == 3


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_exact_spelling_comes_first(engine: SearchEngine, form: str) -> None:
    result = engine.search(Query(unicodedata.normalize(form, "đường"), PUBLIC))
    assert found(result)[0] == (1, [2])
    assert result.total_pages == 3
    result = engine.search(Query(unicodedata.normalize(form, "Dương"), PUBLIC))
    assert found(result) == [(2, [1, 2]), (1, [2])]


def test_text_written_in_decomposed_form_is_found(engine: SearchEngine) -> None:
    text = unicodedata.normalize("NFD", "Nguyễn Huệ và mùa xuân Kỷ Dậu")
    engine.add([PageDoc("5:1", 5, 51, 1, "Sử", text, PUBLIC, "lich_su", (8,), "pdf")])
    engine.commit()
    for typed in ("nguyễn huệ", "nguyen hue", unicodedata.normalize("NFD", "Nguyễn")):
        assert found(engine.search(Query(typed, PUBLIC))) == [(5, [1])]


def test_phrases(engine: SearchEngine) -> None:
    assert found(engine.search(Query('"phương trình bậc hai"', PUBLIC))) == [(1, [1])]
    assert found(engine.search(Query('"phuong trinh bac"', PUBLIC))) == [(1, [1])]
    assert found(engine.search(Query("“trình bậc”", PUBLIC))) == [(1, [1])]
    assert found(engine.search(Query('"trinh phuong"', PUBLIC))) == []
    assert marks(engine.search(Query('"trinh bac"', PUBLIC))) == ["trình", "bậc"]


def test_title_is_searched_and_works_without_pages_are_found(engine: SearchEngine) -> None:
    result = engine.search(Query("tai lieu mat khau", STAFF))
    assert found(result) == [(4, [0])]
    assert (result.total_books, result.total_pages) == (1, 0)
    assert [f.text for f in result.books[0].title if f.marked] == ["Tài", "liệu", "mật", "khẩu"]
    assert found(engine.search(Query("lớp 9", PUBLIC))) == [(1, [0])]
    assert found(engine.search(Query("đại số bài tập", PUBLIC))) == [(1, [3])]


def test_facets_and_filters(engine: SearchEngine) -> None:
    everything = engine.search(Query("", STAFF))
    assert [book.work_id for book in everything.books] == [4, 3, 2, 1]
    assert everything.facets.subjects == {"toan": 2, "ngu_van": 1, "tin_hoc": 1}
    assert everything.facets.grades == {6: 1, 7: 1, 9: 2, 10: 1}
    ninth = engine.search(Query("", STAFF, grades=frozenset({9})))
    assert [book.work_id for book in ninth.books] == [3, 1]
    assert ninth.facets.grades == everything.facets.grades
    assert ninth.facets.subjects == {"toan": 1, "ngu_van": 1}
    maths = Query("phương trình", STAFF, subjects=frozenset({"toan"}), grades=frozenset({9}))
    assert [book.work_id for book in engine.search(maths).books] == [1]
    assert engine.search(maths).facets.kinds == {"etextbook": 1}
    none = Query("phương trình", STAFF, kinds=frozenset({"pdf"}))
    assert engine.search(none).total_books == 0
    assert engine.search(none).facets.kinds == {"etextbook": 1, "exam_paper": 1}


def test_topics_and_tags_filter_and_count(engine: SearchEngine) -> None:
    for number, nodes, tags in (
        (7, ("TOAN.9.01", "TOAN.9.01.1"), ("digital:4",)),
        (8, ("TOAN.9.01",), ("digital:4", "stem:lesson")),
        (9, (), ()),
    ):
        access = PUBLIC if number < 9 else STAFF
        card = WorkCard(number, f"Bài {number}", "", access, nodes=nodes, tags=tags)
        engine.add(work_docs(card, [(number, 1, "lũy thừa")]))
    engine.commit()
    whole = engine.search(Query("lũy thừa", PUBLIC))
    assert whole.facets.nodes == {"TOAN.9.01": 2, "TOAN.9.01.1": 1}
    assert whole.facets.tags == {"digital:4": 2, "stem:lesson": 1}
    below = engine.search(Query("lũy thừa", PUBLIC, nodes=frozenset({"TOAN.9.01.1"})))
    assert [book.work_id for book in below.books] == [7]
    assert below.facets.tags == {"digital:4": 1}
    tagged = engine.search(Query("", PUBLIC, tags=frozenset({"stem:lesson", "stem:none"})))
    assert [book.work_id for book in tagged.books] == [8]


def test_screens(engine: SearchEngine) -> None:
    first = engine.search(Query("", STAFF, page=1, per_page=3))
    second = engine.search(Query("", STAFF, page=2, per_page=3))
    assert [b.work_id for b in (*first.books, *second.books)] == [4, 3, 2, 1]
    assert first.total_books == second.total_books == 4
    assert engine.search(Query("phương", STAFF, page=99)).books == ()
    assert engine.search(Query("phương", STAFF, page=-1, per_page=-1)).total_books == 2


def test_one_long_book_does_not_hide_others(engine: SearchEngine) -> None:
    card = WorkCard(9, "Dài", "", PUBLIC)
    engine.add(work_docs(card, [(91, n, "phương phương phương") for n in range(1, 151)]))
    engine.commit()
    result = engine.search(Query("phuong", PUBLIC, per_page=2))
    assert [book.work_id for book in result.books] == [9, 1]
    assert (result.books[0].page_count, result.total_pages) == (150, 152)
    assert len(result.books[0].pages) == 3


def test_inside_one_work(engine: SearchEngine) -> None:
    result = engine.search(Query("phuong trinh", STAFF, work_id=1, pages_per_book=50))
    assert found(result) == [(1, [3, 1])] or found(result) == [(1, [1, 3])]
    assert engine.search(Query("phuong", PUBLIC, work_id=3)).total_books == 0


def test_nothing_of_a_forbidden_work_is_seen(engine: SearchEngine) -> None:
    for text in ("phương trình bậc hai", "mật", "đáp án", "", "de thi mat"):
        result = engine.search(Query(text, PUBLIC))
        assert 3 not in [book.work_id for book in result.books]
        assert "ngu_van" not in result.facets.subjects
        assert "exam_paper" not in result.facets.kinds
        assert result == engine.search(Query(text, PUBLIC | {"school:2", "staff:2"}))
    assert engine.suggest("đề", PUBLIC) == []
    assert [s.title for s in engine.suggest("đề", STAFF)] == ["Đề thi mật"]
    assert engine.search(Query("phương", frozenset())) == Result()
    assert engine.suggest("đề", frozenset()) == []


def test_hidden_works_are_as_if_they_were_not_there(engine: SearchEngine) -> None:
    for text in ("phương", "", "duong"):
        whole = engine.search(Query(text, STAFF, hidden=frozenset({1, 3, 99})))
        assert not {1, 3} & {book.work_id for book in whole.books}
        assert whole.total_books == len(whole.books)
        assert sum(whole.facets.kinds.values()) == whole.total_books
    many = frozenset(range(1, 3)) | frozenset(range(100, 200))
    assert found(engine.search(Query("phương", STAFF, hidden=many))) == [(3, [1])]


def test_suggest_completes_titles(engine: SearchEngine) -> None:
    assert [s.title for s in engine.suggest("hinh h", PUBLIC)] == ["Hình học"]
    assert [s.work_id for s in engine.suggest("đạ", PUBLIC)] == [1]
    assert engine.suggest("", PUBLIC) == engine.suggest("?*", PUBLIC) == []
    assert engine.suggest("zzz", PUBLIC) == []


def test_delete_and_replace(engine: SearchEngine, make: Callable[[], SearchEngine]) -> None:
    other = make()
    assert other.search(Query("phuong trinh", PUBLIC)).total_books == 1
    engine.delete_work(1)
    engine.commit()
    assert engine.count() == other.count() == 6
    assert other.search(Query("phuong trinh", PUBLIC)).total_books == 0
    engine.add(algebra())
    engine.delete_work(1)
    engine.add(algebra()[:2])
    engine.commit()
    assert other.search(Query("phuong trinh", PUBLIC)).total_pages == 1
    engine.delete_work(12345)
    engine.commit()
    assert engine.count() == 8


def test_uncommitted_is_lost_and_harms_nothing(
    engine: SearchEngine, make: Callable[[], SearchEngine]
) -> None:
    engine.delete_work(1)
    engine.add(work_docs(WorkCard(7, "Mới", "", PUBLIC)))
    assert make().search(Query("phuong trinh", PUBLIC)).total_books == 1
    engine.close()
    again = make()
    assert again.count() == 10
    again.add(work_docs(WorkCard(8, "Khác", "", PUBLIC)))
    again.commit()
    assert again.count() == 11


def inside(engine: SearchEngine) -> Any:
    """What both engines keep to themselves."""
    return engine


def wait_little(engine: SearchEngine) -> None:
    inside(engine)._wait = 0.05


def test_one_writer(make: Callable[[], SearchEngine]) -> None:
    first, second = make(), make()
    wait_little(second)
    first.add(algebra())
    with pytest.raises(EngineBusy):
        second.add(geometry())
    with pytest.raises(EngineBusy):
        second.rebuild([])
    first.commit()
    second.add(geometry())
    second.commit()
    assert first.count() == second.count() == 7


def test_rebuild_serves_the_old_until_the_swap(
    engine: SearchEngine, make: Callable[[], SearchEngine]
) -> None:
    reader = make()
    assert reader.count() == 10

    def slowly() -> Iterator[PageDoc]:
        for doc in geometry():
            assert reader.search(Query("phuong trinh", PUBLIC)).total_books == 1
            yield doc

    assert engine.rebuild(slowly()) == 3
    assert reader.search(Query("phuong trinh", PUBLIC)).total_books == 0
    assert reader.search(Query("duong", PUBLIC)).total_pages == 2


def test_a_rebuild_keeps_no_publication_waiting(
    engine: SearchEngine, make: Callable[[], SearchEngine]
) -> None:
    other = make()
    new = list(work_docs(WorkCard(7, "Mới", "", PUBLIC), [(71, 1, "quả chuối tiêu")]))

    def slowly() -> Iterator[PageDoc]:
        yield from (*algebra(), *geometry())
        other.add(new)
        other.delete_work(2)
        other.commit()
        assert other.search(Query("chuoi", PUBLIC)).total_books == 1

    assert engine.rebuild(slowly(), lambda: {7: new, 2: []}) == 6
    for one in (engine, other, make()):
        assert one.search(Query("chuoi", PUBLIC)).total_books == 1
        assert one.search(Query("hinh hoc", PUBLIC)).total_books == 0
    wait_little(other)
    with inside(engine)._generations.making(0), pytest.raises(EngineBusy):
        other.rebuild([])


def test_a_failing_rebuild_keeps_the_old(engine: SearchEngine) -> None:
    def broken() -> Iterator[PageDoc]:
        yield from geometry()
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        engine.rebuild(broken())
    assert engine.count() == 10
    engine.add(work_docs(WorkCard(8, "Sau", "", PUBLIC)))
    engine.commit()
    assert engine.count() == 11


def test_needs_rebuild(make: Callable[[], SearchEngine]) -> None:
    engine = make()
    assert engine.needs_rebuild
    assert engine.search(Query("x", PUBLIC)) == Result()
    assert engine.suggest("x", PUBLIC) == []
    assert engine.count() == 0
    engine.add(algebra())
    engine.commit()
    assert engine.needs_rebuild
    assert engine.rebuild([]) == 0
    assert not engine.needs_rebuild
    assert engine.search(Query("", PUBLIC)) == Result()


HOSTILE = [
    "title:phương", "access:staff\\:1", "access:*", "*", "a*", "?", "NOT phương", "AND OR",
    "phương OR mật", "-phương", "+", '"', '""', '"phương', "(((", "[a TO z]", "phương^99",
    "phương~2", "/.*/", "\\", "\x00\x01\x1f", "\ud800", "🎓", "a" * 10_000, "phương " * 2_000,
    '"' * 5_000, "%_' OR 1=1 --", "<script>", "\u202e\u200b", "ﬁ ǅ İ ß",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_queries(engine: SearchEngine, text: str) -> None:
    result = engine.search(Query(text, PUBLIC))
    assert 3 not in [book.work_id for book in result.books]
    assert engine.suggest(text, PUBLIC) is not None


@given(
    text=st.text(max_size=60)
    | st.lists(st.sampled_from(["phương", "mật", '"', "trinh", "đề", "*", ":"])).map(" ".join),
    allowed=st.frozensets(st.sampled_from(["public", "school:1", "staff:1", "x'\"\\"])),
)
@example("mật", PUBLIC)
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_query(engine: SearchEngine, text: str, allowed: frozenset[str]) -> None:
    result = engine.search(Query(text, allowed))
    may_see = {1, 2} if "public" in allowed else set()
    may_see |= {3} if "staff:1" in allowed else set()
    may_see |= {4} if "school:1" in allowed else set()
    assert {book.work_id for book in result.books} <= may_see
    assert result.total_books == len(result.books)
    assert sum(result.facets.kinds.values()) == result.total_books
    assert {s.work_id for s in engine.suggest(text, allowed)} <= may_see
