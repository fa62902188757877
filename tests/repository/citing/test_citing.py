"""Citations: names, styles, files for reference managers; nothing in a title is obeyed."""

import json
from collections.abc import Callable
from io import BytesIO

import bibtexparser
import pytest
import rispy
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import html
from pymarc import MARCReader

from repository.citing import exports, styles
from repository.citing.names import Name, name_of
from tests.kit import make_library
from tests.kit.feeds import record_of

SignIn = Callable[[object], FlaskClient]
SAID = {
    "id": "work", "type": "book", "title": "Ôn tập", "publisher": "THCS Ba Đình",
    "author": [{"family": "Nguyễn", "given": "Văn An"}, {"literal": "Tổ Toán"}],
    "issued": {"date-parts": [[2026]]}, "accessed": {"date-parts": [[2026, 11, 3]]},
    "URL": "https://lopso.vn/id/7k2m9qx4", "language": "vi",
}  # fmt: skip
FORMS = ("bib", "ris", "json", "mrc", "xml")


@pytest.mark.parametrize(
    ("creator", "name"),
    [
        ("Nguyễn  Văn An", ("Nguyễn", "Văn An")),
        ("Đỗ Thị Xa", ("Đỗ", "Thị Xa")),
        ("Smith, John", ("Smith", "John")),
        ("Bộ Giáo dục và Đào tạo", ("", "")),
        ("Tổ Toán", ("", "")),
        ("Lê", ("", "")),
        ("", ("", "")),
    ],
)
def test_names(creator: str, name: tuple[str, str]) -> None:
    found = name_of(creator)
    assert (found.family, found.given) == name
    assert isinstance(found, Name)


def test_the_styles_speak_vietnamese() -> None:
    said = {style: str(styles.rendered(style, json.dumps(SAID))) for style in styles.STYLES}
    assert said == {
        "vietnam-ministry-of-education-and-training-vi": "Nguyễn V.A. và Tổ Toán (2026), "
        "<i>Ôn tập</i>, THCS Ba Đình.",
        "apa": "Nguyễn, V. A., &amp; Tổ Toán. (2026). <i>Ôn tập</i>. THCS Ba Đình. "
        "https://lopso.vn/id/7k2m9qx4",
        "ieee": "V. A. Nguyễn và Tổ Toán, <i>Ôn tập</i>. THCS Ba Đình, 2026. "
        "Truy cập: 3 Tháng Mười Một 2026. [Online]. Có tại: https://lopso.vn/id/7k2m9qx4",
        "chicago-author-date": "Nguyễn, V. A., và Tổ Toán. 2026. <i>Ôn tập</i>. THCS Ba Đình. "
        "https://lopso.vn/id/7k2m9qx4.",
    }


TEXTS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"]), min_size=1, max_size=30)


@given(TEXTS, st.sampled_from(list(styles.STYLES)))
@example("<script>alert(1)</script><i onclick=x>&lt;b&gt;\ue000", "apa")
@settings(max_examples=20, deadline=None)
def test_no_title_becomes_markup(text: str, style: str) -> None:
    said = {**SAID, "title": text, "author": [{"literal": text}]}
    shown = str(styles.rendered(style, json.dumps(said)))
    made = html.fragment_fromstring(shown, create_parent="div")
    assert {one.tag for one in made.iterdescendants()} <= {"i", "b", "em", "strong", "sup", "sub"}
    assert not any(one.attrib for one in made.iterdescendants())


WORDS = st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), max_size=40)


@given(WORDS, WORDS)
@example("}, evil = {\\input{x}", "@book{x,")
@settings(deadline=None, max_examples=30)
def test_bibtex_is_one_entry_whatever_the_title(title: str, name: str) -> None:
    said = {**SAID, "title": f"A{title}", "author": [{"literal": f"B{name}"}]}
    read = bibtexparser.parse_string(exports.bibtex(said, "38302/7k2m9qx4"))
    assert not read.failed_blocks
    (entry,) = read.entries
    assert entry.key == "lopso-38302-7k2m9qx4"
    assert set(entry.fields_dict) == {
        "author", "title", "publisher", "year", "url", "urldate", "langid"
    }  # fmt: skip


