"""A school with steps: a subject group whose head is no librarian, a vice-principal, an officer."""

from dataclasses import dataclass
from io import BytesIO

from sqlalchemy import select

from repository.catalogue import service
from repository.catalogue.models import ALIVE, Work, WorkFile, WorkPage
from repository.flow import service as flow
from school.groups.models import GroupMember
from school.people.models import Person
from school.units.models import OrgUnit
from suite import clock, files
from suite.db import db
from tests.kit import make, make_library
from tests.kit.make_library import OPEN, Town

SECRET = "quả chuối bí mật"


@dataclass
class House:
    """The town and who has a part in its steps."""

    town: Town
    head: Person
    vice: Person
    officer: Person
    commune: OrgUnit


def house(*steps: str, twice: bool = False) -> House:
    """The town with a school's steps."""
    town = make_library.town()
    head = make.subject_head(town.school, "Lê Thị Tổ")
    group_id = db.session.scalars(
        select(GroupMember.group_id).where(GroupMember.person_id == head.id)
    ).one()
    db.session.add(
        GroupMember(
            school_id=town.school.id, group_id=group_id, person_id=town.teacher.id,
            starts_on=make.YEAR_START,
        )
    )  # fmt: skip
    commune = town.school.parent
    assert commune is not None
    found = House(
        town, head, make.person("Vũ Thị Phó", "vice_principal", town.school),
        make.person("Cao Văn Xã", "commune_officer", commune), commune,
    )  # fmt: skip
    if steps:
        flow.choose(town.school, steps, twice=twice, actor_id=town.principal.id, seen=0)
    return found


def draft(
    here: House,
    title: str = "Bài",
    *,
    by: Person | None = None,
    unit: OrgUnit | None = None,
    subject: str | None = "TOAN",
    grades: tuple[int, ...] = (6,),
    audience: str = "school",
) -> Work:
    """A draft with one file, put into the tables without the reader's process."""
    unit_id = (unit or here.town.school).id
    said = OPEN.__class__(
        title=title, kind="text", licence="own", audience=audience, subject_code=subject,
        grades=grades,
    )  # fmt: skip
    work = service.new_work(unit_id, (by or here.town.teacher).id, said)
    stored = files.store().put(BytesIO(f"{title} {SECRET}".encode()), 1 << 20)
    files.remember(stored, "text/plain")
    row = WorkFile(
        unit_id=unit_id, work_id=work.id, sha256=stored.sha256, name=f"{title}.txt",
        media_type="text/plain", format="text", size=stored.size, pages=1, position=0,
        health=ALIVE, checked_at=clock.now(), locked=False, warnings=[],
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    db.session.add(
        WorkPage(work_id=work.id, file_id=row.id, page_no=1, label="", text=f"{title} {SECRET}")
    )
    db.session.commit()
    return work


def sent(here: House, title: str = "Bài", **said: object) -> Work:
    """A work that waits for its first step."""
    work = draft(here, title, **said)  # type: ignore[arg-type]
    service.submit(work, work.depositor_id)
    return work
