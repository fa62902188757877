"""Which words were meant."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from repository.search import meaning
from repository.search.engine import Query
from repository.search.service import find
from repository.search.spelling import Likeness, meant, meant_together, rewritten
from school.signin.session import who_is
from suite.db import db
from tests.kit import make_library

SignIn = Callable[[object], FlaskClient]
LIKE = {"phuogn": [Likeness("phuong", 1), Likeness("thuong", 2), Likeness("phuon", 1)]}


def test_the_nearest_then_the_most_seen() -> None:
    seen = {"phuong": 5, "thuong": 900, "phuon": 1}
    assert meant(["phuogn", "trinh"], LIKE, seen) == {"phuogn": "phuong"}
    assert meant(["phuogn"], LIKE, {**seen, "phuong": 0, "phuon": 0}) == {"phuogn": "thuong"}
    assert meant(["phuogn"], LIKE, {}) == {}
    # A rare word that is seen itself gives way only to what stands much oftener.
    assert meant(["phuogn"], LIKE, {"phuogn": 1, "phuong": 19}) == {}
    assert meant(["phuogn"], LIKE, {"phuogn": 1, "phuong": 20}) == {"phuogn": "phuong"}
    assert meant(["phuogn"], LIKE, {"phuogn": 1, "thuong": 900}) == {}


def test_a_word_that_can_be_vietnamese_is_meant_as_it_stands() -> None:
    likes = {"ham": [Likeness("hai", 1)], "hia": [Likeness("hai", 1), Likeness("hoa", 1)]}
    assert meant(["ham", "hia"], likes, {"hai": 50, "hoa": 90}) == {"hia": "hai"}


def test_a_word_that_stands_somewhere_gives_way_to_one_that_stands_with_the_others() -> None:
    likes = {"rhode": [Likeness("rhodes", 1), Likeness("mode", 2)], "tam": [Likeness("nam", 1)]}
    typed = ["alexandre", "de", "rhode"]
    seen = {"rhode": 9, "alexandre de rhodes": 1, "alexandre de mode": 4}
    assert meant_together(typed, likes, seen) == {"rhode": "rhodes"}
    assert meant_together(typed, likes, {"rhodes": 90, "mode": 90}) == {}
    # A name that can be Vietnamese is not taken for another, unless it is hardly ever seen.
    assert meant_together(["le", "van", "tam"], likes, {"le van nam": 9, "nam": 30}) != {}
    seen = {"le van nam": 9, "nam": 30, "tam": 2}
    assert meant_together(["le", "van", "tam"], likes, seen) == {}


def test_what_is_not_changed_stays_as_typed() -> None:
    changed = {"phuogn": "phương"}
    assert rewritten('"Phuogn  trình" bậc, HAI', changed) == '"Phương  trình" bậc, HAI'


@given(st.text(max_size=40))
def test_nothing_changed_is_the_same_text(text: str) -> None:
    import unicodedata

    assert rewritten(text, {}) == unicodedata.normalize("NFC", text)


def test_a_slip_of_the_fingers_is_offered_as_the_pages_spell_it(
    app: Flask, signed_in: SignIn
) -> None:
    here = make_library.town()
    make_library.published(here, "Bài\n\nPhương trình bậc hai một ẩn")
    make_library.published(here, "Chữ viết\n\nAlexandre de Rhodes")
    make_library.published(here, "Đảo\n\nRhode, phương xa")
    page = signed_in(here.student).get('/library/?q=phuogn "bậc hia"').text
    assert 'Có phải bạn muốn tìm <a href="/library/?q=ph' in page
    assert "phương &#34;bậc hai&#34;</a>" in page
    assert "Có phải" not in signed_in(here.student).get("/library/?q=bac hai").text
    page = signed_in(here.student).get("/library/?q=Alexandre de Rhode").text
    assert "Alexandre de Rhodes</a>" in page
    assert "Có phải" not in signed_in(here.student).get("/library/?q=zzzzzz xyxyxy").text


def test_no_word_of_what_the_reader_may_not_see(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    make_library.published(here, "Mật\n\nquả chuối tiêu", audience="staff")
    make_library.published(here, "Thường\n\nmột buổi sáng")
    for typed in ("chuoj", "qua chuoii", "tiueu"):
        assert "Có phải" not in signed_in(here.student).get(f"/library/?q={typed}").text
        assert "Có phải" in signed_in(here.teacher).get(f"/library/?q={typed}").text


def test_as_much_is_counted_whatever_the_index_holds(app: Flask, monkeypatch: object) -> None:
    here = make_library.town()
    make_library.published(here, "Mật\n\nchuối chuội chuồi", audience="staff")
    db.session.commit()
    pupil, numbers = who_is(db.session.merge(here.student)), []
    kept = meaning.engine()

    def counting(words: list[str], allowed: frozenset[str]) -> dict[str, int]:
        numbers.append(len(words))
        return dict.fromkeys(words, 0)

    monkeypatch.setattr(kept, "spread", counting)  # type: ignore[attr-defined]
    for typed in ("chuoj", "xxxxx"):
        query = Query(typed, frozenset())
        assert meaning.meant(query, find(query, pupil), pupil) is None
    assert numbers[0] == numbers[1] > 1
