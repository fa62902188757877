"""Pages: written, read, kept safe from hostile text, edited by two."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.api import render_text
from lms.courses.models import Activity
from suite.db import db
from tests.kit import make_courses

SignedIn = Callable[[Any], FlaskClient]


def form(of: make_courses.Taught, **more: str) -> dict[str, str]:
    plain = {"title": "Tập hợp", "text": "Chào", "visible": "now"}
    return {**plain, "section_id": str(of.section.id), **more}


def test_a_page_from_writing_to_reading(signed_in: SignedIn) -> None:
    of = make_courses.taught()
    teacher, pupil = signed_in(of.teacher), signed_in(of.pupils[0])
    address = f"/courses/page/new/{of.course.id}?section={of.section.id}"
    assert teacher.get(address).status_code == 200
    text = "## Định nghĩa\n\nCho $A = \\{1; 2\\}$ và **tập rỗng**."
    preview = teacher.post(address, data=form(of, text=text, action="preview"))
    assert "<strong>tập rỗng</strong>" in preview.text
    assert db.session.scalar(select(Activity)) is None
    saved = teacher.post(address, data=form(of, text=text))
    assert saved.status_code == 303
    page = pupil.get(saved.location)
    assert "<h2>Định nghĩa</h2>" in page.text
    assert "$A = \\{1; 2\\}$" in page.text
    assert "katex" in page.text
    assert pupil.get(address).status_code == 403
    assert teacher.post(address, data=form(of, title="")).status_code == 422


def test_the_later_of_two_editors_sees_both(signed_in: SignedIn) -> None:
    of = make_courses.taught()
    one = make_courses.activity(of)
    client, address = signed_in(of.teacher), f"/courses/page/{one.id}/edit"
    assert 'value="1"' in client.get(address).text
    first = client.post(address, data=form(of, text="Bản của An", version="1"))
    assert first.status_code == 303
    second = client.post(address, data=form(of, text="Bản của Bình", version="1"))
    assert second.status_code == 409
    assert "Bản của An" in second.text and "Bản của Bình" in second.text
    again = client.post(address, data=form(of, text="Bản của Bình", version="2"))
    assert again.status_code == 303
    db.session.expire_all()
    assert db.session.get_one(Activity, one.id).settings == {"text": "Bản của Bình"}


def test_a_page_may_wait_for_its_hour(signed_in: SignedIn) -> None:
    of = make_courses.taught()
    address = f"/courses/page/new/{of.course.id}"
    client = signed_in(of.teacher)
    assert client.post(address, data=form(of, visible="later")).status_code == 422
    later = form(of, visible="later", visible_from="2099-01-01T07:00")
    saved = client.post(address, data=later)
    assert saved.status_code == 303
    assert signed_in(of.pupils[0]).get(saved.location).status_code == 404
    foreign = form(of, section_id="999999")
    assert client.post(address, data=foreign).status_code == 422


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "<svg onload=alert(1)>",
        "<a href='//evil' style='position:fixed'>x</a>",
        "![x](http://evil.example/p.png)",
        "<iframe src=//evil></iframe>",
        "$<img src=x onerror=alert(1)>$",
        "$$\n<script>alert(1)</script>\n$$",
        '[x](https://good "onmouseover=alert(1)")',
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "<math><mtext></mtext><script>1</script></math>",
        "[a]: javascript:alert(1)\n\n[a]",
        "`<script>`",
    ],
)
def test_hostile_text_stays_text(hostile: str) -> None:
    html = str(render_text(hostile)).lower()
    for bad in ("<script", "<img", "<svg", "<iframe", "<math", 'href="javascript', 'href="data'):
        assert bad not in html
    inside = [part.split(">", 1)[0] for part in html.split("<")[1:]]
    assert not any(" on" in part.split('"')[0] or "style=" in part for part in inside)


@pytest.mark.parametrize(
    ("source", "part"),
    [
        ("$a_1 * b_1 * c$", "$a_1 * b_1 * c$"),
        ("$a<b$", "$a&lt;b$"),
        ("\\(x_1\\) và \\(x_2\\)", "\\(x_1\\) và \\(x_2\\)"),
        ("$$\nx = 1\n- y\n= 2\n$$", "$$\nx = 1\n- y\n= 2\n$$"),
        ("giá 5$ và 6$", "giá 5$ và 6$"),
        ("| a | b |\n|---|---|\n| $x|y$ | 2 |", "<table tabindex"),
        ("# To", "<h2>To</h2>"),
        ("dòng một\ndòng hai", "dòng một<br>"),
        ("\\$5", "$5"),
    ],
)
def test_formulas_and_marks(source: str, part: str) -> None:
    assert part in str(render_text(source))


@pytest.mark.parametrize("piece", ["\\[", "\\(", "\\[\n", "$a" + " " * 3_000])
def test_a_text_of_openings_is_shown_in_time(piece: str) -> None:
    begun = time.process_time()
    render_text((piece * 100_000)[:100_000])
    assert time.process_time() - begun < 5


def test_the_longest_text_arrives_whole(signed_in: SignedIn) -> None:
    of = make_courses.taught()
    text = "ế" * 200_000
    saved = signed_in(of.teacher).post(
        f"/courses/page/new/{of.course.id}", data=form(of, text=text)
    )
    assert saved.status_code == 303
    assert db.session.scalars(select(Activity)).one().settings == {"text": text}
