"""Library"""

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

SINCE = date(2020, 1, 1)
POLICY = "policy 2.5"
NO_ROLE = "helps neither to explain nor to practise by itself"
KINDS = (
    ("etextbook", "explain", POLICY),
    ("elesson", "explain", POLICY),
    ("lesson", "explain", POLICY),
    ("text", "explain", POLICY),
    ("slides", "none", NO_ROLE),
    ("video", "explain", POLICY),
    ("audio", "none", NO_ROLE),
    ("simulation", "explain", POLICY),
    ("exercise", "practice", POLICY),
    ("question_set", "practice", POLICY),
    ("test", "practice", POLICY),
    ("reference", "none", NO_ROLE),
    ("programme", "none", NO_ROLE),
)
LICENCES = (
    ("own", True, "nhà trường là chủ sở hữu"),
    ("permission", True, "có văn bản cho phép"),
    ("public-domain", True, "Luật Sở hữu trí tuệ: văn bản pháp luật, hết thời hạn bảo hộ"),
    ("cc0", True, "CC0 1.0"),
    ("cc-by", True, "CC BY"),
    ("cc-by-sa", True, "CC BY-SA"),
    ("cc-by-nc", True, "CC BY-NC: dùng phi thương mại"),
    ("cc-by-nc-sa", True, "CC BY-NC-SA: dùng phi thương mại"),
    ("cc-by-nd", True, "CC BY-ND: không sửa đổi"),
    ("cc-by-nc-nd", True, "CC BY-NC-ND: không sửa đổi, phi thương mại"),
    ("link", True, "chỉ dẫn liên kết tới nơi công bố"),
    ("all-rights-reserved", False, "chưa được phép sử dụng"),
    ("unknown", False, "chưa rõ bản quyền"),
)


