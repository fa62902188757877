"""The lines around what was found."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from repository.search.engine import Fragment
from repository.search.query import parse
from repository.search.snippets import marked, snippet

FILLER = "Một đoạn văn dài không nói gì đến điều cần tìm. " * 30


def found(fragments: tuple[Fragment, ...]) -> list[str]:
    return [fragment.text for fragment in fragments if fragment.marked]


def test_the_best_place_of_a_page() -> None:
    text = FILLER + "bậc. " + FILLER + "Giải phương trình bậc hai. " + FILLER
    made = snippet(text, parse("phuong trinh bac hai"))
    assert found(made) == ["phương trình bậc hai"]
    assert made[0].text == "… "
    assert made[-1].text == " …"
    assert len("".join(fragment.text for fragment in made)) < 260


def test_look_alikes_are_marked_only_without_the_exact_spelling() -> None:
    assert found(snippet("dương và đường", parse("đường"))) == ["đường"]
    assert found(snippet("dương và duong", parse("đường"))) == ["dương", "duong"]
    assert found(snippet("dương và đường", parse("duong"))) == ["dương", "đường"]


def test_decomposed_text_and_phrases() -> None:
    text = unicodedata.normalize("NFD", "Phương trình, trình phương")
    assert found(snippet(text, parse('"phương trình"'))) == ["Phương trình"]


def test_markup_stays_text() -> None:
    assert marked("<b>An</b> & Bình", parse("an")) == (
        Fragment("<b>"),
        Fragment("An", marked=True),
        Fragment("</b> & Bình"),
    )


def test_empty() -> None:
    assert snippet("", parse("an")) == ()
    assert found(snippet(FILLER, parse("vắng"))) == []
    assert "".join(f.text for f in snippet("ngắn thôi", ())) == "ngắn thôi"


@given(st.text(max_size=400), st.text(max_size=30))
def test_any_text_and_query(text: str, query: str) -> None:
    clauses = parse(query)
    shown = "".join(fragment.text for fragment in marked(text, clauses))
    assert shown == unicodedata.normalize("NFC", text)
    for fragment in snippet(text, clauses, width=60):
        assert fragment.text
