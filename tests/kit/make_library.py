"""Makers for the library: a school with its people, works of every state, files given by a page."""

from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

from flask.testing import FlaskClient

from repository.catalogue import rules, service
from repository.catalogue.models import Work
from repository.catalogue.service import Description
from repository.ingest import service as ingest
from school.classes.models import SchoolClass
from school.people.models import Person
from school.units.models import OrgUnit
from suite import jobs
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
    """A draft of the teacher from a text file, read by the real reader."""
    upload = ingest.receive(
        name,
        BytesIO(text.encode()),
        unit_id=here.school.id,
        person_id=here.teacher.id,
        queue=False,
    )
    work = ingest.take(upload, replace(OPEN, **said))
    assert work is not None, upload.code
    return work


def published(here: Town, text: str = TEXT, **said: Any) -> Work:
    """A work that the librarian published, indexed."""
    work = draft(here, text, **said)
    service.submit(work, here.teacher.id)
    service.publish(work, here.librarian.id)
    jobs.drain(["index"])
    return work


def book(here: Town, title: str = "Truyện", pages: int = 4, **said: Any) -> Work:
    """A published book of so many pages, each of which says its number; the index waits."""
    text = "\n\n".join(f"{title} trang {n} " + "lời kể " * 170 for n in range(1, pages + 1))
    work = draft(here, text, title=title, **said)
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