def upgrade() -> None:
    op.create_table(
        "repository_kind",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("citation", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("code", "valid_from", name=op.f("pk_repository_kind")),
    )
    op.create_table(
        "repository_licence",
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("allows_use", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("citation", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("code", "valid_from", name=op.f("pk_repository_licence")),
    )
    op.create_table(
        "repository_work",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("creators", sa.JSON(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject_code", sa.String(length=20), nullable=True),
        sa.Column("grades", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("licence", sa.String(length=30), nullable=False),
        sa.Column("audience", sa.String(length=10), nullable=False),
        sa.Column("embargo_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cover_sha256", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=15), nullable=False),
        sa.Column("depositor_id", BIG_ID, nullable=False),
        sa.Column("reviewer_id", BIG_ID, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("index_wanted", sa.Integer(), nullable=False),
        sa.Column("index_done", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cover_sha256"], ["suite_file.sha256"], name=op.f("fk_repository_work_cover_sha256")
        ),
        sa.ForeignKeyConstraint(
            ["depositor_id"], ["school_person.id"], name=op.f("fk_repository_work_depositor_id")
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["school_person.id"], name=op.f("fk_repository_work_reviewer_id")
        ),
        sa.ForeignKeyConstraint(
            ["subject_code"], ["school_subject.code"], name=op.f("fk_repository_work_subject_code")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["school_unit.id"], name=op.f("fk_repository_work_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repository_work")),
        sa.UniqueConstraint("uid", name=op.f("uq_repository_work_uid")),
    )
    op.create_index(
        op.f("ix_repository_work_depositor_id"), "repository_work", ["depositor_id"], unique=False
    )
    op.create_index(op.f("ix_repository_work_state"), "repository_work", ["state"], unique=False)
    op.create_index(
        op.f("ix_repository_work_subject_code"), "repository_work", ["subject_code"], unique=False
    )
    op.create_index(
        "ix_repository_work_unit_state", "repository_work", ["unit_id", "state"], unique=False
    )
    op.create_table(
        "repository_alignment",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("work_id", BIG_ID, nullable=False),
        sa.Column("node_id", BIG_ID, nullable=False),
        sa.Column("proposed_by", BIG_ID, nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", BIG_ID, nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["confirmed_by"],
            ["school_person.id"],
            name=op.f("fk_repository_alignment_confirmed_by"),
        ),
        sa.ForeignKeyConstraint(
            ["node_id"], ["school_curriculum_node.id"], name=op.f("fk_repository_alignment_node_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["school_person.id"], name=op.f("fk_repository_alignment_proposed_by")
        ),
        sa.ForeignKeyConstraint(
            ["work_id"], ["repository_work.id"], name=op.f("fk_repository_alignment_work_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repository_alignment")),
        sa.UniqueConstraint(
            "work_id", "node_id", name=op.f("uq_repository_alignment_work_id_node_id")
        ),
    )
    op.create_index(
        op.f("ix_repository_alignment_node_id"), "repository_alignment", ["node_id"], unique=False
    )
    op.create_table(
        "repository_file",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=False),
        sa.Column("work_id", BIG_ID, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("format", sa.String(length=40), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("locked", sa.Boolean(), nullable=False),
        sa.Column("warnings", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("health", sa.String(length=15), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["sha256"], ["suite_file.sha256"], name=op.f("fk_repository_file_sha256")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["school_unit.id"], name=op.f("fk_repository_file_unit_id")
        ),
        sa.ForeignKeyConstraint(
            ["work_id"], ["repository_work.id"], name=op.f("fk_repository_file_work_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repository_file")),
        sa.UniqueConstraint("work_id", "sha256", name=op.f("uq_repository_file_work_id_sha256")),
    )
    op.create_index(
        "ix_repository_file_content", "repository_file", ["unit_id", "sha256"], unique=False
    )
    op.create_table(
        "repository_step",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("work_id", BIG_ID, nullable=False),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["school_person.id"], name=op.f("fk_repository_step_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["work_id"], ["repository_work.id"], name=op.f("fk_repository_step_work_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repository_step")),
    )
    op.create_index(
        op.f("ix_repository_step_work_id"), "repository_step", ["work_id"], unique=False
    )
    op.create_table(
        "repository_upload",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=False),
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=True),
        sa.Column("params", sa.JSON(), nullable=True),
        sa.Column("work_id", BIG_ID, nullable=True),
        sa.Column("job_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["school_person.id"], name=op.f("fk_repository_upload_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["school_unit.id"], name=op.f("fk_repository_upload_unit_id")
        ),
        sa.ForeignKeyConstraint(
            ["work_id"], ["repository_work.id"], name=op.f("fk_repository_upload_work_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repository_upload")),
        sa.UniqueConstraint("uid", name=op.f("uq_repository_upload_uid")),
    )
    op.create_index(
        "ix_repository_upload_mine", "repository_upload", ["person_id", "id"], unique=False
    )
    op.create_index(
        op.f("ix_repository_upload_unit_id"), "repository_upload", ["unit_id"], unique=False
    )
    op.create_table(
        "repository_page",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("work_id", BIG_ID, nullable=False),
        sa.Column("file_id", BIG_ID, nullable=False),
        sa.Column("page_no", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["repository_file.id"], name=op.f("fk_repository_page_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["work_id"], ["repository_work.id"], name=op.f("fk_repository_page_work_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repository_page")),
        sa.UniqueConstraint("file_id", "page_no", name=op.f("uq_repository_page_file_id_page_no")),
    )
    op.create_index(
        op.f("ix_repository_page_work_id"), "repository_page", ["work_id"], unique=False
    )
    op.create_table(
        "repository_reading",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("work_id", BIG_ID, nullable=False),
        sa.Column("file_id", BIG_ID, nullable=False),
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["file_id"], ["repository_file.id"], name=op.f("fk_repository_reading_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["school_person.id"], name=op.f("fk_repository_reading_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["work_id"], ["repository_work.id"], name=op.f("fk_repository_reading_work_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repository_reading")),
        sa.UniqueConstraint("uid", name=op.f("uq_repository_reading_uid")),
    )
    op.create_index(
        op.f("ix_repository_reading_file_id"), "repository_reading", ["file_id"], unique=False
    )
    op.create_index(
        op.f("ix_repository_reading_person_id"), "repository_reading", ["person_id"], unique=False
    )
    op.create_index(
        op.f("ix_repository_reading_work_id"), "repository_reading", ["work_id"], unique=False
    )
    _seed()


def _seed() -> None:
    text = ("code", "citation")
    kinds = sa.table(
        "repository_kind",
        *(sa.column(name, sa.String) for name in (*text, "role")),
        *(sa.column(name, sa.Date) for name in ("valid_from", "valid_to")),
        sa.column("position", sa.Integer),
    )
    licences = sa.table(
        "repository_licence",
        *(sa.column(name, sa.String) for name in text),
        *(sa.column(name, sa.Date) for name in ("valid_from", "valid_to")),
        sa.column("position", sa.Integer),
        sa.column("allows_use", sa.Boolean),
    )
    op.bulk_insert(
        kinds,
        [
            {
                "code": code,
                "valid_from": SINCE,
                "valid_to": None,
                "role": role,
                "position": position,
                "citation": citation,
            }
            for position, (code, role, citation) in enumerate(KINDS)
        ],
    )
    op.bulk_insert(
        licences,
        [
            {
                "code": code,
                "valid_from": SINCE,
                "valid_to": None,
                "allows_use": allows_use,
                "position": position,
                "citation": citation,
            }
            for position, (code, allows_use, citation) in enumerate(LICENCES)
        ],
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_repository_reading_work_id"), table_name="repository_reading")
    op.drop_index(op.f("ix_repository_reading_person_id"), table_name="repository_reading")
    op.drop_index(op.f("ix_repository_reading_file_id"), table_name="repository_reading")
    op.drop_table("repository_reading")
    op.drop_index(op.f("ix_repository_page_work_id"), table_name="repository_page")
    op.drop_table("repository_page")
    op.drop_index(op.f("ix_repository_upload_unit_id"), table_name="repository_upload")
    op.drop_index("ix_repository_upload_mine", table_name="repository_upload")
    op.drop_table("repository_upload")
    op.drop_index(op.f("ix_repository_step_work_id"), table_name="repository_step")
    op.drop_table("repository_step")
    op.drop_index("ix_repository_file_content", table_name="repository_file")
    op.drop_table("repository_file")
    op.drop_index(op.f("ix_repository_alignment_node_id"), table_name="repository_alignment")
    op.drop_table("repository_alignment")
    op.drop_index("ix_repository_work_unit_state", table_name="repository_work")
    op.drop_index(op.f("ix_repository_work_subject_code"), table_name="repository_work")
    op.drop_index(op.f("ix_repository_work_state"), table_name="repository_work")
    op.drop_index(op.f("ix_repository_work_depositor_id"), table_name="repository_work")
    op.drop_table("repository_work")
    op.drop_table("repository_licence")
    op.drop_table("repository_kind")
