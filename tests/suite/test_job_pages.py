"""Long work has a page for its owner alone: how far it is, how it ended, where its result is."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from suite import jobs
from suite.db import db
from tests.kit import make
from tests.kit.queries import counted

SignedIn = Callable[[Any], FlaskClient]


@jobs.job(
    "test.titled",
    title=lambda job: f"Nhập {job.payload['upto']} dòng",
    says=lambda job: f"Đã nhập {(job.result or {})['counted']} dòng.",
    result_url=lambda job: f"/calendar?from={job.id}",
)
def count_well(ctx: jobs.Context, upto: int) -> dict[str, int]:
    for number in range(upto):
        ctx.progress(number, upto)
    return {"counted": upto}


@jobs.job("test.hopeless", title=lambda _job: "Nhập danh sách")
def give_up(_ctx: jobs.Context) -> None:
    raise jobs.Failed("Tệp không có dòng nào.")


@jobs.job("test.bare")
def say_nothing(_ctx: jobs.Context) -> None:
    return None


@jobs.job("test.crash", title=lambda _job: "Việc hỏng")
def crash(_ctx: jobs.Context) -> None:
    raise RuntimeError("secret path /srv/x")


def mine(name: str, owner: Any, **payload: Any) -> int:
    row = jobs.enqueue(name, owner_id=owner.id, **payload)
    db.session.commit()
    return row.id


def test_from_waiting_to_the_result(signed_in: SignedIn) -> None:
    person = make.person()
    client, job_id = signed_in(person), mine("test.titled", person, upto=3)
    page = client.get(f"/jobs/{job_id}")
    assert "Nhập 3 dòng" in page.text and "hx-trigger" in page.text
    assert "<noscript><p><a href=" in page.text
    row = db.session.get_one(jobs.Job, job_id)
    row.state, row.done, row.total = "running", 1, 3
    db.session.commit()
    state = client.get(f"/jobs/{job_id}/state")
    assert 'value="33"' in state.text and "HX-Refresh" not in state.headers
    row.state = "waiting"
    db.session.commit()
    jobs.drain()
    assert client.get(f"/jobs/{job_id}/state").headers["HX-Refresh"] == "true"
    page = client.get(f"/jobs/{job_id}")
    assert "Đã nhập 3 dòng." in page.text and f"/calendar?from={job_id}" in page.text
    assert "hx-trigger" not in page.text
    assert f"/jobs/{job_id}" in client.get("/jobs").text


def test_a_job_is_its_owners_alone(signed_in: SignedIn) -> None:
    person, other = make.person(), make.person()
    for name, payload in (("test.titled", {"upto": 1}), ("test.bare", {})):
        job_id = mine(name, person, **payload)
        owner_sees = 200 if name == "test.titled" else 404
        assert signed_in(person).get(f"/jobs/{job_id}").status_code == owner_sees
        for way in (f"/jobs/{job_id}", f"/jobs/{job_id}/state"):
            assert signed_in(other).get(way).status_code == 404
        assert signed_in(other).post(f"/jobs/{job_id}/cancel").status_code == 404
        assert db.session.get_one(jobs.Job, job_id).state == "waiting"
    assert "Nhập 1 dòng" not in signed_in(other).get("/jobs").text


def test_a_waiting_job_is_stopped_at_once(signed_in: SignedIn) -> None:
    person = make.person()
    client, job_id = signed_in(person), mine("test.titled", person, upto=1)
    assert client.post(f"/jobs/{job_id}/cancel").status_code == 303
    assert jobs.drain() == 0
    assert db.session.get_one(jobs.Job, job_id).state == "cancelled"
    assert client.post(f"/jobs/{job_id}/cancel").status_code == 303, "and again"


def test_a_running_job_stops_at_its_next_step(dbapp: Flask) -> None:
    job_id = mine("test.titled", make.person(), upto=2)
    assert jobs.claim() == job_id
    jobs.cancel(job_id)
    assert jobs.run(job_id) == "cancelled"


def test_what_cannot_succeed_says_why_and_is_not_tried_again(signed_in: SignedIn) -> None:
    person = make.person()
    job_id = mine("test.hopeless", person)
    assert jobs.drain() == 1
    row = db.session.get_one(jobs.Job, job_id)
    assert (row.state, row.attempts) == ("failed", 1)
    assert "Tệp không có dòng nào." in signed_in(person).get(f"/jobs/{job_id}").text


def test_a_crash_is_told_without_its_insides(signed_in: SignedIn) -> None:
    person = make.person()
    job_id = mine("test.crash", person)
    row = db.session.get_one(jobs.Job, job_id)
    row.attempts = jobs.MOST_ATTEMPTS - 1
    db.session.commit()
    jobs.drain()
    page = signed_in(person).get(f"/jobs/{job_id}").text
    assert "secret path" not in page and str(job_id) in page


def test_the_list_costs_the_same_for_many(signed_in: SignedIn) -> None:
    person = make.person()
    for number in range(40):
        jobs.enqueue("test.titled", owner_id=person.id, upto=number)
    client = signed_in(person)
    client.get("/jobs")
    with counted() as seen:
        page = client.get("/jobs")
    assert "page=2" in page.text
    assert len(seen) <= 6, seen
