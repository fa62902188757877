"""The order of works: pure rules, and what both engines make of them."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repository.search import rank
from repository.search.documents import WorkCard, work_docs
from repository.search.engine import PageDoc, Query, SearchEngine
from repository.search.grouping import POOL, Fetched, best_works
from repository.search.opening import open_engine

PUBLIC = frozenset({"public"})
FILL = "câu chữ dài ra cho trang này thêm lời nữa mà thôi. " * 4
hits = st.lists(
    st.tuples(
        st.builds(
            lambda kinds, words: kinds * rank.UNIT + words,
            st.integers(0, 63),
            st.floats(0.125, 400, width=32),
        ),
        st.integers(1, 6),
    ),
    max_size=40,
).map(lambda found: sorted(found, reverse=True))


@settings(max_examples=50)
@given(hits)
def test_each_work_once_by_the_kinds_of_its_best_document(found: list[tuple[float, int]]) -> None:
    works = rank.ranked(found)
    assert sorted(work for _, work in works) == sorted({work for _, work in found})
    assert [score for score, _ in works] == sorted((s for s, _ in works), reverse=True)
    for score, work in works:
        best = max(one for one, of_work in found if of_work == work)
        assert rank.kinds_of(score) == rank.kinds_of(best)
        words = max(one % rank.UNIT for one, of_work in found if of_work == work)
        assert words - 0.1 < score % rank.UNIT < 2 * words + 0.1


@settings(max_examples=50)
@given(hits, st.floats(0.125, 400, width=32), st.integers(1, 6))
def test_one_more_page_never_lowers_a_work(
    found: list[tuple[float, int]], score: float, work: int
) -> None:
    before = {one: at for at, one in rank.ranked(found)}.get(work, 0.0)
    assert {one: at for at, one in rank.ranked([*found, (score, work)])}[work] >= before


@settings(max_examples=50)
@given(st.lists(st.integers(1, 60), min_size=1, max_size=3 * POOL), st.integers(1, 59))
def test_screens_never_share_or_skip_a_work(of_works: list[int], cut: int) -> None:
    pages = [(float(900 - at // 7), work, at) for at, work in enumerate(of_works)]

    def fetch(limit: int) -> Fetched:
        return pages[:limit]

    whole, _ = best_works(fetch, 60, len(pages))
    assert sorted(work for _, work in whole) == sorted(set(of_works))
    assert best_works(fetch, cut, len(pages))[0] == whole[:cut]


def shelf() -> Iterator[PageDoc]:
    def book(
        number: int, title: str, *pages: str, by: str = "", labels: tuple[str, ...] = ()
    ) -> Iterator[PageDoc]:
        people = (by,) if by else ()
        card = WorkCard(number, title, by, PUBLIC, creators=people, labels=labels)
        yield from work_docs(card, [(number, at, page) for at, page in enumerate(pages, start=1)])

    yield from book(1, "Truyện", "Nguyễn Trãi.")
    yield from book(2, "Văn học trung đại", *(f"Nguyễn Trãi sống. {FILL}" for _ in range(5)))
    yield from book(3, "Quốc âm thi tập", "thơ cổ", by="Nguyễn Trãi")
    yield from book(4, "Nguyễn Trãi", "tiểu sử")
    yield from book(5, "Nguyễn Trãi và thời đại", *(f"Nguyễn Trãi. {FILL}" for _ in range(9)))
    yield from book(6, "Nguyên trại", "Nguyên trại, nguyên trại.")
    yield from book(7, "Trãi lòng", f"Trãi qua ngày họ Nguyễn. {FILL}")
    yield from book(8, "Hình phẳng", "tam giác", labels=("Toán", "Toán Lớp 9", "Maths Grade 9"))
    yield from book(9, "Nhật kí", "Hôm nay học toán, cả lớp có 9 bạn.")
    yield from book(10, "Văn hóa Việt", "lễ hội")
    yield from book(12, "Dày", *(FILL * 3 for _ in range(9)))
    yield from book(11, "Sổ tay", "Văn họa. Văn hóa.", "Nước Việt có văn hỏa")


@pytest.fixture(params=["tantivy", "whoosh"], scope="module")
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SearchEngine]:
    made = open_engine(request.param, tmp_path_factory.mktemp("rank"))
    made.rebuild(shelf())
    yield made
    made.close()


def order(engine: SearchEngine, text: str) -> list[int]:
    return [book.work_id for book in engine.search(Query(text, PUBLIC, per_page=20)).books]


@pytest.mark.parametrize(
    ("typed", "works"),
    [
        # By one so called, called so, so in the title, many pages, one page, apart, other marks.
        ("Nguyễn Trãi", [3, 4, 5, 2, 1, 7, 6]),
        ("toán lớp 9", [8, 9]),
        ("maths grade 9", [8]),
        ("văn hoá", [10, 11]),
        ("văn hóa", [10, 11]),
    ],
)
def test_the_order_of_works(engine: SearchEngine, typed: str, works: list[int]) -> None:
    assert order(engine, typed) == works


def test_typed_without_marks_the_run_comes_first(engine: SearchEngine) -> None:
    assert set(order(engine, "nguyen trai")) == {1, 2, 3, 4, 5, 6, 7}
    assert order(engine, "nguyen trai")[-1] == 7


def test_labels_are_found_but_not_shown(engine: SearchEngine) -> None:
    book = engine.search(Query("toán lớp 9", PUBLIC)).books[0]
    assert "".join(part.text for part in book.pages[0].snippet) == ""
