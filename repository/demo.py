"""The library of the demonstration town: a few small works of our own, published and aligned.

The PDF was set once with an embedded font, so that it reads and searches as any other.
"""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from repository.catalogue import alignment, queries, rules, service
from repository.catalogue.models import Work
from repository.catalogue.service import Description
from repository.ingest import service as ingest
from school.api import CurriculumNode, Person
from suite import demo
from suite.db import db

FOLDER = Path(__file__).resolve().parent / "demo_files"
TEACHER, LIBRARIAN = "giaovien", "thuthu"


@dataclass(frozen=True)
class Piece:
    """One work; `words` stand in the names of the topics that it serves."""

    file: str
    title: str
    kind: str
    subject: str
    grade: int
    words: tuple[str, ...]
    about: str
    reviewed: bool = True


PIECES = (
    Piece(
        "on-tap-phuong-trinh-bac-hai.pdf",
        "Ôn tập phương trình bậc hai",
        "lesson",
        "TOAN",
        9,
        ("Phương trình và hệ",),
        "Khái niệm, công thức nghiệm, định lí Viète và bài tự kiểm tra.",
    ),
    Piece(
        "bai-tap-phuong-trinh-bac-hai.txt",
        "Bài tập phương trình bậc hai",
        "exercise",
        "TOAN",
        9,
        ("Phương trình và hệ",),
        "Bốn bài từ dễ đến khó, có đáp số.",
    ),
    Piece(
        "duong-tron.txt",
        "Đường tròn quanh ta",
        "text",
        "TOAN",
        9,
        ("tròn",),
        "Dây cung, đường kính, tiếp tuyến qua những hình ảnh quen thuộc.",
    ),
    Piece(
        "phan-so.txt",
        "Phân số trong đời sống",
        "text",
        "TOAN",
        6,
        ("Phân số",),
        "So sánh, cộng và trừ phân số bằng ví dụ gần gũi.",
    ),
    Piece(
        "an-toan-tren-mang.txt",
        "An toàn khi lên mạng",
        "elesson",
        "TINHOC",
        6,
        ("tác hại khi tham gia Internet",),
        "Mật khẩu, chia sẻ có suy nghĩ và tìm người giúp đỡ.",
        reviewed=False,
    ),
)


@demo.step(40)
def build() -> None:
    """Deposited by a teacher, published and confirmed by the librarian; the last one waits."""
    people = {
        name: db.session.scalars(select(Person).where(Person.username == name)).one()
        for name in (TEACHER, LIBRARIAN)
    }
    for piece in PIECES:
        work = _taken(piece, people[TEACHER])
        among = queries.nodes(piece.subject, piece.grade)
        alignment.align(
            work, _served(piece, among), {node.id for node in among}, people[TEACHER].id
        )
        service.submit(work, people[TEACHER].id)
        if piece.reviewed:
            service.publish(work, people[LIBRARIAN].id)
            db.session.refresh(work, ["alignments"])
            alignment.confirm(work.alignments, people[LIBRARIAN].id)


def _taken(piece: Piece, teacher: Person) -> Work:
    with (FOLDER / piece.file).open("rb") as source:
        upload = ingest.receive(
            piece.file,
            source,
            unit_id=teacher.school_id or 0,
            person_id=teacher.id,
            queue=False,
        )
    said = Description(
        title=piece.title,
        kind=piece.kind,
        licence="own",
        audience=rules.SCHOOL,
        creators=("Tổ Toán – Tin",),
        subject_code=piece.subject,
        grades=(piece.grade,),
        description=piece.about,
    )
    work = ingest.take(upload, said)
    if work is None:
        raise RuntimeError(f"{piece.file}: {upload.code}")
    return work


def _served(piece: Piece, nodes: list[CurriculumNode]) -> set[int]:
    words = [word.lower() for word in piece.words]
    return {
        node.id
        for node in nodes
        if node.level == "topic" and any(word in node.name.lower() for word in words)
    }
