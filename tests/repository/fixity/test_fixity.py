"""The audit of stored files: what is flipped, cut or missing is found, told and healed."""

import json
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from repository.catalogue.models import Work, WorkFile
from repository.fixity import rules, service
from repository.fixity.jobs import CHECK
from repository.fixity.models import Fixity, FixityRun
from repository.ingest import service as ingest
from repository.ingest.models import Upload
from school.notices.models import Notice
from suite import clock, contracts, files, jobs
from suite.db import db
from suite.files import FileRow
from tests.kit import make, make_library
from tests.kit.queries import counted

SignIn = Callable[[object], FlaskClient]
TEXTS = ("Một bài", "Hai bài", "Ba bài", "Bốn bài")


def flip(work: Work) -> None:
    path = files.store().path(work.files[0].sha256)
    content = bytearray(path.read_bytes())
    content[3] ^= 1
    path.write_bytes(content)


def broken(here: make_library.Town) -> list[Work]:
    """Four works, of which one is flipped, one cut, one missing."""
    works = [make_library.book(here, text) for text in TEXTS]
    flip(works[0])
    path = files.store().path(works[1].files[0].sha256)
    path.write_bytes(path.read_bytes()[:-5])
    files.store().path(works[2].files[0].sha256).unlink()
    return works


def audit() -> FixityRun:
    return service.audit(lambda done, total: None, rate=0)


def outcomes() -> dict[str, str]:
    return {row.content: row.outcome for row in db.session.scalars(select(Fixity))}


@given(st.binary(max_size=40), st.binary(max_size=40))
def test_only_the_very_content_is_whole(stored: bytes, found: bytes) -> None:
    said = rules.outcome(str(stored), len(stored), (str(found), len(found)))
    assert (said == rules.WHOLE) == (stored == found)
    assert (said == rules.TRUNCATED) == (len(found) < len(stored))


@given(st.integers(0, 10**9), st.floats(0, 100), st.integers(0, 10**9))
def test_rests_keep_the_rate(read: int, seconds: float, rate: int) -> None:
    rest = rules.rest(read, seconds, rate)
    assert rest >= 0
    assert rate == 0 or read <= rate * (seconds + rest) + 1


def test_what_is_broken_is_found_told_and_does_not_count(dbapp: Flask) -> None:
    here = make_library.town()
    boss = make.person("Quản Trị", "administrator", here.school.parent)
    works = broken(here)
    run = audit()
    found = outcomes()
    assert [found[work.files[0].sha256] for work in works] == [
        rules.FLIPPED, rules.TRUNCATED, rules.MISSING, rules.WHOLE,
    ]  # fmt: skip
    assert (run.checked, run.broken) == (4, 3) and run.finished_at is not None
    health = select(WorkFile.health).order_by(WorkFile.id)
    assert list(db.session.scalars(health)) == ["dead", "dead", "dead", "alive"]
    told = select(Notice.person_id).where(Notice.kind == "files_broken")
    assert set(db.session.scalars(told)) == {here.librarian.id, boss.id}
    with clock.frozen(clock.now() + timedelta(days=8)):
        again = audit()
    assert again.broken == 3
    assert len(list(db.session.scalars(told))) == 2
    jobs.drain(["events"])
    from indicators.ledger.models import MaterialFact

    facts = list(db.session.scalars(select(MaterialFact).order_by(MaterialFact.id)))
    last = {fact.ref: fact.usable_from for fact in facts}
    assert [last[f"work:{work.uid}"] is None for work in works] == [True, True, True, False]