@given(st.text(max_size=40))
@example("Tên\r\nER  - \r\nTY  - BOOK\nTI  - khác")
@settings(deadline=None, max_examples=30)
def test_ris_is_one_reference_whatever_the_title(title: str) -> None:
    said = {**SAID, "title": f"A{title}", "author": [{"literal": f"B{title}"}]}
    (read,) = rispy.loads(exports.ris(said, "7k2m9qx4"))
    assert read["id"] == "7k2m9qx4"
    assert read["title"].split()[0].startswith("A")
    assert read["urls"] == [SAID["URL"]]


def test_the_page_and_the_files(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    work = make_library.book(
        here, "Đường tròn <b>", audience="school", creators=("Nguyễn Văn An", "Tổ Toán")
    )
    code, url = record_of(work.id).code, f"/library/works/{work.uid}"
    pupil = signed_in(here.student)
    shown = pupil.get(url).text
    assert f"http://localhost/id/{code}" in shown
    assert f"{url}/cite" in shown
    page = pupil.get(f"{url}/cite")
    assert "Đường tròn &lt;b&gt;" in page.text
    assert "và Tổ Toán" in page.text
    read = next(MARCReader(BytesIO(pupil.get(f"{url}/cite.mrc").data)))
    assert read is not None
    assert read.get("245")["a"] == "Đường tròn <b>"
    assert code in pupil.get(f"{url}/cite.bib").text
    assert pupil.get(f"{url}/cite.ris").headers["Content-Disposition"].endswith('.ris"')
    assert pupil.get(f"{url}/cite.json").json[0]["title"] == "Đường tròn <b>"
    assert pupil.get(f"{url}/cite.exe").status_code == 404
    addresses = [f"{url}/cite", *(f"{url}/cite.{form}" for form in FORMS)]
    for client in (app.test_client(), signed_in(here.stranger)):
        assert {client.get(one).status_code for one in addresses} == {404}


def test_what_was_published_elsewhere_is_cited_with_its_own_house(app: Flask) -> None:
    here = make_library.town()
    said = {
        "creators": ("Nguyễn Văn An",), "translators": ("John Smith",), "issued": 2023,
        "editors": ("Sở Giáo dục và Đào tạo", "Trần Thị Bình"), "place": "Hà Nội",
        "publisher": "Nhà xuất bản Giáo dục", "edition": "Tái bản lần 2",
        "isbn": "9786040000002",
    }  # fmt: skip
    work = make_library.book(here, "Toán 9", **said)
    code = record_of(work.id).code
    made = styles.item(work, code)
    assert made["publisher"] == "Nhà xuất bản Giáo dục"
    assert made["publisher-place"] == "Hà Nội"
    assert made["issued"] == {"date-parts": [[2023]]}
    assert made["author"] == [{"family": "Nguyễn", "given": "Văn An"}]
    assert made["editor"][0] == {"literal": "Sở Giáo dục và Đào tạo"}
    entry = bibtexparser.parse_string(exports.bibtex(made, code)).entries[0]
    assert entry["edition"] == "Tái bản lần 2"
    assert entry["editor"].endswith("and Trần, Thị Bình")
    (read,) = rispy.loads(exports.ris(made, code))
    assert read["place_published"] == "Hà Nội"
    assert read["secondary_authors"][1] == "Trần, Thị Bình"
    edited = make_library.book(here, "Địa lí", creators=(), editors=("Trần Thị Bình",))
    alone = styles.item(edited, record_of(edited.id).code)
    assert alone["author"] == [{"family": "Trần", "given": "Thị Bình"}]
    assert "editor" not in alone
    assert alone["publisher"] == here.school.name
    nobody = make_library.book(here, "Sổ tay", creators=())
    said_once = styles.cited(nobody, record_of(nobody.id).code)[1].text
    assert said_once.startswith(f"{here.school.name}. (") and said_once.count("Sổ tay") == 1


def test_a_draft_is_not_cited(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    uid = make_library.draft(here).uid
    assert signed_in(here.teacher).get(f"/library/works/{uid}/cite").status_code == 404
    assert "copy.js" not in signed_in(here.teacher).get(f"/library/works/{uid}").text
