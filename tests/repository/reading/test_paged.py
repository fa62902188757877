"""Office files as the pages that they print, with a stand-in for LibreOffice."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import docx
import pytest
from flask import Flask
from flask.testing import FlaskClient
from pptx import Presentation

from repository.catalogue import service
from repository.catalogue.models import Work, WorkPage
from repository.deposit.versions.models import CONTENT, Version
from repository.ingest import service as ingest
from repository.reading import paged
from suite import clock, files, jobs, office
from suite.db import db
from tests.kit import make_library, make_papers
from tests.kit.make_library import Town
from tests.kit.samplefiles import png

SignIn = Callable[[object], FlaskClient]
PDF = make_papers.pdf(2)


@pytest.fixture
def lays_out(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """LibreOffice, which gives two pages of questions whatever it gets."""
    asked: list[Path] = []

    def pdf_of(file: Path) -> Path:
        asked.append(file)
        if file.read_bytes() == b"":
            raise office.NoPdf("damaged")
        made = file.with_suffix(".pdf")
        made.write_bytes(PDF)
        return made

    monkeypatch.setattr(office, "program", lambda: "/opt/soffice")
    monkeypatch.setattr(office, "pdf_of", pdf_of)
    return asked


def word() -> bytes:
    document, out = docx.Document(), BytesIO()
    document.add_paragraph("Đề kiểm tra giữa kì, một trang dài")
    document.save(out)
    return out.getvalue()


def slides(number: int) -> bytes:
    shown, out = Presentation(), BytesIO()
    for index in range(number):
        slide = shown.slides.add_slide(shown.slide_layouts[0])
        slide.shapes.title.text = f"Trang chiếu {index + 1}"
        slide.notes_slide.notes_text_frame.text = "Lời thầy cô nói"
    shown.save(out)
    return out.getvalue()


def given(here: Town, name: str, content: bytes) -> Work:
    upload = ingest.receive(
        name, BytesIO(content), unit_id=here.school.id, person_id=here.teacher.id, queue=False
    )
    work = ingest.take(upload, make_library.OPEN)
    assert work is not None, upload.code
    return work


def slow(_file: Path) -> Path:
    raise office.NoPdf("slow")


def work_off() -> None:
    jobs.drain(["events", "library"])


def publish(here: Town, work: Work) -> None:
    service.submit(work, here.teacher.id)
    service.publish(work, here.librarian.id)


def texts(work: Work) -> list[str]:
    query = db.select(WorkPage.text).filter_by(work_id=work.id).order_by(WorkPage.page_no)
    return list(db.session.scalars(query))


def test_a_word_file_is_read_as_it_prints(app: Flask, lays_out: list[Path]) -> None:
    work = given(make_library.town(), "đề.docx", word())
    assert [place.suffix for place in lays_out] == [".docx"]
    (file,) = work.files
    assert (file.pages, file.shown_type, file.format) == (2, "application/pdf", "word")
    assert files.store().path(str(file.shown_sha256)).read_bytes() == PDF
    assert [text[:5] for text in texts(work)] == ["Câu 1", "Câu 2"]
    assert work.cover_sha256 is not None


def test_readers_get_the_pages_and_take_the_file_away(
    app: Flask, lays_out: list[Path], signed_in: SignIn
) -> None:
    here = make_library.town()
    content = word()
    work = given(here, "đề.docx", content)
    publish(here, work)
    (file,) = work.files
    pupil = signed_in(here.student)
    shown = f"/library/files/{file.id}/shown"
    assert f'data-file="{shown}"' in pupil.get(f"/library/read/{file.id}").text
    part = pupil.get(shown, headers={"Range": "bytes=0-4"})
    assert (part.status_code, part.data, part.mimetype) == (206, b"%PDF-", "application/pdf")
    picture = pupil.get(f"/library/read/{file.id}/pictures/2?w=480")
    assert (picture.status_code, picture.mimetype) == (200, "image/webp")
    assert "Câu 2" in pupil.get(f"/library/read/{file.id}/text?page=2").text
    assert pupil.get(f"/library/files/{file.id}/download").data == content
    assert signed_in(here.stranger).get(shown).status_code == 404


@pytest.mark.parametrize(("number", "kept"), [(2, True), (3, False)])
def test_slides_keep_what_is_said_where_each_has_its_page(
    app: Flask, lays_out: list[Path], number: int, kept: bool
) -> None:
    work = given(make_library.town(), "bài.pptx", slides(number))
    assert work.files[0].pages == 2
    assert ("Lời thầy cô nói" in texts(work)[0]) is kept


def test_what_cannot_be_laid_out_stays_text_and_says_so(
    app: Flask, lays_out: list[Path], monkeypatch: pytest.MonkeyPatch, signed_in: SignIn
) -> None:
    monkeypatch.setattr(office, "pdf_of", slow)
    here = make_library.town()
    work = given(here, "đề.docx", word())
    assert (work.files[0].shown_type, work.files[0].warnings) == (None, ["not_laid"])
    assert texts(work) == ["Đề kiểm tra giữa kì, một trang dài"]
    assert paged.waiting(5) == []
    assert (
        "không dàn được thành trang"
        in signed_in(here.teacher).get(f"/library/works/{work.uid}").text
    )


def before(here: Town, monkeypatch: pytest.MonkeyPatch) -> Work:
    """A Word file that came when there was no LibreOffice."""
    with monkeypatch.context() as without:
        without.setattr(office, "program", lambda: None)
        work = given(here, "đề.docx", word())
        assert (work.files[0].pages, work.files[0].shown_type) == (1, None)
        assert paged.waiting(5) == []
    return work


def test_what_came_before_libreoffice_is_laid_out_later(
    dbapp: Flask, lays_out: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    here = make_library.town()
    work = before(here, monkeypatch)
    make_library.draft(here)
    given(here, "hình.png", png())
    assert paged.waiting(5) == [work.files[0].id]
    jobs.enqueue("repository.lay_out_missing")
    db.session.commit()
    work_off()
    db.session.refresh(work.files[0])
    assert (work.files[0].pages, work.files[0].shown_type) == (2, "application/pdf")
    assert [text[:5] for text in texts(work)] == ["Câu 1", "Câu 2"]
    assert paged.waiting(5) == [] and paged.lay_out(work.files[0].id) == 0


def test_pages_with_notes_keep_their_numbers(
    app: Flask, lays_out: list[Path], monkeypatch: pytest.MonkeyPatch, signed_in: SignIn
) -> None:
    here = make_library.town()
    (file,) = before(here, monkeypatch).files
    assert paged.waiting(5) == [file.id]
    signed_in(here.teacher).post(f"/library/read/{file.id}/bookmark", data={"page": 1})
    assert paged.waiting(5) == []
    # One that was asked for before is not laid out either.
    assert (paged.lay_out(file.id), file.shown_type, file.pages) == (0, None, 1)


def test_the_version_that_stands_is_laid_out_with_its_file(
    app: Flask, lays_out: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    here = make_library.town()
    (file,) = before(here, monkeypatch).files
    version = Version(
        work_id=file.work_id, file_id=file.id, number=2, state="current", reason="Sửa lỗi",
        person_id=here.teacher.id, at=clock.now(), since=clock.now(),
        **{name: getattr(file, name) for name in CONTENT},
    )  # fmt: skip
    db.session.add(version)
    db.session.commit()
    assert paged.lay_out(file.id) == 2
    assert (version.pages, version.shown_sha256) == (2, file.shown_sha256)


def test_a_late_failure_is_not_tried_every_day(
    app: Flask, lays_out: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    (file,) = before(make_library.town(), monkeypatch).files
    monkeypatch.setattr(office, "pdf_of", slow)
    assert paged.lay_out(file.id) == 0
    assert file.warnings == ["not_laid"] and paged.waiting(5) == []
