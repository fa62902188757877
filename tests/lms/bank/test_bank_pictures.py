"""Pictures of questions: taken in anew, shown by an address that says who may see what."""

import io
import re
import sqlite3
from contextlib import closing
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from PIL import Image

from lms.bank import intake, pictures
from lms.bank.intake import Read
from lms.bank.layout.model import ParseResult
from lms.bank.models import BankFile, Item
from lms.bank.showing import plain, shown
from lms.exams import choosing, service
from lms.exams.models import ExamForm
from lms.formats.model import Picture
from suite import clock, files
from suite.db import db
from tests.kit import make
from tests.kit import make_exams as exams
from tests.kit.client import sign_in


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30)) -> bytes:
    out = io.BytesIO()
    image = Image.new("RGB", size, "red")
    exif = Image.Exif()
    exif[0x010F] = "Camera of somebody"
    image.save(out, kind, exif=exif)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_written_anew(kind: str) -> None:
    made, media_type, width, height = pictures.remade(picture(kind, (3000, 1500)))
    assert (media_type, width, height) == (f"image/{kind.lower()}", 2000, 1000)
    assert b"Camera" not in made


@pytest.mark.parametrize(
    "data",
    [b"<svg xmlns='http://www.w3.org/2000/svg'/>", picture()[:60], b"GIF89a" + b"\0" * 50,
     picture("JPEG")[:200], b"%PDF-1.7", b"\x89PNG\r\n\x1a\n" + b"\xff" * 99],
)  # fmt: skip
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(pictures.PictureRefused) as caught:
        pictures.remade(data)
    assert caught.value.code == "kind"


def test_a_text_shows_only_what_may_be_shown() -> None:
    uid = "0198c1f0-0000-7000-8000-000000000001"
    text = f'<b> ![một "hình"](file:{uid}) ![khác](file:{uid[:-1]}2)'
    html = str(shown(text, {uid: "/x"}))
    assert html.startswith("&lt;b&gt; <img") and 'src="/x"' in html and "&#34;hình&#34;" in html
    assert "[khác]" in html and uid not in html
    assert plain(text) == '<b> [một "hình"] [khác]'
    assert "javascript" not in str(shown("![a](javascript:x)", {})).partition("(")[0]


def test_a_picture_travels_from_the_editor_to_the_paper_and_stops(dbapp: Flask) -> None:
    room = exams.room(pupils=1)
    teacher = sign_in(dbapp.test_client(), room.teacher)
    data = {"picture": (io.BytesIO(picture()), "hinh.png")}
    told = teacher.post("/bank/pictures", data=data, headers={"Accept": "application/json"}).json
    form = {
        "subject_code": "TOAN", "grade": "", "topic": "", "stem": f"Xem ![hình]({told['name']})",
        "options-0": f"![a]({told['name']})", "options-1": "2", "right": "1", "solution": "",
    }  # fmt: skip
    made = teacher.post("/bank/new", data=form)
    assert made.status_code == 303, made.text
    page = teacher.get(made.location).text
    (address,) = set(re.findall(r'src="(/bank/pictures/[^"]+)"', page))
    row = db.session.query(BankFile).one()
    for text in (page, address, teacher.get(f"{made.location}/edit").text):
        assert row.sha256 not in text
    stranger = dbapp.test_client()
    shown_picture = stranger.get(address)
    assert shown_picture.mimetype == "image/png" and "sandbox" in str(shown_picture.headers)
    assert stranger.get(address[:-1] + ("A" if address[-1] != "A" else "B")).status_code == 404
    exam = exams.room(pupils=1).exam
    service.unprepare(room.exam.id)
    item = db.session.query(Item).order_by(Item.id.desc()).all()
    mine = next(one for one in item if one.uid in made.location)
    choosing.choose(room.exam.id, [mine.id])
    service.prepare(room.exam.id)
    paper = db.session.query(ExamForm).filter_by(exam_id=room.exam.id).first()
    assert paper is not None
    (word,) = set(re.findall(r"/exams/pictures/([^\\\"]+)", paper.paper))
    assert row.sha256 not in paper.paper and row.uid not in paper.paper
    assert stranger.get(f"/exams/pictures/{word}").status_code == 200
    assert stranger.get(f"/bank/pictures/{word}").status_code == 404, "for papers alone"
    other = pictures.signed("paper", row.id, exam.id)
    assert stranger.get(f"/exams/pictures/{other}").status_code == 404, "another school's exam"
    service.close(room.exam.id)
    assert stranger.get(f"/exams/pictures/{word}").status_code == 404


def test_another_school_shows_the_words_alone(dbapp: Flask) -> None:
    room, other = exams.room(pupils=1), exams.room(pupils=1)
    teacher = sign_in(dbapp.test_client(), room.teacher)
    data = {"picture": (io.BytesIO(picture()), "hinh.png")}
    told = teacher.post("/bank/pictures", data=data, headers={"Accept": "application/json"}).json
    thief = sign_in(dbapp.test_client(), other.teacher)
    form = {
        "subject_code": "TOAN", "grade": "", "topic": "", "stem": f"![hình]({told['name']})",
        "options-0": "1", "options-1": "2", "right": "1", "solution": "",
    }  # fmt: skip
    page = thief.get(thief.post("/bank/new", data=form).location).text
    assert "[hình]" in unescape(page) and "/bank/pictures/" not in page.split("<main")[1]


def test_an_address_ends_and_bad_pictures_are_named(app: Flask) -> None:
    teacher = sign_in(app.test_client(), make.teacher(make.school_class()))
    refused = teacher.post("/bank/pictures", data={"picture": (io.BytesIO(b"GIF89a"), "a.png")})
    assert refused.status_code == 422 and "PNG, JPEG" in refused.text
    assert teacher.post("/bank/pictures", data={}).status_code == 422
    good = teacher.post("/bank/pictures", data={"picture": (io.BytesIO(picture()), "a.png")})
    assert good.status_code == 303
    assert "![](file:" in teacher.get(good.location).text
    row = db.session.query(BankFile).one()
    assert files.store().path(row.sha256).exists()
    old = int((clock.now() - timedelta(minutes=1)).timestamp())
    assert (
        app.test_client().get(f"/bank/pictures/{pictures.signed('page', row.id, old)}").status_code
        == 404
    )


def test_answers_are_kept_while_pictures_are_written_anew(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SQLite one writes at a time: who brings pictures must not hold the lock over them."""
    teacher, data = make.teacher(make.school_class()), picture()
    path, free = app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///"), []
    remade = pictures.remade

    def watched(source: bytes) -> Any:
        with closing(sqlite3.connect(path, timeout=0.1, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            free.append(True)
        return remade(source)

    monkeypatch.setattr(pictures, "remade", watched)
    client = sign_in(app.test_client(), teacher)
    assert (
        client.post("/bank/pictures", data={"picture": (io.BytesIO(data), "a.png")}).status_code
        == 303
    )
    read = Read(ParseResult([], []), [], "", pictures=[Picture(str(n), data) for n in range(3)])
    intake.keep(read, teacher.school_id, teacher.id, "de.docx", {})
    assert len(free) == 4
