"""Rights that change: what ends, is withdrawn or narrowed holds at once, before the index knows.

Every surface is asked as every role in tests/repository/test_leaks.py.
"""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from repository.catalogue import service
from repository.catalogue.models import Work
from repository.search.engine import Query
from repository.search.service import everything
from suite import clock, jobs
from suite.db import db
from tests.kit import make_library

SECRET = "Phương trình bí mật\n\nNghiệm bí mật là quả chuối."
SignIn = Callable[[object], FlaskClient]


def surfaces(work: Work) -> list[str]:
    file = work.files[0]
    return [
        f"/library/works/{work.uid}",
        f"/library/read/{file.id}/text?page=1",
        f"/library/read/{file.id}/find?q=chuoi",
        f"/library/files/{file.id}",
        f"/library/files/{file.id}/download",
    ]


def sees(client: FlaskClient, work: Work) -> bool:
    """Whether all surfaces show it; they must agree, and search must agree with them."""
    db.session.commit()
    statuses = {client.get(url).status_code for url in surfaces(work)}
    assert len(statuses) == 1, statuses
    found = client.get("/library/?q=qua+chuoi").text
    assert (work.uid in found) == (statuses == {200}) or work.state != "published"
    if work.uid not in found:
        assert "chuối" not in found
        assert "bí mật" not in found
        assert "filter-count" not in client.get("/library/").text
    return statuses == {200}


def test_an_embargo_ends_by_itself(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    ends = clock.now() + timedelta(days=2)
    work = make_library.published(here, SECRET, embargo_until=ends)
    pupil = signed_in(here.student)
    assert not sees(pupil, work)
    assert everything(Query("chuối", frozenset())).total_books == 0
    with clock.frozen(ends):
        jobs.drain(["index"])
        assert sees(pupil, work)


def test_a_withdrawn_work_is_gone_before_the_index_knows(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    work = make_library.published(here, SECRET)
    make_library.published(here, "Quả chuối ở Ba Đình\n\nMột bài khác về quả chuối.")
    service.withdraw(work, here.librarian.id, "Nhầm tệp")
    db.session.commit()
    assert everything(Query("chuối", frozenset())).total_books == 2
    pupil = signed_in(here.student)
    page = pupil.get("/library/?q=qua+chuoi").text
    assert "bí mật" not in page
    assert "1 học liệu" in page
    tomb = pupil.get(f"/library/works/{work.uid}")
    assert tomb.status_code == 410
    assert "Nhầm tệp" in tomb.text
    assert pupil.get(f"/library/files/{work.files[0].id}").status_code == 404
    assert signed_in(here.stranger).get(f"/library/works/{work.uid}").status_code == 404
    jobs.drain(["index"])
    assert everything(Query("chuối", frozenset())).total_books == 1


def test_a_narrowed_audience_holds_before_the_index_knows(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    work = make_library.published(here, SECRET)
    said = service.Description(title=work.title, kind="text", licence="own", audience="staff")
    service.edit(work, said, here.librarian.id)
    assert "bí mật" not in signed_in(here.student).get("/library/?q=chuoi").text
    jobs.drain(["index"])
    assert not sees(signed_in(here.student), work)
    assert sees(signed_in(here.teacher), work)


def test_who_may_decide(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    work = make_library.draft(here, SECRET)
    service.submit(work, here.teacher.id)
    url = f"/library/works/{work.uid}/publish"
    expected = ((here.teacher, 403), (here.student, 404), (here.strange_librarian, 404))
    for person, status in expected:
        assert signed_in(person).post(url).status_code == status
    assert signed_in(here.librarian).post(url).status_code == 303
    assert db.session.get_one(Work, work.id, populate_existing=True).state == "published"
