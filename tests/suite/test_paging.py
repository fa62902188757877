"""Running text in pages."""

from hypothesis import given
from hypothesis import strategies as st

from suite.paging import CHARACTERS, paged

paragraphs = st.lists(
    st.tuples(st.sampled_from(["từ ", "câu. ", "dài" * 50 + " "]), st.integers(0, 900)).map(
        lambda part: part[0] * part[1]
    ),
    max_size=8,
)


def test_short_text_is_one_page() -> None:
    assert list(paged(["Một.", "", "  Hai.  "])) == ["Một.\n\nHai."]
    assert list(paged([])) == list(paged(["", " "])) == []


def test_pages_end_between_paragraphs() -> None:
    pages = list(paged(["từ " * 200] * 4))
    assert [len(page.split()) for page in pages] == [200, 200, 200, 200]
    assert [len(page.split()) for page in paged(["từ " * 100] * 7)] == [300, 300, 100]


@given(paragraphs)
def test_nothing_is_lost_and_no_page_is_long(given_paragraphs: list[str]) -> None:
    pages = list(paged(given_paragraphs))
    assert "".join("".join(pages).split()) == "".join("".join(given_paragraphs).split())
    for page in pages:
        assert page.strip()
        assert len(page.split()) <= 450
        assert len(page) <= CHARACTERS + 1000
