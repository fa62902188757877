"""Scans: read page by page, going on after a kill, stopped by hand, quiet while an exam sits."""

import importlib
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from repository.catalogue import service
from repository.catalogue.models import Work, WorkPage
from repository.formats.image.renderer import render as render_image
from repository.formats.pdf.reader import read
from repository.formats.pdf.renderer import render
from repository.hooks import FormatError, Limits
from repository.ingest import isolate, ocr
from repository.ingest import service as ingest
from suite import clock, jobs
from suite.db import db
from suite.jobs import Job
from tests.kit import hostile, make_library
from tests.kit.make_library import Town
from tests.kit.shared import shared

SignIn = Callable[[object], FlaskClient]


@dataclass
class Fake:
    """Says a sentence for each page; `breaks` raises at the page that it names."""

    breaks: dict[int, BaseException] = field(default_factory=dict)
    then: Callable[[], None] | None = None
    read_pages: int = 0

    def read(self, picture: bytes) -> str:
        with Image.open(BytesIO(picture)) as page:
            assert (page.format, page.mode) == ("PNG", "L")
        self.read_pages += 1
        if self.read_pages in self.breaks:
            raise self.breaks[self.read_pages]
        if self.then is not None:
            self.then()
        return f"Tam giác cân {self.read_pages}\f"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are drawn in this process, which is quicker."""

    def picture(path: Path, renderer: str, page_no: int, dpi: int, limits: Limits) -> bytes:
        drawn: bytes = importlib.import_module(renderer).render(path, page_no, dpi, limits)
        return drawn

    monkeypatch.setattr(isolate, "picture", picture)


def scan(pages: int = 3) -> bytes:
    sheets = [Image.new("L", (60, 80), 40 * n) for n in range(1, pages + 1)]
    out = BytesIO()
    sheets[0].save(out, "PDF", save_all=True, append_images=sheets[1:])
    return out.getvalue()


def given(app: Flask, engine: ocr.Engine | None, pages: int = 3) -> tuple[Town, Work]:
    app.extensions[ocr.ENGINE] = engine
    here = make_library.town()
    upload = ingest.receive(
        "quét.pdf",
        BytesIO(scan(pages)),
        unit_id=here.school.id,
        person_id=here.teacher.id,
        queue=False,
    )
    work = ingest.take(upload, make_library.OPEN)
    assert work is not None, upload.code
    return here, work


def the_job() -> Job:
    return db.session.scalars(select(Job).where(Job.name == ocr.JOB)).one()


def texts() -> list[tuple[str, str | None]]:
    query = select(WorkPage.text, WorkPage.read_by).order_by(WorkPage.page_no)
    return [(text, by) for text, by in db.session.execute(query)]


def test_a_kill_loses_no_page(dbapp: Flask, quick: None) -> None:
    engine = Fake({2: SystemExit(9)})
    _, work = given(dbapp, engine)
    assert work.files[0].warnings == ["no_text"]
    with pytest.raises(SystemExit):
        jobs.drain(["library"])
    db.session.rollback()
    assert texts() == [("Tam giác cân 1", "ocr"), ("", None), ("", None)]
    job = the_job()
    assert (job.state, job.done, job.total) == ("running", 1, 3)
    job.lease_until = clock.now() - timedelta(seconds=1)
    db.session.commit()
    before = work.changed_at
    jobs.drain(["library"])
    assert [text for text, _ in texts()] == ["Tam giác cân 1", "Tam giác cân 3", "Tam giác cân 4"]
    assert engine.read_pages == 4
    job = the_job()
    assert (job.state, job.done, job.result) == ("done", 3, {"pages": 3})
    assert work.files[0].warnings == ["ocr_text"]
    assert work.changed_at >= before
    assert ocr.offer(work.files[0]) == ""


def test_what_was_read_stays_when_it_is_stopped(dbapp: Flask, quick: None) -> None:
    engine = Fake()
    _, work = given(dbapp, engine)
    job_id = the_job().id
    engine.then = lambda: jobs.cancel(job_id)
    jobs.drain(["library"])
    assert the_job().state == "cancelled"
    assert [by for _, by in texts()] == ["ocr", None, None]
    assert ocr.offer(work.files[0]) == ocr.READY
    engine.then = None
    again = ocr.ask(work.files[0], None)
    assert ocr.ask(work.files[0], None) is again
    db.session.commit()
    jobs.drain(["library"])
    assert [by for _, by in texts()] == ["ocr"] * 3


def test_it_waits_while_an_exam_sits(
    dbapp: Flask, monkeypatch: pytest.MonkeyPatch, quick: None
) -> None:
    engine, sits = Fake(), [False]
    given(dbapp, engine)
    hour = clock.now() + timedelta(hours=1)
    monkeypatch.setattr(jobs, "quiet_until", lambda: hour if sits[0] else None)
    engine.then = lambda: sits.__setitem__(0, True)
    job_id = jobs.claim(["library"])
    assert job_id is not None
    assert jobs.run(job_id) == "waiting"
    assert (the_job().attempts, engine.read_pages) == (0, 1)
    assert jobs.claim(["library"]) is None
    engine.then, sits[0] = None, False
    jobs.drain(["library"])
    assert [by for _, by in texts()] == ["ocr"] * 3
    assert engine.read_pages == 3


def test_a_page_that_cannot_be_read_holds_nobody_up(app: Flask, quick: None) -> None:
    slow = subprocess.TimeoutExpired("tesseract", 1)
    _, work = given(app, Fake({1: slow, 2: OSError("no such program")}))
    jobs.drain(["library"])
    assert texts() == [("", "ocr"), ("", "ocr"), ("Tam giác cân 3", "ocr")]
    assert work.files[0].warnings == ["ocr_text"]


def test_read_text_is_found_at_its_page(app: Flask, signed_in: SignIn) -> None:
    here, work = given(app, Fake())
    service.submit(work, here.teacher.id)
    service.publish(work, here.librarian.id)
    jobs.drain()
    file = work.files[0]
    found = signed_in(here.student).get("/library/?q=tam+giac+can").text
    assert f"/library/read/{file.id}?page=2&amp;q=" in found
    strange = signed_in(here.stranger).get("/library/?q=tam+giac+can").text
    assert "Không tìm thấy" in strange
    page = signed_in(here.librarian).get(f"/library/works/{work.uid}").text
    assert "nhận dạng từ ảnh" in page


def test_the_page_says_whether_it_can(app: Flask, signed_in: SignIn, quick: None) -> None:
    here, work = given(app, None)
    file_id = work.files[0].id
    teacher, url = signed_in(here.teacher), f"/library/files/{file_id}/scan"
    page = teacher.get(f"/library/works/{work.uid}").text
    assert "nếu máy chủ được cài Tesseract" in page
    assert url not in page
    assert teacher.post(url).headers["Location"].endswith(work.uid)
    assert not db.session.scalars(select(Job).where(Job.name == ocr.JOB)).all()
    app.extensions[ocr.ENGINE] = Fake()
    assert url in teacher.get(f"/library/works/{work.uid}").text
    assert signed_in(here.stranger).post(url).status_code == 404
    answer = teacher.post(url, follow_redirects=True)
    assert "Nhận dạng chữ của bản quét" in answer.text
    jobs.drain(["library"])
    assert "3 trang" in teacher.get(answer.request.path).text


def test_renderers_refuse_what_is_no_page(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(scan(1))
    with Image.open(BytesIO(render(path, 1, 150, Limits(image_pixels=5_000)))) as page:
        assert page.width * page.height <= 5_200
    with pytest.raises(FormatError):
        render(path, 2, 150, Limits())
    path.write_bytes(b"%PDF-1.4\n%%EOF")
    with pytest.raises(FormatError):
        render(path, 1, 150, Limits())
    path.write_bytes(hostile.png(9_000, 5_000))
    with pytest.raises(FormatError):
        render_image(path, 1, 150, Limits())


def test_tesseract_reads_a_page_of_the_programme(app: Flask) -> None:
    app.extensions.pop(ocr.ENGINE, None)
    engine = ocr.engine()
    if engine is None:
        pytest.skip(f"no Tesseract with vie here ({shutil.which('tesseract') or 'not installed'})")
    path = shared("data/library/pdf/gdpt2018-toan.pdf")
    words = set(read(path, Limits()).pages[9].text.lower().split())
    got = set(engine.read(render(path, 10, ocr.DPI, Limits())).lower().split())
    assert len(words & got) / len(words) >= 0.9
