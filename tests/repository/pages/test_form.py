"""The form of a work: quick at the top, the rest folded; nothing typed is lost."""

import re
from typing import Any

from flask import Flask

from repository.catalogue.models import Work
from suite.db import db
from tests.kit import make_library
from tests.kit.queries import counted

PLAIN = {
    "title": "Truyện Kiều", "kind": "book", "licence": "public-domain", "audience": "school",
    "language": "vi", "subject": "",
}  # fmt: skip
FULL = {
    "creators": "Nguyễn Du (1765–1820)\nẨn danh", "editors": "Đào Duy Anh",
    "publisher": "NXB Văn học", "place": "Hà Nội", "issued": "2015", "edition": "Tái bản lần 3",
    "series": "Văn học cổ", "series_number": "7", "extent": "240 trang",
    "isbn": "978-604-0-00000-2", "ddc": "895,9221", "keywords": "thơ Nôm; lục bát, thơ Nôm",
    "source": "Bản 1925", "coverage": "Thế kỉ XIX", "rights": "Nhà nước",
}  # fmt: skip


def version(page: str) -> str:
    found = re.search(r'name="version"[^>]*value="(\d+)"', page)
    assert found
    return found.group(1)


def test_everything_is_kept_and_shown(signed_in: Any) -> None:
    here = make_library.town()
    first, work = make_library.book(here, "Bản đầu"), make_library.book(here, "Kiều")
    db.session.commit()
    client, url = signed_in(here.librarian), f"/library/works/{work.uid}/edit"
    with counted() as made:
        page = client.get(url).text
    assert len(made) <= 22
    assert page.count("<details") >= 4
    tag = re.search(r'name="tags"[^>]*value="(\d+)"[^>]*>\s*<label[^>]*>Năng lực số: An toàn', page)
    assert tag
    extra = {"tags": tag.group(1), "edition_of": f"/library/works/{first.uid}", "version": "1"}
    assert client.post(url, data={**PLAIN, **FULL, **extra}).status_code == 303
    db.session.expire_all()
    assert work.creators == ["Nguyễn Du", "Ẩn danh"]
    assert (work.isbn, work.ddc, work.issued) == ("9786040000002", "895.9221", 2015)
    assert work.keywords == ["thơ Nôm", "lục bát"]
    assert work.edition_of_id == first.id
    shown = client.get(f"/library/works/{work.uid}").text
    for text in ("978-604-", "Văn học khác", "NXB Văn học", "An toàn", "Bản đầu", "Đào Duy Anh"):
        assert text in shown, text
    assert "Truyện Kiều" in client.get(f"/library/works/{first.uid}").text
    again = client.get(url).text
    assert "Nguyễn Du (1765–1820)" in again
    assert f"/library/works/{first.uid}" in again


def test_faults_are_named_and_what_was_typed_stays(signed_in: Any) -> None:
    here = make_library.town()
    work = make_library.draft(here)
    client, url = signed_in(here.teacher), f"/library/works/{work.uid}/edit"
    wrong = {
        "isbn": "978-604-0-00000-3", "issn": "1234", "ddc": "5.1", "issued": "20155",
        "edition_of": f"/library/works/{work.uid}", "audience": "class", "place": "Huế",
    }  # fmt: skip
    answer = client.post(url, data={**PLAIN, **wrong})
    assert answer.status_code == 422
    for text in (
        "Chữ số cuối của ISBN", "kí tự cuối phải khớp", "ba chữ số", "không quá", "ít nhất một lớp",
        "978-604-0-00000-3", 'value="Huế"',
    ):  # fmt: skip
        assert text in answer.text, text
    assert re.search(r'<details class="edit-more" open', answer.text)
    only = client.post(url, data={**PLAIN, "edition_of": f"/library/works/{work.uid}"})
    assert "Không có học liệu nào khác" in only.text
    assert db.session.get_one(Work, work.id, populate_existing=True).title != PLAIN["title"]


def test_the_later_of_two_is_shown_both(signed_in: Any) -> None:
    here = make_library.town()
    work = make_library.draft(here)
    url = f"/library/works/{work.uid}/edit"
    mine, theirs = signed_in(here.teacher), signed_in(here.librarian)
    started = version(mine.get(url).text)
    theirs.post(url, data={**PLAIN, "title": "Của thủ thư", "place": "Huế", "version": started})
    late = mine.post(url, data={**PLAIN, "title": "Của tôi", "version": started})
    assert late.status_code == 422
    assert "Của thủ thư" in late.text
    assert 'value="Của tôi"' in late.text
    assert version(late.text) != started
    again = mine.post(url, data={**PLAIN, "title": "Của tôi", "version": version(late.text)})
    assert again.status_code == 303
    db.session.expire_all()
    assert (work.title, work.place) == ("Của tôi", "")


def test_an_edition_that_one_may_not_see_is_not_named_and_not_lost(
    app: Flask, signed_in: Any
) -> None:
    here = make_library.town()
    secret = make_library.book(here, "Bản kín", audience="staff")
    work = make_library.book(here, "Bản mở")
    work.edition_of_id = secret.id
    db.session.commit()
    assert "Bản kín" not in signed_in(here.student).get(f"/library/works/{work.uid}").text
    assert "Bản kín" in signed_in(here.teacher).get(f"/library/works/{work.uid}").text
    secret.unit_id = here.stranger.school_id or 0
    secret.depositor_id = here.stranger.id
    db.session.commit()
    client, url = signed_in(here.librarian), f"/library/works/{work.uid}/edit"
    page = client.get(url).text
    assert secret.uid not in page
    client.post(url, data={**PLAIN, "version": version(page)})
    db.session.expire_all()
    assert (work.title, work.edition_of_id) == (PLAIN["title"], secret.id)
