"""Full description of works, people and bodies, classes as an audience, schemes of tags"""

import re
from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op

from suite.text import fold, nfc, sort_key
from suite.types import new_uid

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXTS = (
    ("publisher", 200), ("place", 100), ("edition", 100), ("series", 200), ("series_number", 40),
    ("extent", 100), ("isbn", 13), ("issn", 8), ("ddc", 20), ("source", 300), ("coverage", 200),
    ("rights", 300),
)  # fmt: skip
_EDITION = "fk_repository_work_edition_of_id"

LIBRARY = "Luật Thư viện 2019, Điều 5: tài nguyên thông tin"
KINDS = (
    ("lesson_plan", "policy 6: kế hoạch bài dạy là học liệu của giáo viên"),
    ("book", LIBRARY),
    ("journal", LIBRARY),
    ("picture", LIBRARY),
)
FRAME = "Thông tư 02/2025/TT-BGDĐT: Khung năng lực số cho người học"
STEM = "Công văn 3089/BGDĐT-GDTrH ngày 14/8/2020 về giáo dục STEM trong giáo dục trung học"
CHILDREN = "Luật Trẻ em 2016, Điều 54: bảo vệ trẻ em trên môi trường mạng; tên nhãn do LopSo đặt"
SCHEMES = (
    ("digital", "Năng lực số", "Digital competence", date(2025, 3, 11), FRAME),
    ("stem", "Giáo dục STEM", "STEM education", date(2020, 8, 14), STEM),
    ("safety", "An toàn trên mạng", "Online safety", date(2017, 6, 1), CHILDREN),
)
TAGS = (
    ("digital", "1", "Khai thác dữ liệu và thông tin", "Data and information"),
    ("digital", "2", "Giao tiếp và hợp tác trong môi trường số", "Communication and collaboration"),
    ("digital", "3", "Sáng tạo nội dung số", "Creation of digital content"),
    ("digital", "4", "An toàn", "Safety"),
    ("digital", "5", "Giải quyết vấn đề", "Problem solving"),
    ("digital", "6", "Ứng dụng trí tuệ nhân tạo", "Use of artificial intelligence"),
    ("stem", "lesson", "Bài học STEM", "STEM lesson"),
    ("stem", "activity", "Hoạt động trải nghiệm STEM", "STEM activity"),
    ("stem", "research", "Nghiên cứu khoa học, kĩ thuật", "Research in science and engineering"),
    ("safety", "privacy", "Thông tin cá nhân và mật khẩu", "Personal data and passwords"),
    ("safety", "conduct", "Ứng xử trên mạng, chống bắt nạt", "Conduct online, against bullying"),
    ("safety", "abuse", "Phòng tránh lừa đảo, xâm hại", "Against fraud and abuse"),
    ("safety", "truth", "Nhận biết tin giả, tin sai", "Telling false news"),
    ("safety", "health", "Sức khoẻ và thời gian dùng máy", "Health and screen time"),
)


def upgrade() -> None:
    _describe()
    _classes()
    _agents()
    _tags()
    _kinds()
    _move_up()


def _describe() -> None:
    with op.batch_alter_table("repository_work") as table:
        for name, length in TEXTS:
            table.add_column(sa.Column(name, sa.String(length), nullable=False, server_default=""))
        table.add_column(sa.Column("issued", sa.Integer(), nullable=True))
        table.add_column(sa.Column("edition_of_id", BIG_ID, nullable=True))
        table.add_column(sa.Column("keywords", sa.JSON(), nullable=False, server_default="[]"))
        table.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        table.create_foreign_key(op.f(_EDITION), "repository_work", ["edition_of_id"], ["id"])
        table.create_index(op.f("ix_repository_work_edition_of_id"), ["edition_of_id"])
        table.create_index(op.f("ix_repository_work_isbn"), ["isbn"])
    with op.batch_alter_table("repository_work") as table:
        for name in (*(name for name, _ in TEXTS), "keywords", "version"):
            table.alter_column(name, server_default=None)


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def _classes() -> None:
    name = "repository_work_class"
    op.create_table(
        name,
        sa.Column("work_id", BIG_ID, nullable=False, autoincrement=False),
        sa.Column("class_id", BIG_ID, nullable=False, autoincrement=False),
        _key(name, "work_id", "repository_work.id"),
        _key(name, "class_id", "school_class.id"),
        sa.PrimaryKeyConstraint("work_id", "class_id", name=op.f(f"pk_{name}")),
    )
    op.create_index(op.f(f"ix_{name}_class_id"), name, ["class_id"])


