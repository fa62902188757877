"""Preview links: what they open, for how long, and what they never open."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from repository import erasing
from repository.catalogue import service
from repository.catalogue.rules import Refused
from repository.flow import previews
from repository.reading.models import Reading
from school.people.events import PersonErased
from suite import clock
from suite.audit import AuditEntry
from suite.db import db
from suite.jobs import Job
from tests.repository.flow import kit

SignIn = Callable[[object], FlaskClient]


def address(app: Flask, preview: previews.Preview) -> str:
    return f"/library/preview/{previews.token(preview)}"


def test_it_opens_one_draft_to_anybody(app: Flask, client: FlaskClient) -> None:
    here = kit.house()
    work, other = kit.draft(here, audience="staff"), kit.draft(here, "Khác")
    url = address(app, previews.make(work, here.town.teacher.id, "Cô Lan  đọc", 14))
    file = work.files[0].id
    for path, words in (
        ("", "Cô Lan đọc"), (f"/files/{file}/read", kit.SECRET), (f"/files/{file}", kit.SECRET),
        (f"/files/{file}/download", kit.SECRET), (f"/files/{file}/read?page=99999", kit.SECRET),
    ):  # fmt: skip
        answer = client.get(url + path)
        assert answer.status_code == 200, path
        assert words in answer.text
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert answer.headers["Cache-Control"] == "private, no-store"
    attached = client.get(f"{url}/files/{file}").headers
    assert attached["Content-Disposition"].startswith("attachment")
    for path in (f"/files/{other.files[0].id}", f"/files/{other.files[0].id}/read",
                 f"/files/{file}/pages/1", "/cover", "/files/99999999999/download"):  # fmt: skip
        assert client.get(url + path).status_code == 404, path
    assert client.get(f"/library/works/{work.uid}").status_code == 404
    assert kit.SECRET not in client.get("/library/?q=chuoi").text
    assert db.session.scalar(select(func.count(Reading.id))) == 0
    names = set(db.session.scalars(select(Job.name)))
    assert not any("usage" in name for name in names), names


def test_forged_and_strange_addresses(app: Flask, client: FlaskClient) -> None:
    here = kit.house()
    preview = previews.make(kit.draft(here), here.town.teacher.id, "Xem", 3)
    good = previews.token(preview)
    for text in (good[:-1], good + "x", preview.uid, "'", "%00", "a" * 5000, good.upper()):
        assert client.get(f"/library/preview/{text}").status_code in (404, 414), text


def test_it_ends(app: Flask) -> None:
    here = kit.house()
    work, teacher = kit.draft(here), here.town.teacher
    preview = previews.make(work, teacher.id, "Xem", 14)
    token = previews.token(preview)

    def state() -> str:
        db.session.expire_all()
        found = previews.seen(token)
        assert found is not None
        return found.state

    assert state() == "opens"
    with clock.frozen(preview.until - timedelta(seconds=1)):
        assert state() == "opens"
    with clock.frozen(preview.until):
        assert state() == "ended"
    service.submit(work, teacher.id)
    assert state() == "opens"
    teacher.left_on = clock.today()
    db.session.commit()
    assert state() == "ended"
    teacher.left_on = None
    service.publish(work, here.town.librarian.id)
    assert state() == "published"
    service.withdraw(work, here.town.librarian.id, "Nhầm")
    assert state() == "withdrawn"
    previews.revoke(preview, teacher.id)
    assert state() == "ended"
    told = db.session.scalars(
        select(AuditEntry.action).where(AuditEntry.action.contains("preview"))
    )
    assert sorted(told) == ["work.preview_made", "work.preview_revoked"]


def test_what_a_link_needs(app: Flask) -> None:
    here = kit.house()
    work = kit.draft(here)
    for purpose, days, code in (("  ", 14, "no_purpose"), ("Xem", 999, "preview_days")):
        with pytest.raises(Refused, match=code):
            previews.make(work, here.town.teacher.id, purpose, days)
        db.session.rollback()
    for number in range(10):
        previews.make(work, here.town.teacher.id, f"Xem {number}", 3)
    with pytest.raises(Refused, match="too_many_previews"):
        previews.make(work, here.town.teacher.id, "Xem", 3)
    db.session.rollback()
    service.submit(work, here.town.teacher.id)
    service.publish(work, here.town.librarian.id)
    with pytest.raises(Refused, match="not_draft"):
        previews.make(work, here.town.teacher.id, "Xem", 3)
    db.session.rollback()


def test_the_pages_and_whose_they_are(app: Flask, client: FlaskClient, signed_in: SignIn) -> None:
    here = kit.house("library", "group")
    work = kit.draft(here, audience="staff")
    url = f"/library/works/{work.uid}/previews"
    teacher = signed_in(here.town.teacher)
    assert teacher.post(url, data={"purpose": "", "days": "14"}).status_code == 422
    assert teacher.post(url, data={"purpose": "Xem", "days": "400"}).status_code == 422
    assert teacher.post(url, data={"purpose": "Hội đồng <b>", "days": "14"}).status_code == 303
    page = teacher.get(url).text
    assert "Hội đồng &lt;b&gt;" in page
    assert "/library/preview/" in page
    preview = previews.of_work(work.id)[0]
    for person, status in (
        (here.town.librarian, 200), (here.head, 404), (here.town.student, 404),
        (here.town.strange_librarian, 404), (here.officer, 404),
    ):  # fmt: skip
        assert signed_in(person).get(url).status_code == status, person.full_name
    service.submit(work, here.town.teacher.id)
    service.approve(work, here.town.librarian.id)
    assert signed_in(here.head).get(url).status_code == 200
    gone = address(app, preview)
    stranger = kit.draft(here, "Khác")
    foreign = f"/library/works/{stranger.uid}/previews/{preview.id}/revoke"
    assert teacher.post(foreign).status_code == 404
    assert client.get(gone).status_code == 200
    service.publish(work, here.head.id)
    closed = client.get(gone)
    assert closed.status_code == 410
    assert work.title not in closed.text
    assert client.get(f"{gone}/files/{work.files[0].id}").status_code == 404
    assert teacher.get(gone).location == f"/library/works/{work.uid}"
    assert teacher.get(url).status_code == 403


def test_revoked_from_the_page(app: Flask, client: FlaskClient, signed_in: SignIn) -> None:
    here = kit.house()
    work = kit.draft(here)
    preview = previews.make(work, here.town.teacher.id, "Xem", 14)
    url = address(app, preview)
    revoke = f"/library/works/{work.uid}/previews/{preview.id}/revoke"
    assert signed_in(here.town.librarian).post(revoke).status_code == 303
    assert client.get(url).status_code == 410
    assert client.get(f"{url}/files/{work.files[0].id}/download").status_code == 404
    assert client.post(revoke).status_code == 302


def test_an_erased_maker_leaves_no_link(app: Flask) -> None:
    here = kit.house()
    preview = previews.make(kit.draft(here), here.town.teacher.id, "Cô Lan", 14)
    erasing.forget(PersonErased(here.town.teacher.id))
    db.session.commit()
    db.session.expire_all()
    found = previews.seen(previews.token(preview))
    assert found is not None
    assert (found.state, preview.purpose) == ("ended", "")


def test_a_hasty_hand_is_stopped(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from repository.flow import preview_views
    from suite.pace import Pace

    monkeypatch.setattr(preview_views, "PACE", Pace(100, 60))
    monkeypatch.setattr(preview_views, "WRONG", Pace(2, 60))
    statuses = [client.get(f"/library/preview/{n}").status_code for n in range(3)]
    assert statuses == [404, 404, 429]
