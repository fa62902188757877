"""Words inside one book: the pages in order, marks or none, and only of what may be seen."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from repository.catalogue import service
from repository.reading import finding
from suite import jobs
from suite.db import db
from tests.kit import make_library
from tests.kit.queries import counted

SignIn = Callable[[object], FlaskClient]
FILL = "\n\n" + "lời kể " * 170 + "\n\n"
TEXT = FILL.join(["Đường tròn <b>một</b>", "Hình vuông", "Con đường làng", "đường đường đường"])


def test_pages_of_the_book_in_order(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    file = make_library.published(here, TEXT).files[0]
    make_library.published(here, "Đường thẳng trong sách khác")
    url, pupil = f"/library/read/{file.id}/find", signed_in(here.student)
    pupil.get(url)
    with counted() as seen:
        shown = pupil.get(f"{url}?q=duong").text
    assert len(seen) <= 12, seen
    places = [shown.index(f'data-hit="{number}"') for number in range(1, file.pages + 1) if
              f'data-hit="{number}"' in shown]  # fmt: skip
    assert len(places) >= 3
    assert places == sorted(places)
    assert "<mark>Đường</mark> tròn &lt;b&gt;một" in shown
    assert "sách khác" not in shown
    assert f'href="/library/read/{file.id}?page=1&amp;q=duong"' in shown
    text = pupil.get(f"{url}?q=duong&view=text&page=2").text
    assert f'href="/library/read/{file.id}/text?page=1&amp;q=duong"' in text
    assert "<html" not in pupil.get(f"{url}?q=duong&part=1").text
    assert "Không trang nào" in pupil.get(f"{url}?q=qua+chuoi").text
    assert "Hãy gõ từ cần tìm" in pupil.get(f"{url}?view=%00&page=x").text
    assert pupil.get(f"{url}?q={'%22' * 900}").status_code == 200


def test_the_best_of_very_many(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    file = make_library.published(here, TEXT).files[0]
    kept, finding.MOST_PAGES = finding.MOST_PAGES, 2
    try:
        shown = signed_in(here.student).get(f"/library/read/{file.id}/find?q=duong").text
    finally:
        finding.MOST_PAGES = kept
    assert shown.count("data-hit=") == 2
    assert "2 trang phù hợp nhất" in shown


def test_what_the_index_does_not_know_is_said(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    work = make_library.draft(here, TEXT)
    url = f"/library/read/{work.files[0].id}/find?q=duong"
    assert "data-unknown" in signed_in(here.teacher).get(url).text
    assert signed_in(here.student).get(url).status_code == 404
    service.submit(work, here.teacher.id)
    service.publish(work, here.librarian.id)
    assert "data-unknown" in signed_in(here.student).get(url).text
    jobs.drain(["index"])
    assert "data-hit" in signed_in(here.student).get(url).text
    service.withdraw(work, here.librarian.id, "Nhầm tệp")
    db.session.commit()
    assert signed_in(here.student).get(url).status_code == 404