def _agents() -> None:
    name = "repository_agent"
    op.create_table(
        name,
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("uid", sa.String(36), nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("dates", sa.String(40), nullable=False),
        sa.Column("variants", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("sort_key", sa.String(600), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("merged_into_id", BIG_ID, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _key(name, "unit_id", "school_unit.id"),
        _key(name, "merged_into_id", "repository_agent.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("uid", name=op.f(f"uq_{name}_uid")),
    )
    op.create_index(op.f("ix_repository_agent_unit_key"), name, ["unit_id", "key"])
    name = "repository_work_agent"
    op.create_table(
        name,
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("work_id", BIG_ID, nullable=False),
        sa.Column("agent_id", BIG_ID, nullable=False),
        sa.Column("role", sa.String(15), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        _key(name, "work_id", "repository_work.id"),
        _key(name, "agent_id", "repository_agent.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint(
            "work_id", "agent_id", "role", name=op.f(f"uq_{name}_work_id_agent_id_role")
        ),
    )
    op.create_index(op.f(f"ix_{name}_agent_id"), name, ["agent_id"])
    name = "repository_agent_merge"
    op.create_table(
        name,
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("kept_id", BIG_ID, nullable=False),
        sa.Column("gone_id", BIG_ID, nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("by_id", BIG_ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        _key(name, "kept_id", "repository_agent.id"),
        _key(name, "gone_id", "repository_agent.id"),
        _key(name, "by_id", "school_person.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    op.create_index(op.f(f"ix_{name}_kept_id"), name, ["kept_id"])
    op.create_index(op.f(f"ix_{name}_gone_id"), name, ["gone_id"])


def _dated(*columns: sa.Column[Any]) -> tuple[sa.Column[Any], ...]:
    return (
        *columns,
        sa.Column("name_vi", sa.String(200), nullable=False),
        sa.Column("name_en", sa.String(200), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("citation", sa.String(300), nullable=False),
    )


def _tags() -> None:
    scheme, tag, tie = "repository_tag_scheme", "repository_tag", "repository_work_tag"
    schemes = op.create_table(
        scheme,
        *_dated(sa.Column("code", sa.String(20), nullable=False)),
        sa.PrimaryKeyConstraint("code", name=op.f(f"pk_{scheme}")),
    )
    tags = op.create_table(
        tag,
        sa.Column("id", BIG_ID, nullable=False),
        *_dated(
            sa.Column("scheme_code", sa.String(20), nullable=False),
            sa.Column("code", sa.String(20), nullable=False),
        ),
        _key(tag, "scheme_code", f"{scheme}.code"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{tag}")),
        sa.UniqueConstraint(
            "scheme_code", "code", "valid_from", name=op.f(f"uq_{tag}_scheme_code_code_valid_from")
        ),
    )
    op.create_table(
        tie,
        sa.Column("work_id", BIG_ID, nullable=False, autoincrement=False),
        sa.Column("tag_id", BIG_ID, nullable=False, autoincrement=False),
        _key(tie, "work_id", "repository_work.id"),
        _key(tie, "tag_id", f"{tag}.id"),
        sa.PrimaryKeyConstraint("work_id", "tag_id", name=op.f(f"pk_{tie}")),
    )
    op.create_index(op.f(f"ix_{tie}_tag_id"), tie, ["tag_id"])
    known = {code: (since, said) for code, _, _, since, said in SCHEMES}
    op.bulk_insert(
        schemes,
        [
            {"code": code, "name_vi": vi, "name_en": en, "valid_from": since, "valid_to": None,
             "position": number, "citation": said}
            for number, (code, vi, en, since, said) in enumerate(SCHEMES)
        ],
    )  # fmt: skip
    op.bulk_insert(
        tags,
        [
            {"scheme_code": scheme, "code": code, "name_vi": vi, "name_en": en,
             "valid_from": known[scheme][0], "valid_to": None, "position": number,
             "citation": known[scheme][1]}
            for number, (scheme, code, vi, en) in enumerate(TAGS)
        ],
    )  # fmt: skip


def _kind_table() -> Any:
    return sa.table(
        "repository_kind",
        sa.column("code", sa.String), sa.column("valid_from", sa.Date),
        sa.column("valid_to", sa.Date), sa.column("role", sa.String),
        sa.column("position", sa.Integer), sa.column("citation", sa.String),
    )  # fmt: skip


def _kinds() -> None:
    op.bulk_insert(
        _kind_table(),
        [
            {"code": code, "valid_from": date(2020, 1, 1), "valid_to": None, "role": "none",
             "position": number, "citation": said}
            for number, (code, said) in enumerate(KINDS, start=100)
        ],
    )  # fmt: skip


def _move_up() -> None:
    """The names of creators become people, one of each spelling in a unit."""
    bind = op.get_bind()
    work = sa.table(
        "repository_work", sa.column("id", BIG_ID), sa.column("unit_id", BIG_ID),
        sa.column("creators", sa.JSON),
    )  # fmt: skip
    agent = sa.table(
        "repository_agent", sa.column("id", BIG_ID), sa.column("uid"), sa.column("unit_id", BIG_ID),
        sa.column("kind"), sa.column("name"), sa.column("dates"), sa.column("variants", sa.JSON),
        sa.column("note"), sa.column("sort_key"), sa.column("key"),
        sa.column("search"),
        sa.column("version", sa.Integer),
    )  # fmt: skip
    tie = sa.table(
        "repository_work_agent", sa.column("work_id", BIG_ID), sa.column("agent_id", BIG_ID),
        sa.column("role"), sa.column("position", sa.Integer),
    )  # fmt: skip
    known: dict[tuple[int, str], int] = {}
    rows = bind.execute(sa.select(work.c.id, work.c.unit_id, work.c.creators).order_by(work.c.id))
    for work_id, unit_id, creators in rows.all():
        ids: dict[int, None] = {}
        for name in creators:
            clean = " ".join(nfc(name).split()).strip(" ,;")[:200].rstrip()
            if not clean:
                continue
            at = (unit_id, clean.casefold())
            if at not in known:
                made = agent.insert().values(
                    uid=new_uid(), unit_id=unit_id, kind=_kind(clean), name=clean,
                    dates="", variants=[], note="", version=1, sort_key=sort_key(clean)[:600],
                    key=" ".join(sorted(re.findall(r"\w+", fold(clean))))[:200],
                    search=f"\n{fold(clean)}\n",
                )  # fmt: skip
                known[at] = bind.execute(made.returning(agent.c.id)).scalar_one()
            ids[known[at]] = None
        for position, agent_id in enumerate(ids):
            bind.execute(tie.insert().values(
                work_id=work_id, agent_id=agent_id, role="author", position=position,
            ))  # fmt: skip


def _kind(name: str) -> str:
    begins = ("bo ", "so ", "phong ", "truong ", "to ", "nha xuat ban", "nxb", "vien ", "hoi ")
    return "body" if fold(name).startswith(begins) else "person"


def downgrade() -> None:
    """Authors stay as the names that lists show; what is new here goes."""
    bind = op.get_bind()
    bind.execute(sa.text("UPDATE repository_work SET audience = 'staff' WHERE audience = 'class'"))
    bind.execute(
        sa.text(
            "UPDATE repository_work SET kind = 'reference'"
            " WHERE kind IN ('lesson_plan', 'book', 'journal', 'picture')"
        )
    )
    kinds = _kind_table()
    op.execute(kinds.delete().where(kinds.c.code.in_([code for code, _ in KINDS])))
    for name in (
        "repository_work_tag", "repository_tag", "repository_tag_scheme",
        "repository_agent_merge", "repository_work_agent", "repository_agent",
        "repository_work_class",
    ):  # fmt: skip
        op.drop_table(name)
    with op.batch_alter_table("repository_work") as table:
        table.drop_index(op.f("ix_repository_work_isbn"))
        table.drop_index(op.f("ix_repository_work_edition_of_id"))
        table.drop_constraint(op.f(_EDITION), type_="foreignkey")
        for name in ("version", "keywords", "edition_of_id", "issued"):
            table.drop_column(name)
        for name, _ in reversed(TEXTS):
            table.drop_column(name)
