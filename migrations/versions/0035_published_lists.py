"""Published lists of candidates, and what each candidate was told"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    name = "lms_sitting_list"
    op.create_table(
        name,
        sa.Column("exam_id", BIG_ID, nullable=False, autoincrement=False),
        sa.Column("school_id", BIG_ID, nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", BIG_ID, nullable=False),
        sa.Column("rounds", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        _key(name, "exam_id", "lms_exam"),
        _key(name, "school_id", "school_unit"),
        _key(name, "published_by", "school_person"),
        sa.PrimaryKeyConstraint("exam_id", name=op.f(f"pk_{name}")),
    )
    name = "lms_sitting_told"
    op.create_table(
        name,
        sa.Column("candidate_id", BIG_ID, nullable=False, autoincrement=False),
        sa.Column("school_id", BIG_ID, nullable=False),
        sa.Column("exam_id", BIG_ID, nullable=False),
        sa.Column("place", sa.String(64), nullable=False),
        _key(name, "candidate_id", "lms_exam_candidate"),
        _key(name, "school_id", "school_unit"),
        _key(name, "exam_id", "lms_exam"),
        sa.PrimaryKeyConstraint("candidate_id", name=op.f(f"pk_{name}")),
    )
    op.create_index(op.f(f"ix_{name}_exam_id"), name, ["exam_id"])


def downgrade() -> None:
    op.drop_table("lms_sitting_told")
    op.drop_table("lms_sitting_list")
