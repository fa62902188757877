"""The audit of stored files, and class packs"""

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

# Whether copies may be handed on: by Article 20 of the Law on intellectual property only the owner
# allows it; what is in the public domain, and what its owner put under Creative Commons, is free to.
_LAW = "Luật Sở hữu trí tuệ số 50/2005/QH11 (sửa đổi 2009, 2019, 2022)"
COPIES = (
    ("own", True, f"{_LAW}, Điều 20: chủ sở hữu quyền cho phép sao chép, phân phối"),
    (
        "permission",
        False,
        f"{_LAW}, Điều 20: văn bản cho phép trường dùng chưa gồm việc chuyển tiếp",
    ),
    ("public-domain", True, f"{_LAW}, Điều 15 và Điều 43: không hoặc hết thời hạn bảo hộ"),
    ("cc0", True, "CC0 1.0, mục 2"),
    ("cc-by", True, "CC BY 4.0, mục 2(a)(1)"),
    ("cc-by-sa", True, "CC BY-SA 4.0, mục 2(a)(1)"),
    ("cc-by-nc", True, "CC BY-NC 4.0, mục 2(a)(1): phi thương mại"),
    ("cc-by-nc-sa", True, "CC BY-NC-SA 4.0, mục 2(a)(1): phi thương mại"),
    ("cc-by-nd", True, "CC BY-ND 4.0, mục 2(a)(1): nguyên bản"),
    ("cc-by-nc-nd", True, "CC BY-NC-ND 4.0, mục 2(a)(1): nguyên bản, phi thương mại"),
    ("link", False, "chỉ dẫn liên kết: không có bản sao"),
    ("all-rights-reserved", False, f"{_LAW}, Điều 20"),
    ("unknown", False, "chưa rõ bản quyền"),
)
SINCE = date(2020, 1, 1)

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "repository_fixity",
        sa.Column("content", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("found", sa.BigInteger(), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("content", name=op.f("pk_repository_fixity")),
    )
    op.create_index(
        op.f("ix_repository_fixity_checked_at"), "repository_fixity", ["checked_at"], unique=False
    )
    op.create_index(
        op.f("ix_repository_fixity_outcome"), "repository_fixity", ["outcome"], unique=False
    )
    op.create_table(
        "repository_fixity_run",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("bookmark", sa.String(length=64), nullable=False),
        sa.Column("checked", sa.Integer(), nullable=False),
        sa.Column("broken", sa.Integer(), nullable=False),
        sa.Column("bytes_read", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repository_fixity_run")),
    )
    copies = op.create_table(
        "repository_licence_copy",
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("may_copy", sa.Boolean(), nullable=False),
        sa.Column("citation", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("code", "valid_from", name=op.f("pk_repository_licence_copy")),
    )
    op.create_table(
        "repository_pack",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=False),
        sa.Column("owner_id", BIG_ID, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("description", sa.String(length=4000), nullable=False),
        sa.Column("reach", sa.String(length=10), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("works", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("job_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["school_person.id"], name=op.f("fk_repository_pack_owner_id")
        ),
        sa.ForeignKeyConstraint(
            ["sha256"], ["suite_file.sha256"], name=op.f("fk_repository_pack_sha256")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["school_unit.id"], name=op.f("fk_repository_pack_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repository_pack")),
        sa.UniqueConstraint("uid", name=op.f("uq_repository_pack_uid")),
    )
    op.create_index("ix_repository_pack_mine", "repository_pack", ["owner_id", "id"], unique=False)
    op.create_table(
        "repository_pack_import",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=False),
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("submit", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=True),
        sa.Column("params", sa.JSON(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("origin", sa.String(length=200), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("job_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["school_person.id"], name=op.f("fk_repository_pack_import_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["school_unit.id"], name=op.f("fk_repository_pack_import_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repository_pack_import")),
        sa.UniqueConstraint("uid", name=op.f("uq_repository_pack_import_uid")),
    )
    op.create_index(
        "ix_repository_pack_import_mine",
        "repository_pack_import",
        ["person_id", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_repository_pack_import_state"), "repository_pack_import", ["state"], unique=False
    )
    op.create_table(
        "repository_pack_origin",
        sa.Column("work_id", BIG_ID, nullable=False),
        sa.Column("work_uid", sa.String(length=36), nullable=False),
        sa.Column("pack_uid", sa.String(length=36), nullable=False),
        sa.Column("pack_title", sa.String(length=200), nullable=False),
        sa.Column("unit_name", sa.String(length=200), nullable=False),
        sa.Column("rights_holder", sa.String(length=400), nullable=False),
        sa.Column("licence", sa.String(length=30), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["work_id"], ["repository_work.id"], name=op.f("fk_repository_pack_origin_work_id")
        ),
        sa.PrimaryKeyConstraint("work_id", name=op.f("pk_repository_pack_origin")),
    )
    op.create_index(
        op.f("ix_repository_pack_origin_work_uid"),
        "repository_pack_origin",
        ["work_uid"],
        unique=False,
    )
    op.bulk_insert(
        copies,
        [
            {
                "code": code,
                "valid_from": SINCE,
                "valid_to": None,
                "may_copy": may_copy,
                "citation": citation,
            }
            for code, may_copy, citation in COPIES
        ],
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_repository_pack_origin_work_uid"), table_name="repository_pack_origin")
    op.drop_table("repository_pack_origin")
    op.drop_index(op.f("ix_repository_pack_import_state"), table_name="repository_pack_import")
    op.drop_index("ix_repository_pack_import_mine", table_name="repository_pack_import")
    op.drop_table("repository_pack_import")
    op.drop_index("ix_repository_pack_mine", table_name="repository_pack")
    op.drop_table("repository_pack")
    op.drop_table("repository_licence_copy")
    op.drop_table("repository_fixity_run")
    op.drop_index(op.f("ix_repository_fixity_outcome"), table_name="repository_fixity")
    op.drop_index(op.f("ix_repository_fixity_checked_at"), table_name="repository_fixity")
    op.drop_table("repository_fixity")
