"""Makers for the library: a school with its people, works of every state, files given by a page."""

from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

from flask.testing import FlaskClient

from repository.catalogue import rules, service
from repository.catalogue.models import ALIVE, Work, WorkFile, WorkPage
from repository.catalogue.service import Description
from repository.hooks import Extract, FileFormat, Limits
from repository.ingest import isolate
from repository.ingest import service as ingest
from repository.ingest.mending import mend
from school.classes.models import SchoolClass
from school.people.models import Person
from school.units.models import OrgUnit
from suite import clock, files, jobs
from suite.db import db
from tests.kit import make

TEXT = "Phương trình bậc hai\n\nPhương trình bậc hai một ẩn có dạng ax² + bx + c = 0."
OPEN = Description(title="", kind="text", licence="own", audience=rules.SCHOOL)


@dataclass
class Town:
    """A school with a class, who teaches, who keeps the library, who learns; and another school."""

    school: OrgUnit
    school_class: SchoolClass
    teacher: Person
    librarian: Person
    principal: Person
    student: Person
    stranger: Person
    strange_librarian: Person


def town() -> Town:
    of = make.school_class()
    other = make.school_class(make.school("THCS Khác"))
    return Town(
        school=of.school,
        school_class=of,
        teacher=make.teacher(of),
        librarian=make.person("Lê Thị Thư", "librarian", of.school),
        principal=make.person("Phạm Văn Hiệu", "principal", of.school),
        student=make.student(of),
        stranger=make.student(other, "Vũ Văn Lạ"),
        strange_librarian=make.person("Đỗ Thị Xa", "librarian", other.school),
    )


def draft(here: Town, text: str = TEXT, name: str = "bai.txt", **said: Any) -> Work:
    """A draft of the teacher from a text file, read by the real reader in this process."""
    upload = ingest.receive(
        name,
        BytesIO(text.encode()),
        unit_id=here.school.id,
        person_id=here.teacher.id,
        queue=False,
    )
    with patch.object(isolate, "extract", _extract):
        work = ingest.take(upload, replace(OPEN, **said))
    assert work is not None, upload.code
    return work


def _extract(path: Path, file_format: FileFormat, limits: Limits | None = None) -> Extract:
    return mend(file_format.read(path, limits or Limits()))


def published(here: Town, text: str = TEXT, **said: Any) -> Work:
    """A work that the librarian published, indexed."""
    work = draft(here, text, **said)
    service.submit(work, here.teacher.id)
    service.publish(work, here.librarian.id)
    jobs.drain(["index"])
    return work


def book(
    here: Town,
    title: str = "Truyện",
    pages: int = 4,
    content: bytes = b"",
    kind: tuple[str, str] = ("text", "text/plain"),
    **said: Any,
) -> Work:
    """A published book whose pages say their numbers, put into the tables without the reader's
    process; the index waits. `content` of `kind` (format, media type) is its file."""
    texts = [f"{title} trang {n} lời kể lời kể lời kể lời kể lời kể" for n in range(1, pages + 1)]
    stored = files.store().put(BytesIO(content or "\f".join(texts).encode()), 1 << 20)
    files.remember(stored, kind[1])
    work = service.new_work(here.school.id, here.teacher.id, replace(OPEN, title=title, **said))
    row = WorkFile(
        unit_id=here.school.id, work_id=work.id, sha256=stored.sha256, name=f"{title}.{kind[0]}",
        media_type=kind[1], format=kind[0], size=stored.size, pages=pages, position=0,
        health=ALIVE, checked_at=clock.now(), locked=False, warnings=[],
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    for number, text in enumerate(texts, start=1):
        db.session.add(
            WorkPage(work_id=work.id, file_id=row.id, page_no=number, label="", text=text)
        )
    service.submit(work, here.teacher.id)
    service.publish(work, here.librarian.id)
    return work


def give(client: FlaskClient, name: str, content: bytes, *, read: bool = True) -> Any:
    """Give a file through the page, and let the worker read it."""
    answer = client.post(
        "/library/upload",
        data={"files": (BytesIO(content), name)},
        content_type="multipart/form-data",
    )
    if read:
        db.session.rollback()
        jobs.drain(["library"])
    return answer
