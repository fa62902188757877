"""What readers keep at a text goes with it to the next version; what is not there stays."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from repository.catalogue.models import Work, WorkPage
from repository.deposit.versions import service as versions
from repository.deposit.versions.models import Version, VersionPage
from repository.reading import notes, places, rules
from repository.reading.models import Note, Place
from repository.reading.notes import Said
from suite import clock, files, jobs
from suite.db import db
from tests.kit import make_library

SignIn = Callable[[Any], FlaskClient]
WORDS = ["mây", "gió", "mưa", "nắng", "sông", "núi"]
PAGES = [f"Chương {n}\n\n" + " ".join(f"{word}{n}" for word in WORDS * 9) for n in range(1, 6)]


def old_book(here: make_library.Town) -> Work:
    work = make_library.book(here, "Địa lí", pages=5)
    rewrite(work, PAGES)
    return work


def rewrite(work: Work, texts: list[str]) -> None:
    rows = db.session.scalars(select(WorkPage).where(WorkPage.work_id == work.id))
    for row, text in zip(rows.all(), texts, strict=True):
        row.text = text
    db.session.commit()


def renewed(here: make_library.Town, work: Work, texts: list[str]) -> None:
    """A new version with these pages is published, and the worker has carried the marks."""
    clock_now = clock.now()
    stored = files.store().put(BytesIO("\f".join(texts).encode()), 1 << 20)
    files.remember(stored, "text/plain")
    row = Version(
        work_id=work.id, file_id=work.files[0].id, state="waiting", reason="Sửa lỗi",
        person_id=here.teacher.id, at=clock_now, name="moi.txt", media_type="text/plain",
        format="text", size=stored.size, pages=len(texts), sha256=stored.sha256,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    for number, text in enumerate(texts, start=1):
        page = VersionPage(version_id=row.id, page_no=number, label="", text=text)
        db.session.add(page)
    db.session.commit()
    versions.publish(row, here.librarian.id)
    jobs.drain(["library"])
    db.session.expire_all()


def test_marks_go_where_their_words_are(dbapp: Flask) -> None:
    here = make_library.town()
    work = old_book(here)
    file, me = work.files[0], here.student.id
    same = notes.add(file, 1, me, Said("gió1 mưa1", "Xem lại"))
    moved = notes.add(file, 4, me, Said("nắng4  sông4"))
    gone = notes.add(file, 3, me, Said("núi3 mây3", "Vì sao?"))
    kept = notes.add(file, 5, me, Said())
    lost = notes.add(file, 3, me, Said())
    places.keep(file, me, 5)
    db.session.commit()
    new = [PAGES[0], "Trang thêm " * 20, PAGES[1], PAGES[3] + " thêm lời", PAGES[4]]
    new.insert(1, "Lời nói đầu " * 20)
    renewed(here, work, new)
    assert (same.page, same.version_id, same.starts is not None) == (1, None, True)
    assert (moved.page, moved.version_id) == (5, None)
    assert moved.starts is not None
    assert new[4][moved.starts : moved.ends] == "nắng4 sông4"
    assert (kept.page, kept.version_id) == (6, None)
    first = db.session.scalars(select(Version).where(Version.number == 1)).one()
    assert (gone.page, gone.version_id, lost.version_id) == (3, first.id, first.id)
    assert db.session.scalars(select(Place.page)).one() == 6
    # What stayed is looked for again when the next version comes.
    renewed(here, work, [*new, PAGES[2]])
    assert (gone.page, gone.version_id, lost.page) == (7, None, 7)


def test_what_stays_is_shown_at_its_version(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    work = old_book(here)
    file_id = work.files[0].id
    pupil = signed_in(here.student)
    write = f"/library/read/{file_id}/notes/new?page=2"
    assert pupil.post(write, data={"quote": "gió2 mưa2", "text": "Hỏi cô"}).status_code == 303
    renewed(here, work, [PAGES[0], PAGES[2]])
    old = db.session.scalars(select(Version).where(Version.number == 1)).one()
    url = f"/library/versions/{old.uid}"
    shown = pupil.get(f"/library/works/{work.uid}").text
    assert f"{url}?page=2" in shown
    assert "Còn ở phiên bản 1" in shown
    assert "Hỏi cô" not in pupil.get(f"/library/read/{file_id}/text?page=2").text
    assert "Hỏi cô" in pupil.get(url).text
    assert "Hỏi cô" not in signed_in(here.teacher).get(url).text
    uid = db.session.scalars(select(Note.uid)).one()
    answer = pupil.post(f"/library/notes/{uid}", data={"quote": "gió2 mưa2", "text": "Hiểu rồi"})
    assert answer.location == f"{url}?page=2#note-{uid}"
    assert pupil.post(f"/library/notes/{uid}/remove").status_code == 303
    assert "Hiểu rồi" not in pupil.get(url).text


@settings(max_examples=20)
@given(st.integers(0, 5), st.integers(1, 5))
def test_pages_put_in_before_shift_the_place(before: int, page: int) -> None:
    texts = ["Lời mới " * 30] * before + PAGES
    bare = {number: rules.bare(text) for number, text in enumerate(texts, start=1)}
    assert rules.page_now(PAGES[page - 1], bare, page) == page + before


@settings(max_examples=25)
@given(st.text(max_size=60), st.integers(1, 9))
def test_a_page_that_is_nowhere_has_no_place(text: str, near: int) -> None:
    assert rules.page_now(text, {near: "", near + 1: "chữkhác"}, near) in (None, near + 1)
    assert rules.page_now(text, {}, near) is None
    assert rules.pages_with(text, {}, near) is None
