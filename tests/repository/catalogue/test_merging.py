"""Two works that are one: what leads where, what goes over, and the way back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from repository.catalogue import rules as works
from repository.catalogue import service as catalogue
from repository.catalogue.models import Alignment, Work, WorkFile
from repository.catalogue.rules import Refused
from repository.counting.models import CountDay
from repository.counting.reports import Wanted, by_work
from repository.deposit.versions.models import Version, VersionPage
from repository.merging import rules, service
from repository.merging.models import WorkMerge
from repository.merging.rules import One
from repository.reading import notes, places
from repository.reading.models import Note, Place
from repository.reading.notes import Said
from repository.records import service as records
from repository.records.models import Record
from repository.sharing import service as sharing
from repository.sharing.models import CollectionItem, Rating
from repository.shelf import Shelf
from school.curriculum.models import CurriculumNode
from school.curriculum.service import load_programme
from school.people.standing import who_is
from suite import clock, jobs
from suite.db import db
from tests.kit import make_library
from tests.kit.make_library import Town, book

SignIn = Callable[[Any], FlaskClient]


def two(here: Town, **said: Any) -> tuple[Work, Work]:
    """Two published books with records; of the second a pupil keeps something on page 3."""
    kept, gone = book(here, "Hình học"), book(here, "Hình học (quét)", pages=6, **said)
    for work in (kept, gone):
        records.refresh(work.id, changed=True)
    me = here.student.id
    notes.add(gone.files[0], 3, me, Said("trang 3 lời", "Nhớ"))
    places.keep(gone.files[0], me, 5)
    db.session.add(Rating(work_id=gone.id, person_id=me, stars=4, state="shown",
                          changed_at=clock.now()))  # fmt: skip
    held = sharing.make(here.school.id, here.teacher.id, sharing.Said("Đọc thêm"))
    db.session.add(
        CollectionItem(collection_id=held.id, work_id=gone.id, position=1, from_page=2, to_page=3)
    )
    for work, day in ((kept, 3), (gone, 2)):
        numbers = dict.fromkeys(
            ("total_investigations", "unique_investigations", "total_requests", "unique_requests"),
            day,
        )
        db.session.add(CountDay(day=clock.today(), work_id=work.id, unit_id=here.school.id,
                                class_id=0, links=0, **numbers))  # fmt: skip
    db.session.commit()
    return kept, gone


def read_of(here: Town) -> dict[str, int]:
    wanted = Wanted(here.school, clock.today(), clock.today(), who_is(here.librarian), 0, 0)
    return {row[0].title: row[1] for row in db.session.execute(by_work(wanted))}


def snapshot(work: Work) -> list[Any]:
    """All that leads to a work and its file."""
    db.session.expire_all()
    queries = [
        select(Note.page, Note.starts, Note.ends, Note.version_id, Note.work_id, Note.file_id),
        select(Place.file_id, Place.page),
        select(CollectionItem.work_id, CollectionItem.from_page, CollectionItem.to_page),
        select(Rating.work_id), select(Alignment.work_id), select(Record.work_id, Record.next_id),
        select(WorkFile.id, WorkFile.work_id, WorkFile.position).order_by(WorkFile.id),
        select(Version.id), select(VersionPage.page_no),
    ]  # fmt: skip
    rows = [[tuple(row) for row in db.session.execute(query)] for query in queries]
    return [*rows, work.state, work.reason]


@pytest.mark.parametrize("does", [rules.BESIDE, rules.VERSION])
def test_all_goes_over_and_comes_back(dbapp: Flask, does: str) -> None:
    here = make_library.town()
    kept, gone = two(here)
    load_programme()
    node = db.session.scalars(select(CurriculumNode.id).limit(1)).one()
    db.session.add(Alignment(work_id=gone.id, node_id=node, proposed_by=here.teacher.id,
                             proposed_at=clock.now()))  # fmt: skip
    db.session.commit()
    before, file = snapshot(gone), gone.files[0]
    assert read_of(here) == {"Hình học": 3, "Hình học (quét)": 2}
    target = f":{kept.files[0].id}" if does == rules.VERSION else ""
    merge = service.merge(kept.id, gone.id, {file.id: does + target}, here.librarian.id)
    assert (gone.state, kept.state) == (works.WITHDRAWN, works.PUBLISHED)
    note, place = db.session.scalars(select(Note)).one(), db.session.scalars(select(Place)).one()
    old, new = db.session.scalars(select(Record).order_by(Record.work_id))
    assert (note.work_id, old.next_id is None, new.next_id) == (kept.id, True, old.id)
    assert db.session.scalars(select(CollectionItem.work_id)).one() == kept.id
    assert db.session.scalars(select(Alignment.work_id)).one() == kept.id
    assert db.session.scalars(select(Rating.work_id)).one() == kept.id
    assert read_of(here) == {"Hình học": 5}
    if does == rules.BESIDE:
        assert (note.file_id, place.page, [one.position for one in kept.files]) == (
            file.id, 5, [0, 1],
        )  # fmt: skip
    else:
        assert (note.file_id, place.file_id) == (kept.files[0].id, kept.files[0].id)
        assert db.session.scalars(select(Version.state)).one() == "old"
        assert [one.id for one in gone.files] == [file.id]
    service.part(merge.id, here.librarian.id)
    assert snapshot(gone) == before
    assert read_of(here) == {"Hình học": 3, "Hình học (quét)": 2}
    with pytest.raises(Refused, match="undone"):
        service.part(merge.id, here.librarian.id)
    db.session.rollback()


def test_of_three_all_lead_to_the_last(dbapp: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    here = make_library.town()
    first, second, third = (book(here, title) for title in ("Một", "Hai", "Ba"))
    one = service.merge(second.id, first.id, {}, here.librarian.id)
    two_ = service.merge(third.id, second.id, {}, here.librarian.id)
    assert {row.kept_id for row in db.session.scalars(select(WorkMerge))} == {third.id}
    assert len(third.files) == 3
    service.part(two_.id, here.librarian.id)
    assert (one.kept_id, len(second.files), len(third.files)) == (second.id, 2, 1)
    later = clock.now() + timedelta(days=rules.UNDO_DAYS + 1)
    monkeypatch.setattr(service.clock, "now", lambda: later)
    with pytest.raises(Refused, match="too_late"):
        service.part(one.id, here.librarian.id)
    db.session.rollback()


def test_of_three_the_first_may_be_parted_first(dbapp: Flask) -> None:
    here = make_library.town()
    first, second, third = (book(here, title) for title in ("Một", "Hai", "Ba"))
    one = service.merge(second.id, first.id, {}, here.librarian.id)
    other = service.merge(third.id, second.id, {}, here.librarian.id)
    for merge in (one, other):
        service.part(merge.id, here.librarian.id)
    assert [len(work.files) for work in (first, second, third)] == [1, 1, 1]
    assert {work.state for work in (first, second, third)} == {works.PUBLISHED}


def test_what_may_not_come_among_readers(dbapp: Flask) -> None:
    here = make_library.town()
    kept = book(here, "Đề thi")
    answers = book(here, "Đáp án", audience="staff")
    file_id = answers.files[0].id
    with pytest.raises(Refused, match="audience_differs"):
        service.merge(kept.id, answers.id, {file_id: "beside"}, here.librarian.id)
    db.session.rollback()
    service.merge(kept.id, answers.id, {file_id: "left"}, here.librarian.id)
    assert len(kept.files) == 1
    draft = make_library.draft(here, title="Bản nháp")
    catalogue.submit(draft, here.teacher.id)
    with pytest.raises(Refused, match="unpublished_stays"):
        service.merge(draft.id, kept.id, {}, here.librarian.id)
    db.session.rollback()
    with pytest.raises(Refused, match="bad_choice"):
        service.merge(kept.id, draft.id, {draft.files[0].id: "beside"}, here.librarian.id)
    db.session.rollback()
    merge = service.merge(kept.id, draft.id, {}, here.librarian.id)
    assert (draft.state, len(kept.files)) == (works.WITHDRAWN, 1)
    service.part(merge.id, here.librarian.id)
    assert draft.state == works.SUBMITTED
    catalogue.publish(draft, here.librarian.id)


def test_pages_rights_and_where_readers_are_led(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    kept, gone = two(here)
    jobs.drain(["index"])
    file_id, code = gone.files[0].id, db.session.scalars(
        select(Record.code).where(Record.work_id == gone.id)).one()  # fmt: skip
    url, uid, old = f"/library/works/{kept.uid}/merge", kept.uid, gone.uid
    librarian, pupil = signed_in(here.librarian), signed_in(here.student)
    assert url in librarian.get(f"/library/works/{uid}").text
    assert old in librarian.get(f"{url}?q=hinh+hoc").text
    page = librarian.get(f"{url}/{old}").text
    assert f"version:{kept.files[0].id}" in page
    for reader, status in ((pupil, 403), (signed_in(here.strange_librarian), 404)):
        assert reader.post(f"{url}/{old}").status_code == status
    wrong = librarian.post(f"{url}/{old}", data={f"file-{file_id}": "version:999999"})
    assert wrong.status_code == 422
    done = librarian.post(f"{url}/{old}", data={f"file-{file_id}": "beside"})
    assert done.location == f"/library/works/{uid}"
    assert pupil.get(f"/library/works/{old}").location == f"/library/works/{uid}"
    assert pupil.get(f"/id/{code}").location == f"/library/works/{uid}"
    assert app.test_client().get(f"/library/works/{old}").status_code == 404
    with app.test_request_context():
        g.who, shelf = who_is(here.student), Shelf()
        card = shelf.card(f"work:{old}")
        assert (card.ref if card else "") == f"work:{uid}"
        assert shelf.link(f"work:{old}", 2) == f"/library/read/{file_id}?page=2"
    shown = librarian.get(f"/library/works/{uid}").text
    merge = db.session.scalars(select(WorkMerge.id)).one()
    undo = f"/library/works/merges/{merge}/undo"
    assert undo in shown
    assert undo not in pupil.get(f"/library/works/{uid}").text
    assert pupil.post(undo).status_code == 404
    assert librarian.post(undo).location == f"/library/works/{old}"
    assert pupil.get(f"/library/works/{old}").status_code == 200


def test_a_version_without_a_number_is_called_an_earlier_one(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    kept, gone = two(here)
    choice = {gone.files[0].id: f"version:{kept.files[0].id}"}
    service.merge(kept.id, gone.id, choice, here.librarian.id)
    pupil, uid = signed_in(here.student), db.session.scalars(select(Version.uid)).one()
    for url in (f"/library/works/{kept.uid}", f"/library/versions/{uid}"):
        page = pupil.get(url).text
        assert "Phiên bản cũ" in page
        assert "Phiên bản None" not in page and "Phiên bản mới" not in page


def test_a_file_that_was_there_already_leads_to_its_twin(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    kept, gone = book(here, "Vật lí", content=b"abc"), book(here, "Vật lý", content=b"abc")
    notes.add(gone.files[0], 2, here.student.id, Said(text="Của em"))
    file_id, twin = gone.files[0].id, kept.files[0].id
    service.merge(kept.id, gone.id, {}, here.librarian.id)
    pupil = signed_in(here.student)
    assert pupil.get(f"/library/read/{file_id}/text?page=2").location == (
        f"/library/read/{twin}/text?page=2"
    )
    ordered = pupil.get(f"/library/read/{file_id}/text?page=2&_scheme=ftp&_method=POST")
    assert ordered.location == f"/library/read/{twin}/text?page=2"
    assert "Của em" in pupil.get(f"/library/read/{twin}/text?page=2").text
    assert app.test_client().get(f"/library/read/{file_id}/text?page=2").status_code == 404


STATES = st.sampled_from([works.DRAFT, works.SUBMITTED, works.PUBLISHED, works.WITHDRAWN])
ONES = st.builds(
    One, id=st.integers(1, 2), unit_id=st.integers(1, 2), state=STATES,
    depositor_id=st.integers(1, 2), audience=st.sampled_from(["school", "staff"]),
    licence=st.just("own"),
)  # fmt: skip


@given(ONES, ONES)
def test_nothing_that_nobody_approved_comes_among_readers(kept: One, gone: One) -> None:
    try:
        rules.check(kept, gone)
    except Refused:
        return
    assert kept.id != gone.id
    assert kept.unit_id == gone.unit_id
    assert works.WITHDRAWN not in (kept.state, gone.state)
    if gone.state != works.PUBLISHED and kept.state == works.PUBLISHED:
        assert not rules.gives_content(kept, gone)
    if kept.state != works.PUBLISHED:
        assert gone.state != works.PUBLISHED
        assert kept.depositor_id == gone.depositor_id
