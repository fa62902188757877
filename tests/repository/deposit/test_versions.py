"""New versions of published works: read, reviewed, in the place of the old one, which stays."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from repository.catalogue import service as catalogue
from repository.catalogue.models import Work, WorkPage
from repository.catalogue.rules import Refused
from repository.deposit.versions import service
from repository.deposit.versions.models import Version, VersionPage
from repository.hooks import FormatError
from repository.search.engine import Query
from repository.search.service import everything
from school.people.models import Person
from suite import jobs
from suite.db import db
from tests.kit import make_library
from tests.kit.feeds import record_of

SignIn = Callable[[Any], FlaskClient]
OLD = "Bài cũ\n\nQuả chuối chín vàng."
NEW = "Bài mới\n\nQuả dứa thơm lừng."


def given(work: Work, text: str, by: Person, reason: str = "Sửa lỗi ở trang 1") -> Version:
    """A new version that waits for review."""
    content = BytesIO(text.encode())
    row = service.give(work.files[0], "bai-moi.txt", content, reason, by.id, queue=False)
    service.read(row)
    return row


def found(words: str) -> int:
    jobs.drain(["index"])
    return everything(Query(words, frozenset())).total_books


def test_the_new_one_takes_the_place_and_the_old_one_stays(dbapp: Flask) -> None:
    here = make_library.town()
    work = make_library.published(here, OLD)
    file = work.files[0]
    file_id, old_sha = file.id, file.sha256
    row = given(work, NEW, here.teacher)
    assert (row.state, row.number, row.pages) == ("waiting", None, 1)
    assert (found("chuối"), found("dứa")) == (1, 0)
    with pytest.raises(Refused, match="version_waits"):
        given(work, NEW + "!", here.teacher)
    with pytest.raises(Refused, match="own_work"):
        service.publish(row, here.teacher.id)
    db.session.rollback()
    service.publish(row, here.librarian.id)
    assert (found("chuối"), found("dứa")) == (0, 1)
    db.session.refresh(file)
    assert (file.id, file.name, file.sha256 == old_sha) == (file_id, "bai-moi.txt", False)
    first, second = db.session.scalars(select(Version).order_by(Version.number))
    assert [(one.number, one.state) for one in (first, second)] == [(1, "old"), (2, "current")]
    assert (first.sha256, first.since) == (old_sha, work.published_at)
    assert "chuối" in db.session.scalars(select(VersionPage.text)).one()
    assert "dứa" in db.session.scalars(select(WorkPage.text)).one()
    third = given(work, OLD + " Ba.", here.librarian)
    service.publish(third, here.principal.id)
    numbers = db.session.execute(select(Version.number, Version.state).order_by(Version.number))
    assert [tuple(one) for one in numbers] == [(1, "old"), (2, "old"), (3, "current")]


def test_what_is_not_taken(dbapp: Flask) -> None:
    here = make_library.town()
    work = make_library.published(here, OLD)
    with pytest.raises(Refused, match="no_reason"):
        given(work, NEW, here.teacher, " ")
    with pytest.raises(FormatError, match="duplicate"):
        given(work, OLD, here.teacher)
    row = given(work, NEW, here.teacher)
    service.give_back(row, here.librarian.id, "Còn thiếu trang 2")
    assert (row.state, row.note) == ("given_back", "Còn thiếu trang 2")
    with pytest.raises(Refused, match="wrong_state"):
        service.publish(row, here.librarian.id)
    db.session.rollback()
    again = given(work, NEW, here.teacher)
    catalogue.withdraw(work, here.librarian.id, "Sai nguồn")
    with pytest.raises(Refused, match="wrong_state"):
        service.publish(again, here.librarian.id)
    db.session.rollback()
    draft = make_library.draft(here, "Bản nháp\n\nChưa đăng.", "nhap.txt")
    with pytest.raises(Refused, match="wrong_state"):
        given(draft, NEW + "?", here.teacher)


def test_pages_from_giving_to_citing(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    work = make_library.published(here, OLD)
    file_id, title = work.files[0].id, work.title
    teacher, librarian = signed_in(here.teacher), signed_in(here.librarian)
    pupil = signed_in(here.student)
    form = f"/library/files/{file_id}/version"
    assert form in teacher.get(f"/library/works/{work.uid}").text
    assert form not in pupil.get(f"/library/works/{work.uid}").text
    assert pupil.get(form).status_code == 403
    kept = teacher.post(form, data={"reason": "Sửa công thức"})
    assert kept.status_code == 422
    assert "Sửa công thức" in kept.text
    data = {"reason": "Sửa công thức", "file": (BytesIO(NEW.encode()), "moi.txt")}
    answer = teacher.post(form, data=data, content_type="multipart/form-data")
    assert answer.status_code == 303
    jobs.drain(["library"])
    url = answer.location
    assert "dứa" in teacher.get(url).text
    assert "dứa" in librarian.get(url).text
    assert url in librarian.get("/library/review").text
    for reader in (pupil, signed_in(here.strange_librarian), app.test_client()):
        assert reader.get(url).status_code == 404
        assert reader.get(f"{url}/download").status_code == 404
    assert teacher.post(f"{url}/publish").status_code == 403
    assert librarian.post(f"{url}/publish").status_code == 303
    old = db.session.scalars(select(Version).where(Version.number == 1)).one()
    cited = f"/library/versions/{old.uid}"
    record_of(work.id)
    page = pupil.get(cited).text
    assert "chuối" in page
    assert title in page
    assert f"/library/works/{work.uid}" in page
    assert "Sửa công thức" in page
    assert f"Phiên bản 1). http://localhost{cited}" in page
    assert pupil.get(f"{cited}/download").data.decode() == OLD
    assert cited in pupil.get(f"/library/works/{work.uid}").text
    assert pupil.get(url).location == f"/library/works/{work.uid}"
    work.audience = "staff"
    db.session.commit()
    assert pupil.get(cited).status_code == 404
    assert pupil.get(f"{cited}/download").status_code == 404
    work.audience = "school"
    catalogue.withdraw(work, here.librarian.id, "Sai nguồn")
    db.session.commit()
    assert pupil.get(cited).status_code == 404
