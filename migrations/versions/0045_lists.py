"""Lists of materials; by what nearly the same texts are found; versions of files"""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "repository_list",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=False),
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("archive", sa.String(length=255), nullable=False),
        sa.Column("usual", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("unnamed", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["school_person.id"], name=op.f("fk_repository_list_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["school_unit.id"], name=op.f("fk_repository_list_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repository_list")),
        sa.UniqueConstraint("uid", name=op.f("uq_repository_list_uid")),
    )
    op.create_index("ix_repository_list_mine", "repository_list", ["person_id", "id"], unique=False)
    op.create_table(
        "repository_list_row",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("list_id", BIG_ID, nullable=False),
        sa.Column("sheet", sa.String(length=100), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("file", sa.String(length=1000), nullable=False),
        sa.Column("link", sa.String(length=2000), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("faults", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("work_id", BIG_ID, nullable=True),
        sa.Column("same_id", BIG_ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["list_id"], ["repository_list.id"], name=op.f("fk_repository_list_row_list_id")
        ),
        sa.ForeignKeyConstraint(
            ["same_id"], ["repository_work.id"], name=op.f("fk_repository_list_row_same_id")
        ),
        sa.ForeignKeyConstraint(
            ["work_id"], ["repository_work.id"], name=op.f("fk_repository_list_row_work_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repository_list_row")),
    )
    op.create_index(
        "ix_repository_list_row_outcome",
        "repository_list_row",
        ["list_id", "outcome"],
        unique=False,
    )
    op.create_index(
        op.f("ix_repository_list_row_same_id"), "repository_list_row", ["same_id"], unique=False
    )
    op.create_index(
        op.f("ix_repository_list_row_work_id"), "repository_list_row", ["work_id"], unique=False
    )
    op.create_table(
        "repository_sketch",
        sa.Column("file_id", BIG_ID, nullable=False),
        sa.Column("work_id", BIG_ID, nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["repository_file.id"], name=op.f("fk_repository_sketch_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["work_id"], ["repository_work.id"], name=op.f("fk_repository_sketch_work_id")
        ),
        sa.PrimaryKeyConstraint("file_id", name=op.f("pk_repository_sketch")),
    )
    op.create_index(
        op.f("ix_repository_sketch_work_id"), "repository_sketch", ["work_id"], unique=False
    )
    op.create_table(
        "repository_sketch_key",
        sa.Column("file_id", BIG_ID, nullable=False),
        sa.Column("band", sa.Integer(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"],
            ["repository_sketch.file_id"],
            name=op.f("fk_repository_sketch_key_file_id"),
        ),
        sa.PrimaryKeyConstraint("file_id", "band", name=op.f("pk_repository_sketch_key")),
    )
    op.create_index(
        "ix_repository_sketch_key_number", "repository_sketch_key", ["number"], unique=False
    )
    op.create_table(
        "repository_version",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("work_id", BIG_ID, nullable=False),
        sa.Column("file_id", BIG_ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("reviewer_id", BIG_ID, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("format", sa.String(length=40), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("locked", sa.Boolean(), nullable=False),
        sa.Column("warnings", sa.JSON(), nullable=False),
        sa.Column("shown_sha256", sa.String(length=64), nullable=True),
        sa.Column("shown_type", sa.String(length=40), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("cover_sha256", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["cover_sha256"], ["suite_file.sha256"], name=op.f("fk_repository_version_cover_sha256")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["repository_file.id"], name=op.f("fk_repository_version_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["school_person.id"], name=op.f("fk_repository_version_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["school_person.id"], name=op.f("fk_repository_version_reviewer_id")
        ),
        sa.ForeignKeyConstraint(
            ["sha256"], ["suite_file.sha256"], name=op.f("fk_repository_version_sha256")
        ),
        sa.ForeignKeyConstraint(
            ["shown_sha256"], ["suite_file.sha256"], name=op.f("fk_repository_version_shown_sha256")
        ),
        sa.ForeignKeyConstraint(
            ["work_id"], ["repository_work.id"], name=op.f("fk_repository_version_work_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repository_version")),
        sa.UniqueConstraint("file_id", "number", name=op.f("uq_repository_version_file_id_number")),
        sa.UniqueConstraint("uid", name=op.f("uq_repository_version_uid")),
    )
    op.create_index(
        "ix_repository_version_work", "repository_version", ["work_id", "state"], unique=False
    )
    op.create_table(
        "repository_version_page",
        sa.Column("version_id", BIG_ID, nullable=False),
        sa.Column("page_no", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("read_by", sa.String(length=10), nullable=True),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["repository_version.id"],
            name=op.f("fk_repository_version_page_version_id"),
        ),
        sa.PrimaryKeyConstraint("version_id", "page_no", name=op.f("pk_repository_version_page")),
    )


def downgrade() -> None:
    op.drop_table("repository_version_page")
    op.drop_index("ix_repository_version_work", table_name="repository_version")
    op.drop_table("repository_version")
    op.drop_index("ix_repository_sketch_key_number", table_name="repository_sketch_key")
    op.drop_table("repository_sketch_key")
    op.drop_index(op.f("ix_repository_sketch_work_id"), table_name="repository_sketch")
    op.drop_table("repository_sketch")
    op.drop_index(op.f("ix_repository_list_row_work_id"), table_name="repository_list_row")
    op.drop_index(op.f("ix_repository_list_row_same_id"), table_name="repository_list_row")
    op.drop_index("ix_repository_list_row_outcome", table_name="repository_list_row")
    op.drop_table("repository_list_row")
    op.drop_index("ix_repository_list_mine", table_name="repository_list")
    op.drop_table("repository_list")
