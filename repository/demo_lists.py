"""The reading lists of the demonstration town: of the librarian, and of a teacher for a class."""

from sqlalchemy import select

from repository.catalogue import rules as works
from repository.catalogue.models import Work
from repository.demo import LIBRARIAN, TEACHER
from repository.sharing import rules, service
from repository.sharing.service import Part, Said
from school.api import Person, TeachingAssignment, valid_today
from suite import demo
from suite.db import db

SCHOOL = Said("Ôn tập Toán 9", "Đọc lần lượt từ trên xuống.", rules.SCHOOL, of_unit=True)


@demo.step(45)
def build() -> None:
    """After the works are there."""
    librarian, teacher = _person(LIBRARIAN), _person(TEACHER)
    _list(librarian, SCHOOL, {
        "Ôn tập phương trình bậc hai": Part(note="Học thuộc công thức nghiệm."),
        "Bài tập phương trình bậc hai": Part(note="Làm bài 1 và bài 2 trước."),
        "Đường tròn quanh ta": Part(),
    })  # fmt: skip
    class_id = db.session.scalars(
        select(TeachingAssignment.class_id)
        .where(
            TeachingAssignment.person_id == teacher.id,
            valid_today(TeachingAssignment.starts_on, TeachingAssignment.ends_on),
        )
        .order_by(TeachingAssignment.class_id)
    ).first()
    if class_id is not None:
        said = Said("Đọc thêm về phân số", "", rules.CLASS, class_id)
        _list(teacher, said, {"Phân số trong đời sống": Part(1, 1, note="Đọc ví dụ đầu tiên.")})


def _person(username: str) -> Person:
    return db.session.scalars(select(Person).where(Person.username == username)).one()


def _list(owner: Person, said: Said, parts: dict[str, Part]) -> None:
    held = service.make(owner.school_id or 0, owner.id, said)
    for title, part in parts.items():
        query = select(Work).where(Work.title == title, Work.state == works.PUBLISHED)
        service.put(held, db.session.scalars(query).one(), part)
