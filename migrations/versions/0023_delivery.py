"""Attempts, what is shown when, late answers, parts, facts, outages, rescue files"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SHOWN = ("mark", "answers", "correctness", "key", "solution")


def _when(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _of_attempt(table: str, *columns: sa.Column, key: tuple[str, ...] = ()) -> None:
    """A table that the door writes: keyed by school and attempt, without foreign keys."""
    op.create_table(
        table,
        sa.Column("school_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("attempt_id", sa.BigInteger(), autoincrement=False, nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("school_id", "attempt_id", *key, name=op.f(f"pk_{table}")),
        sqlite_with_rowid=False,
    )


def _foreign(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, target in columns.items()
    ]


def upgrade() -> None:
    _settings()
    op.add_column("lms_exam_attempt", _when("unlocked_until", nullable=True))
    with op.batch_alter_table("lms_answer_decision") as table:
        table.alter_column("decided_by", existing_type=BIG_ID, nullable=True)
        table.add_column(
            sa.Column("reason", sa.String(length=12), nullable=False, server_default="person")
        )
    _of_attempt(
        "lms_attempt_contact",
        _when("heard_at", nullable=True),
        _when("after_at", nullable=True),
        _when("noted_at", nullable=True),
        sa.Column("address", sa.String(length=45), nullable=False, server_default=""),
    )
    _of_attempt(
        "lms_answer_claim",
        sa.Column("epoch", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        _when("given_at"),
        key=("epoch", "seq"),
    )
    _of_attempt(
        "lms_attempt_part",
        sa.Column("part", sa.SmallInteger(), autoincrement=False, nullable=False),
        _when("entered_at"),
        key=("part",),
    )
    _facts()
    _outages()
    _rescues()


def _settings() -> None:
    for name in SHOWN:
        op.add_column(
            "lms_exam",
            sa.Column(f"show_{name}", sa.String(length=8), nullable=False, server_default="released"),
        )
    op.execute(
        "UPDATE lms_exam SET show_mark = 'at_once', show_answers = 'at_once',"
        " show_correctness = 'at_once', show_key = 'over', show_solution = 'over'"
        " WHERE results_policy = 'at_once'"
    )
    op.execute(
        "UPDATE lms_exam SET show_mark = 'over', show_answers = 'over',"
        " show_correctness = 'over', show_key = 'over', show_solution = 'over'"
        " WHERE results_policy = 'after_close'"
    )
    op.drop_column("lms_exam", "results_policy")
    op.add_column(
        "lms_exam",
        sa.Column("attempts_counted", sa.String(length=8), nullable=False, server_default="best"),
    )
    op.add_column("lms_exam", sa.Column("late_minutes", sa.Integer(), nullable=True))
    op.add_column(
        "lms_exam", sa.Column("one_way", sa.Boolean(), nullable=False, server_default=sa.false())
    )


def _facts() -> None:
    op.create_table(
        "lms_attempt_fact",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("school_id", sa.BigInteger(), nullable=False),
        sa.Column("attempt_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        _when("at"),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("detail", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lms_attempt_fact")),
    )
    op.create_index(op.f("ix_lms_attempt_fact_attempt_id"), "lms_attempt_fact", ["attempt_id"])


def _outages() -> None:
    table = "lms_exam_outage"
    op.create_table(
        table,
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("school_id", BIG_ID, nullable=False),
        sa.Column("exam_id", BIG_ID, nullable=False),
        sa.Column("room", sa.String(length=60), nullable=False),
        _when("begins_at"),
        _when("ends_at"),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("noted_by", BIG_ID, nullable=False),
        _when("noted_at"),
        *_foreign(table, exam_id="lms_exam", noted_by="school_person", school_id="school_unit"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_exam_id"), table, ["exam_id"])


def _rescues() -> None:
    table = "lms_attempt_rescue"
    op.create_table(
        table,
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("school_id", BIG_ID, nullable=False),
        sa.Column("exam_id", BIG_ID, nullable=False),
        sa.Column("attempt_id", BIG_ID, nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("brought_by", BIG_ID, nullable=False),
        _when("brought_at"),
        sa.Column("taken", sa.JSON(), nullable=True),
        sa.Column("taken_by", BIG_ID, nullable=True),
        _when("taken_at", nullable=True),
        *_foreign(
            table,
            attempt_id="lms_exam_attempt",
            brought_by="school_person",
            exam_id="lms_exam",
            school_id="school_unit",
            taken_by="school_person",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("uid", name=op.f(f"uq_{table}_uid")),
    )
    op.create_index(op.f(f"ix_{table}_exam_id"), table, ["exam_id"])
    op.create_index(op.f(f"ix_{table}_attempt_id"), table, ["attempt_id"])


def downgrade() -> None:
    for table in (
        "lms_attempt_rescue",
        "lms_exam_outage",
        "lms_attempt_fact",
        "lms_attempt_part",
        "lms_answer_claim",
        "lms_attempt_contact",
    ):
        op.drop_table(table)
    # A rule's decisions have nobody who could stand as their author.
    op.execute("DELETE FROM lms_answer_decision WHERE decided_by IS NULL")
    with op.batch_alter_table("lms_answer_decision") as table:
        table.drop_column("reason")
        table.alter_column("decided_by", existing_type=BIG_ID, nullable=False)
    op.drop_column("lms_exam_attempt", "unlocked_until")
    op.add_column(
        "lms_exam",
        sa.Column(
            "results_policy", sa.String(length=12), nullable=False, server_default="on_release"
        ),
    )
    op.execute("UPDATE lms_exam SET results_policy = 'after_close' WHERE show_key = 'over'")
    op.execute("UPDATE lms_exam SET results_policy = 'at_once' WHERE show_mark = 'at_once'")
    for name in ("attempts_counted", "late_minutes", "one_way", *(f"show_{x}" for x in SHOWN)):
        op.drop_column("lms_exam", name)
