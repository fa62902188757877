"""Bookmarks and notes: of their person alone, or of a class that their teacher shares them with."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from repository import erasing
from repository.catalogue import service
from repository.catalogue.models import Work
from repository.reading import notes, pages, rules
from repository.reading.models import Note, NoteClass
from repository.search.engine import Fragment
from school.api import PersonErased, TeachingAssignment
from suite import clock
from suite.db import db
from tests.kit import make, make_library
from tests.kit.make_library import book
from tests.kit.queries import counted

SignIn = Callable[[object], FlaskClient]


def write(client: FlaskClient, work: Work, page: int = 1, **said: object) -> int:
    url = f"/library/read/{work.files[0].id}/notes/new?page={page}"
    return client.post(url, data=said).status_code


def page_of(client: FlaskClient, work: Work, page: int = 1) -> str:
    return client.get(f"/library/read/{work.files[0].id}/text?page={page}").text


def last() -> Note:
    return db.session.scalars(select(Note).order_by(Note.id.desc()).limit(1)).one()


def test_a_note_is_highlighted_changed_thrown_away_and_back(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    work = book(here)
    pupil = signed_in(here.student)
    said = {"quote": "trang  2 lời\nkể", "text": "Xem <b>lại</b>"}
    assert write(pupil, work, 2, **said) == 303
    shown = page_of(pupil, work, 2)
    assert f'<a class="highlight" href="#note-{last().uid}">trang 2 lời kể</a>' in shown
    assert "Xem &lt;b&gt;lại&lt;/b&gt;" in shown
    assert "highlight" not in page_of(pupil, work, 1)
    assert "Xem &lt;b&gt;" in pupil.get(f"/library/works/{work.uid}").text
    url = f"/library/notes/{last().uid}"
    assert "trang 2 lời kể</textarea>" in pupil.get(url).text
    assert pupil.post(url, data={"quote": "không có ở trang", "text": "Khác"}).status_code == 303
    shown = page_of(pupil, work, 2)
    assert "highlight" not in shown
    assert "không có ở trang" in shown
    gone = pupil.post(f"{url}/remove", follow_redirects=True).text
    assert "không có ở trang" not in gone
    assert pupil.get(url).status_code == 404
    note = gone.partition('name="note" value="')[2].partition('"')[0]
    assert "không có ở trang" in pupil.post("/undo", data={"note": note, "next": url}).text + (
        page_of(pupil, work, 2)
    )


def test_what_is_typed_wrongly_is_said_and_kept(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    work = book(here, pages=1)
    pupil = signed_in(here.student)
    url = f"/library/read/{work.files[0].id}/notes/new?page=1"
    for said in (
        {},
        {"text": "x" * 4_001},
        {"quote": "q" * 1_001, "text": "Giữ lại"},
        {"text": "Giữ lại", "classes": str(here.school_class.id)},
        {"text": "Giữ lại", "classes": "x"},
    ):
        answer = pupil.post(url, data=said)
        assert answer.status_code == 422, said
        assert said.get("text", "")[:20] in answer.text
    assert pupil.post(url, data={"text": "x"}, csrf=False).status_code == 400
    assert db.session.scalar(select(func.count(Note.id))) == 0
    notes.MOST_NOTES, kept = 1, notes.MOST_NOTES
    try:
        assert write(pupil, work, near="9" * 40, text="a") == 303
        assert write(pupil, work, text="b") == 422
    finally:
        notes.MOST_NOTES = kept


def test_a_note_begun_in_the_viewer_leads_back_there(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    work = book(here)
    pupil = signed_in(here.student)
    read = f"/library/read/{work.files[0].id}"
    viewer = f"{read}?page=2&whole=1"
    form = f"{read}/notes/new?page=2&viewer=1"
    assert viewer.replace("&", "&amp;") in pupil.get(form).text
    kept = pupil.post(form, data={"text": "Xem lại"})
    assert (kept.status_code, kept.location) == (303, viewer)


def test_a_bookmark_is_put_and_taken(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    work = book(here)
    pupil = signed_in(here.student)
    url = f"/library/read/{work.files[0].id}/bookmark"
    for held in (True, False, True):
        told = pupil.post(url, data={"page": "3"}, headers={"Accept": "application/json"})
        assert told.get_json() == {"held": held}
        assert ('aria-pressed="true"' in page_of(pupil, work, 3)) is held
    listed = pupil.get(f"/library/read/{work.files[0].id}/notes").get_json()["notes"]
    assert [(one["page"], one["bookmark"]) for one in listed] == [(3, True)]
    assert pupil.get(f"/library/notes/{last().uid}").status_code == 404


def test_nobody_else_sees_a_note(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    work = book(here)
    mate = make.student(here.school_class, "Bạn Cùng Lớp")
    pupil = signed_in(here.student)
    write(pupil, work, text="Điều riêng tư", quote="trang 1")
    uid = last().uid
    for person in (here.teacher, here.librarian, here.principal, mate, here.stranger):
        other = signed_in(person)
        for address in (
            f"/library/works/{work.uid}",
            f"/library/read/{work.files[0].id}/text?page=1",
            f"/library/read/{work.files[0].id}/notes",
        ):
            shown = other.get(address).text
            assert "riêng tư" not in shown
            assert "highlight" not in shown
        assert other.get(f"/library/notes/{uid}").status_code == 404
        assert other.post(f"/library/notes/{uid}", data={"text": "x"}).status_code == 404
        assert other.post(f"/library/notes/{uid}/remove").status_code == 404
    assert app.test_client().get(f"/library/notes/{uid}").status_code == 302


def test_a_teacher_shares_with_the_own_class(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    work = book(here)
    other_class = make.school_class(here.school, name="9B")
    outside = make.student(other_class, "Học Lớp Khác")
    teacher, pupil = signed_in(here.teacher), signed_in(here.student)
    assert write(teacher, work, text="Cả lớp", classes=str(other_class.id)) == 422
    assert write(teacher, work, text="Cả lớp", classes=str(here.school_class.id)) == 303
    assert "Cả lớp" in page_of(pupil, work)
    assert here.teacher.full_name in page_of(pupil, work)
    assert pupil.post(f"/library/notes/{last().uid}/remove").status_code == 404
    for person in (outside, here.librarian, here.stranger):
        assert "Cả lớp" not in page_of(signed_in(person), work)
    teaching = db.session.scalars(
        select(TeachingAssignment).where(TeachingAssignment.person_id == here.teacher.id)
    ).one()
    teaching.ends_on = clock.today()
    db.session.commit()
    assert "Cả lớp" not in page_of(pupil, work)
    assert "Cả lớp" in page_of(teacher, work)


def test_no_note_of_what_may_not_be_seen(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    pupil = signed_in(here.student)
    withdrawn, waits = book(here, "Rút", 1), book(here, "Hoãn", 1)
    for work in (withdrawn, waits):
        write(pupil, work, text="Điều riêng tư")
        work.note = last().uid  # type: ignore[attr-defined]
    service.withdraw(withdrawn, here.librarian.id, "Nhầm tệp")
    waits.embargo_until = clock.now() + timedelta(days=1)
    db.session.commit()
    for work in (withdrawn, waits):
        uid = work.note  # type: ignore[attr-defined]
        assert write(pupil, work, text="Thêm") == 404
        for address in (
            f"/library/notes/{uid}",
            f"/library/read/{work.files[0].id}/notes",
            f"/library/read/{work.files[0].id}/notes/new",
        ):
            assert pupil.get(address).status_code == 404
        assert pupil.post(f"/library/notes/{uid}/remove").status_code == 404
        assert pupil.post(f"/library/read/{work.files[0].id}/bookmark").status_code == 404
        assert "riêng tư" not in pupil.get(f"/library/works/{work.uid}").text


def test_many_notes_cost_no_more_statements(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    work = book(here)
    for number in range(12):
        share = (here.school_class.id,) if number % 2 else ()
        said = notes.Said("trang 1", f"Ý {number}", 0, share)
        notes.add(work.files[0], 1, here.teacher.id, said)
    for person, most in ((here.teacher, 12), (here.student, 6)):
        client = signed_in(person)
        for address in (
            f"/library/works/{work.uid}",
            f"/library/read/{work.files[0].id}/text?page=1",
        ):
            client.get(address)
            db.session.commit()
            with counted() as seen:
                assert client.get(address).text.count("Ý ") == most
            assert len(seen) <= 12, (address, len(seen))


def test_notes_on_both_databases(dbapp: Flask) -> None:
    here = make_library.town()
    file = book(here).files[0]
    for person in (here.teacher, here.student, here.teacher):
        notes.add(file, 1, person.id, notes.Said("lời kể", "x", 40, (here.school_class.id,)))
    note = last()
    assert (note.starts, note.ends) == (43, 49)
    notes.change(note, notes.Said("lời kể", "y", 0, ()))
    assert (note.starts, note.classes) == (43, [])
    assert notes.turn_bookmark(file, 2, here.teacher.id)
    notes.remove(note)
    with clock.frozen(clock.now() + timedelta(days=2)):
        assert notes.sweep(None) == {"deleted": 1}  # type: ignore[arg-type]
    erasing.forget(PersonErased(here.teacher.id))
    assert list(db.session.scalars(select(Note.person_id))) == [here.student.id]
    assert db.session.scalar(select(func.count()).select_from(NoteClass)) == 1


@pytest.mark.parametrize(
    ("quote", "near", "where"),
    [
        ("b c", 0, (1, 5)),
        ("BC", 0, None),
        ("a", 0, (0, 1)),
        ("a", 9, (8, 9)),
        ("", 0, None),
        (" \n", 0, None),
        ("a b c d", 0, None),
    ],
)
def test_a_quote_is_found_whatever_the_spaces(
    quote: str, near: int, where: tuple[int, int] | None
) -> None:
    assert rules.placed("ab \nc   a", quote, near) == where


@given(st.text("ab \nđ", max_size=60), st.text("ab đ", max_size=6), st.integers(-5, 80))
def test_what_is_found_is_the_quote(text: str, quote: str, near: int) -> None:
    found = rules.placed(text, quote, near)
    squeezed = "".join(quote.split())
    assert (found is None) == (not squeezed or squeezed not in "".join(text.split()))
    if found:
        assert "".join(text[slice(*found)].split()) == squeezed


@given(
    st.lists(st.builds(Fragment, st.text("xy", min_size=1, max_size=5), st.booleans()), max_size=5),
    st.lists(st.tuples(st.integers(0, 25), st.integers(0, 25)), max_size=4),
)
def test_highlights_cut_and_lose_nothing(
    fragments: list[Fragment], places: list[tuple[int, int]]
) -> None:
    held = [pages.Highlight(min(p), max(p), str(n)) for n, p in enumerate(places)]
    pieces = pages.highlit(fragments, held)
    assert "".join(p.text for p in pieces) == "".join(f.text for f in fragments)
    at = 0
    for piece in pieces:
        inside = [h for h in held if h.start <= at and at + len(piece.text) <= h.end]
        assert bool(piece.note) == bool(inside)
        at += len(piece.text)
