"""Makers of papers as they are: pages, a file, an exam with sheet and key."""

from io import BytesIO

import typst
from PIL import Image

from lms.exams import creating, service
from lms.exams.models import Exam
from lms.papers import service as papers
from lms.papers.reading import Made, Picture
from suite.db import db
from tests.kit import make, make_exams
from tests.kit.make_exams import Room

KEY = "PHẦN I\n1A 2B 3D\nPHẦN II\n1a-Đ b-S c-Đ d-S\nPHẦN III\n1: -1,5"
# By the place on the sheet: two choices right, the cluster wholly, the number as it may be typed.
RIGHT = {1: 0, 2: 1, 3: 3, 4: [True, False, True, False], 5: "-1.5"}


def picture(words: str = "Trang đề", shade: int = 255) -> Picture:
    """A page that is one plain colour."""
    out = []
    for size in ((140, 198), (72, 102)):
        held = BytesIO()
        Image.new("L", size, shade).save(held, "WEBP", lossless=True)
        out.append(held.getvalue())
    return Picture(out[0], out[1], 140, 198, 72, words)


def pdf(pages: int = 2) -> bytes:
    """A paper as a teacher would have it, with a text layer."""
    source = '#set page(paper: "a4")\n#set text(lang: "vi")\n' + "#pagebreak()\n".join(
        f"*Câu {n}.* Kết quả của phép tính là? A. 1 #h(1fr) B. 2 #h(1fr) C. 3 #h(1fr) D. 4\n"
        for n in range(1, pages + 1)
    )
    made: bytes = typst.compile(source.encode(), format="pdf")
    return made


def draft() -> Room:
    """A class and an exam without questions."""
    of = make.school_class()
    teacher = make.teacher(of)
    pupils = [make.student(of, f"Trần Văn Giấy {n}") for n in range(2)]
    course = make_exams.course(of)
    uid = creating.create_exam(course, course.sections[0].id, "Đề giấy", 45, teacher.id)
    exam = db.session.query(Exam).filter_by(uid=uid).one()
    return Room(exam, teacher, pupils, of, course, uid)


def room(key: str = KEY, pages: int = 2, *, ready: bool = True, preset: str = papers.AUTO) -> Room:
    """A paper with its sheet, open now where it is `ready`."""
    held = draft()
    papers.put_pages(held.exam.id, Made([picture(f"Chữ trang {n}") for n in range(pages)]))
    papers.put_key(held.exam.id, key, 4, preset, held.teacher.id)
    if ready:
        service.prepare(held.exam.id)
    return held
