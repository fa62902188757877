"""Pictures of questions, dated tables of shares, and files that belong to an answer"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "lms_bank_file",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("school_id", BIG_ID, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("author_id", BIG_ID, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["school_person.id"], name=op.f("fk_lms_bank_file_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school_unit.id"], name=op.f("fk_lms_bank_file_school_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lms_bank_file")),
        sa.UniqueConstraint("uid", name=op.f("uq_lms_bank_file_uid")),
    )
    op.create_index(op.f("ix_lms_bank_file_school_id"), "lms_bank_file", ["school_id"])
    op.create_index(op.f("ix_lms_bank_file_sha256"), "lms_bank_file", ["sha256"])
    op.create_table(
        "lms_bank_share_table",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("name_vi", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("shares", sa.String(length=200), nullable=False),
        sa.Column("citation", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("code", "valid_from", name=op.f("pk_lms_bank_share_table")),
    )
    op.create_table(
        "lms_exam_upload",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("school_id", BIG_ID, nullable=False),
        sa.Column("attempt_id", BIG_ID, nullable=False),
        sa.Column("item", sa.SmallInteger(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["lms_exam_attempt.id"], name=op.f("fk_lms_exam_upload_attempt_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school_unit.id"], name=op.f("fk_lms_exam_upload_school_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lms_exam_upload")),
        sa.UniqueConstraint(
            "school_id",
            "attempt_id",
            "key",
            name=op.f("uq_lms_exam_upload_school_id_attempt_id_key"),
        ),
        sa.UniqueConstraint("uid", name=op.f("uq_lms_exam_upload_uid")),
    )
    op.create_index(op.f("ix_lms_exam_upload_attempt_id"), "lms_exam_upload", ["attempt_id"])
    op.create_index(op.f("ix_lms_exam_upload_sha256"), "lms_exam_upload", ["sha256"])


def downgrade() -> None:
    op.drop_table("lms_exam_upload")
    op.drop_table("lms_bank_share_table")
    op.drop_table("lms_bank_file")
