"""When readers find and no longer find: the same of both engines."""

import signal
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from repository.catalogue import service
from repository.catalogue.models import Work
from repository.search import index_job
from repository.search import service as search
from repository.search.opening import open_engine
from suite import clock, jobs
from suite.db import db
from suite.worker import IDLE, work
from tests.kit import make_library

SignIn = Callable[[object], FlaskClient]


@pytest.fixture(params=["tantivy", "whoosh"], autouse=True)
def engine(request: pytest.FixtureRequest, app: Flask, tmp_path: Path) -> Iterator[None]:
    folder = tmp_path / "index"
    made = open_engine(request.param, folder)
    app.extensions.update({search.FOLDER: folder, search._OPEN: (folder, made)})
    yield
    made.close()


def test_an_embargo_ends_and_rights_hold_at_once(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    ends = clock.now() + timedelta(days=2)
    work = make_library.published(here, "Chuối\n\nquả chuối tiêu", embargo_until=ends)
    pupil = signed_in(here.student)
    asked = ("/library/?q=chuoi", "/library/complete?q=chuoi")
    assert not any(work.uid in pupil.get(url).text for url in asked)
    with clock.frozen(ends - timedelta(days=1)):
        make_library.published(here, "Cam\n\nquả cam")
    with clock.frozen(ends):
        jobs.drain(["index"])
        newest = pupil.get("/library/").text
        assert newest.index("Chuối") < newest.index("Cam")
        assert all(work.uid in pupil.get(url).text for url in asked)
        said = service.Description(title="Chuối", kind="text", licence="own", audience="staff")
        service.edit(work, said, here.librarian.id)
        # The index has not learned it.
        assert not any("huối" in pupil.get(url).text.partition("</form>")[2] for url in asked)
        assert "Có phải" not in pupil.get("/library/?q=chuooi").text


def test_what_changes_during_a_rebuild_is_in_it(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, real = make_library.town(), index_job._all_docs
    gone = make_library.published(here, "Cũ\n\nquả cam", audience="public")

    def slowly(entries: Any) -> Any:
        yield from real(entries)
        make_library.published(here, "Mới\n\nquả chuối tiêu", audience="public")
        assert "tiêu" in app.test_client().get("/library/?q=chuoi").text
        service.withdraw(gone, here.librarian.id, "hỏng")

    monkeypatch.setattr(index_job, "_all_docs", slowly)
    assert index_job.rebuild() == 2
    assert "tiêu" in app.test_client().get("/library/?q=chuoi").text
    assert all(row.index_wanted == row.index_done for row in db.session.scalars(select(Work)))


def test_a_count_that_fell_back_does_not_wait_for_ever(app: Flask) -> None:
    found = make_library.published(make_library.town(), "Cũ\n\nquả cam", audience="public")
    found.index_wanted, found.index_done = 6, 7
    db.session.commit()
    index_job._mark(index_job._entries(index_job._pending()))
    assert db.session.scalars(index_job._pending()).all() == []


def test_a_publication_is_found_within_two_seconds(app: Flask) -> None:
    here = make_library.town()
    make_library.published(here, "Cũ\n\nmột", audience="public")
    draft = make_library.draft(here, "Mới\n\nquả chuối tiêu", audience="public")
    service.submit(draft, here.teacher.id)
    service.publish(draft, here.librarian.id)
    held = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    begun = time.monotonic()
    try:
        work(app, ["index"], once=True)
    finally:
        for number, handler in held.items():
            signal.signal(number, handler)
    assert "tiêu" in app.test_client().get("/library/?q=chuoi").text
    # At worst the worker has just looked.
    assert IDLE + time.monotonic() - begun < 2
