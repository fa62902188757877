"""Assignments: submissions and their files"""

import sqlalchemy as sa
from alembic import op

revision = "assignment_0001"
down_revision = None
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "assignment_submission",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("school_id", sa.BigInteger(), nullable=False),
        sa.Column("activity_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment_submission")),
        sa.UniqueConstraint(
            "activity_id", "person_id", name=op.f("uq_assignment_submission_activity_id_person_id")
        ),
        sa.UniqueConstraint("uid", name=op.f("uq_assignment_submission_uid")),
    )
    op.create_index(
        op.f("ix_assignment_submission_activity_id"),
        "assignment_submission",
        ["activity_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_assignment_submission_person_id"),
        "assignment_submission",
        ["person_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_assignment_submission_school_id"),
        "assignment_submission",
        ["school_id"],
        unique=False,
    )
    op.create_table(
        "assignment_file",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("school_id", sa.BigInteger(), nullable=False),
        sa.Column("submission_id", BIG_ID, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["assignment_submission.id"],
            name=op.f("fk_assignment_file_submission_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment_file")),
    )
    op.create_index(
        op.f("ix_assignment_file_school_id"), "assignment_file", ["school_id"], unique=False
    )
    op.create_index(op.f("ix_assignment_file_sha256"), "assignment_file", ["sha256"], unique=False)
    op.create_index(
        op.f("ix_assignment_file_submission_id"), "assignment_file", ["submission_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_assignment_file_submission_id"), table_name="assignment_file")
    op.drop_index(op.f("ix_assignment_file_sha256"), table_name="assignment_file")
    op.drop_index(op.f("ix_assignment_file_school_id"), table_name="assignment_file")
    op.drop_table("assignment_file")
    op.drop_index(op.f("ix_assignment_submission_school_id"), table_name="assignment_submission")
    op.drop_index(op.f("ix_assignment_submission_person_id"), table_name="assignment_submission")
    op.drop_index(op.f("ix_assignment_submission_activity_id"), table_name="assignment_submission")
    op.drop_table("assignment_submission")
