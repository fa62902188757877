"""Exams of several courses, sittings, rooms, seats, incidents; accommodations of a person"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FLAGS = ("organised", "by_sittings")
TARGETS = {
    "activity_id": "lms_course_activity",
    "candidate_id": "lms_exam_candidate",
    "course_id": "lms_course",
    "exam_id": "lms_exam",
    "noted_by": "school_person",
    "opened_by": "school_person",
    "person_id": "school_person",
    "room_id": "lms_sitting_room",
    "school_id": "school_unit",
    "sitting_id": "lms_sitting",
}


def _table(
    name: str,
    *columns: sa.Column,
    keys: tuple[str, ...] = (),
    nullable: tuple[str, ...] = (),
    unique: tuple[tuple[str, ...], ...] = (),
    index: tuple[str, ...] = (),
) -> None:
    """A table with its id, the foreign keys named by `keys`, and what else it holds."""
    op.create_table(
        name,
        sa.Column("id", BIG_ID, nullable=False),
        *[sa.Column(key, BIG_ID, nullable=key in nullable) for key in keys],
        *columns,
        *[
            sa.ForeignKeyConstraint([key], [f"{TARGETS[key]}.id"], name=op.f(f"fk_{name}_{key}"))
            for key in keys
        ],
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        *[sa.UniqueConstraint(*some, name=op.f(f"uq_{name}_{'_'.join(some)}")) for some in unique],
    )
    for column in index:
        op.create_index(op.f(f"ix_{name}_{column}"), name, [column])


def _when(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str, length: int | None = None) -> sa.Column:
    return sa.Column(name, sa.String(length) if length else sa.Text(), nullable=False)


def _version() -> sa.Column:
    return sa.Column("version", sa.Integer(), nullable=False)


def upgrade() -> None:
    for name in FLAGS:
        flag = sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())
        op.add_column("lms_exam", flag)
    op.add_column(
        "lms_exam", sa.Column("browser_keys", sa.Text(), nullable=False, server_default="")
    )
    op.add_column(
        "lms_exam_candidate",
        sa.Column("display", sa.String(20), nullable=False, server_default=""),
    )
    _courses()
    _sittings()
    _table(
        "school_accommodation",
        _text("kind", 16),
        sa.Column("percent", sa.SmallInteger(), nullable=True),
        sa.Column("minutes", sa.SmallInteger(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        _text("reason_sealed"),
        sa.Column("granted_by_id", sa.BigInteger(), nullable=False),
        _when("granted_at"),
        sa.Column("ended_by_id", sa.BigInteger(), nullable=True),
        keys=("school_id", "person_id"),
        index=("school_id", "person_id"),
    )


def _courses() -> None:
    _table(
        "lms_exam_course",
        keys=("school_id", "exam_id", "course_id", "activity_id"),
        unique=(("exam_id", "course_id"), ("activity_id",)),
        index=("course_id",),
    )
    op.execute(
        """
        INSERT INTO lms_exam_course (school_id, exam_id, course_id, activity_id)
        SELECT school_id, id, course_id, activity_id FROM lms_exam ORDER BY id
        """
    )


def _sittings() -> None:
    _table(
        "lms_sitting",
        _text("uid", 36),
        _text("name", 60),
        _when("opens_at"),
        _when("closes_at"),
        _text("mode", 12),
        _version(),
        keys=("school_id", "exam_id"),
        unique=(("uid",), ("exam_id", "name")),
        index=("school_id", "closes_at"),
    )
    _table(
        "lms_sitting_room",
        _text("uid", 36),
        _text("name", 60),
        _text("sort_key", 300),
        _text("access_code", 20),
        _text("networks"),
        sa.Column("seats", sa.SmallInteger(), nullable=False),
        _when("opened_at", nullable=True),
        _version(),
        keys=("school_id", "sitting_id", "opened_by"),
        nullable=("opened_by",),
        unique=(("uid",), ("sitting_id", "name")),
        index=("school_id",),
    )
    _table(
        "lms_sitting_invigilator",
        keys=("school_id", "room_id", "person_id"),
        unique=(("room_id", "person_id"),),
        index=("person_id",),
    )
    _table(
        "lms_sitting_seat",
        sa.Column("place", sa.SmallInteger(), nullable=False),
        keys=("school_id", "candidate_id", "room_id"),
        unique=(("candidate_id",),),
        index=("room_id",),
    )
    _table(
        "lms_sitting_incident",
        _when("happened_at"),
        _text("text"),
        _when("noted_at"),
        keys=("school_id", "room_id", "candidate_id", "noted_by"),
        nullable=("candidate_id",),
        index=("room_id",),
    )


def downgrade() -> None:
    for table in (
        "school_accommodation",
        "lms_sitting_incident",
        "lms_sitting_seat",
        "lms_sitting_invigilator",
        "lms_sitting_room",
        "lms_sitting",
        "lms_exam_course",
    ):
        op.drop_table(table)
    op.drop_column("lms_exam_candidate", "display")
    op.drop_column("lms_exam", "browser_keys")
    for name in FLAGS:
        op.drop_column("lms_exam", name)
