"""Candidates and parts of an exam; pupils of papers that are made become candidates"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "lms_exam_part",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("exam_id", BIG_ID, nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["exam_id"], ["lms_exam.id"], name=op.f("fk_lms_exam_part_exam_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lms_exam_part")),
        sa.UniqueConstraint("exam_id", "number", name=op.f("uq_lms_exam_part_exam_id_number")),
    )
    op.add_column(
        "lms_exam_question",
        sa.Column("part", sa.SmallInteger(), nullable=False, server_default="1"),
    )
    op.create_table(
        "lms_exam_candidate",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("school_id", BIG_ID, nullable=False),
        sa.Column("exam_id", BIG_ID, nullable=False),
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("activity_id", BIG_ID, nullable=False),
        sa.Column("form_id", BIG_ID, nullable=True),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("extra_minutes", sa.Integer(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("access_code", sa.String(length=20), nullable=False),
        sa.Column("networks", sa.Text(), nullable=False),
        sa.Column("mode", sa.String(length=12), nullable=True),
        sa.Column("waits", sa.Boolean(), nullable=False),
        *[
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_lms_exam_candidate_{column}")
            )
            for column, table in (
                ("activity_id", "lms_course_activity"),
                ("exam_id", "lms_exam"),
                ("form_id", "lms_exam_form"),
                ("person_id", "school_person"),
                ("school_id", "school_unit"),
            )
        ],
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lms_exam_candidate")),
        sa.UniqueConstraint(
            "exam_id", "person_id", name=op.f("uq_lms_exam_candidate_exam_id_person_id")
        ),
    )
    op.create_index(op.f("ix_lms_exam_candidate_person_id"), "lms_exam_candidate", ["person_id"])
    # Whoever has an attempt is a candidate of that exam, with the paper that was drawn.
    op.execute(
        """
        INSERT INTO lms_exam_candidate (school_id, exam_id, person_id, activity_id, form_id,
          number, extra_minutes, access_code, networks, waits)
        SELECT a.school_id, a.exam_id, a.person_id, e.activity_id, max(a.form_id),
          '', 0, '', '', false
        FROM lms_exam_attempt a JOIN lms_exam e ON e.id = a.exam_id
        GROUP BY a.school_id, a.exam_id, a.person_id, e.activity_id
        """
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_lms_exam_candidate_person_id"), table_name="lms_exam_candidate")
    op.drop_table("lms_exam_candidate")
    op.drop_column("lms_exam_question", "part")
    op.drop_table("lms_exam_part")