def test_the_reading_goes_on_where_it_stopped_and_waits_for_exams(app: Flask) -> None:
    here = make_library.town()
    broken(here)

    class Exam:
        open = False

        def until(self):  # type: ignore[no-untyped-def]
            return clock.now() + timedelta(hours=1) if self.open else None

    before, exam = contracts.ask(contracts.QuietHours), Exam()
    contracts.provide(contracts.QuietHours, exam)
    try:
        seen = []

        def progress(done: int, total: int) -> None:
            seen.append(done)
            if done == 2:
                raise jobs.Postponed

        with pytest.raises(jobs.Postponed):
            service.audit(progress, rate=0)
        stopped = service.unfinished()
        assert stopped is not None and stopped.checked == 2 and len(outcomes()) == 2
        jobs.plan()
        exam.open = True
        app.extensions.pop(jobs.QUIET, None)
        jobs.drain(["library"])
        state = select(jobs.Job.state).where(jobs.Job.name == CHECK)
        assert db.session.scalars(state).all() == ["waiting"]
        answer = app.test_cli_runner().invoke(args=["library", "fixity"])
        assert answer.exit_code == 3
        exam.open = False
        app.extensions.pop(jobs.QUIET, None)
        jobs.drain(["library"])
        assert db.session.scalars(state).all() == ["done"]
        assert db.session.scalar(select(func.count(FixityRun.id))) == 1
        assert len(outcomes()) == 4 and service.unfinished() is None
    finally:
        contracts.provide(contracts.QuietHours, before)  # type: ignore[arg-type]


def test_the_right_content_heals(dbapp: Flask) -> None:
    here = make_library.town()
    work = make_library.book(here, "Một bài")
    content = files.store().path(work.files[0].sha256).read_bytes()
    flip(work)
    audit()
    assert work.files[0].health == "dead"

    def give(content: bytes) -> Upload:
        return ingest.receive(
            "lại.txt", BytesIO(content), unit_id=here.school.id,
            person_id=here.teacher.id, queue=False,
        )  # fmt: skip

    assert give("Một bài khác".encode()).code is None
    assert work.files[0].health == "dead"
    upload = give(content)
    assert (upload.code, upload.work_id) == ("mended", work.id)
    assert files.store().path(work.files[0].sha256).read_bytes() == content
    assert work.files[0].health == "alive" and set(outcomes().values()) == {rules.WHOLE}
    assert give(content).code == "duplicate"


def test_what_is_being_swept_is_let_lie(app: Flask) -> None:
    here = make_library.town()
    work = make_library.book(here)
    stored = files.store().put(BytesIO(b"alt"), 10)
    files.remember(stored, "text/plain")
    db.session.commit()
    audit()
    assert set(outcomes()) == {work.files[0].sha256, stored.sha256}
    files.store().set_aside(stored.sha256)
    audit()
    assert (files.store().folder / ".aside" / stored.sha256).exists()
    db.session.delete(db.session.get_one(FileRow, stored.sha256))
    files.store().delete_aside(stored.sha256)
    db.session.commit()
    assert audit().broken == 0
    assert set(outcomes()) == {work.files[0].sha256}


def test_the_page_names_what_one_looks_after(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    works = broken(here)
    audit()
    with counted() as seen:
        page = signed_in(here.librarian).get("/library/fixity").text
    assert len(seen) <= 12, seen
    for work in works[:3]:
        assert work.title in page
    assert works[3].title not in page and "Bị mất" in page and "Bị cụt" in page
    far = signed_in(here.strange_librarian).get("/library/fixity").text
    assert not any(work.title in far for work in works)
    assert signed_in(here.teacher).get("/library/fixity").status_code == 403
    librarian = signed_in(here.librarian)
    first = librarian.post("/library/fixity")
    assert "/jobs/" in first.location
    assert librarian.post("/library/fixity").location.endswith("/library/fixity")


def test_the_command_says_which(app: Flask) -> None:
    here = make_library.town()
    works = broken(here)
    answer = app.test_cli_runner().invoke(args=["library", "fixity", "--json"])
    assert answer.exit_code == 1
    said = {tuple(one["titles"]): one["outcome"] for one in json.loads(answer.stdout)["broken"]}
    assert said == {
        (works[0].title,): "flipped",
        (works[1].title,): "truncated",
        (works[2].title,): "missing",
    }
