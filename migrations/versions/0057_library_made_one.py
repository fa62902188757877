"""Works made one, marks that stayed at a version, decisions taken back, keys of packs"""

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_STAYED = "fk_repository_note_version_id"
_STAYED_AT = "ix_repository_note_version_id"
_BY = "fk_repository_decision_undone_by"
_PACK = "fk_repository_resumable_pack_id"


def upgrade() -> None:
    _works_made_one()
    _keys()
    with op.batch_alter_table("repository_note") as table:
        table.add_column(sa.Column("version_id", BIG_ID, nullable=True))
        table.create_foreign_key(op.f(_STAYED), "repository_version", ["version_id"], ["id"])
        table.create_index(op.f(_STAYED_AT), ["version_id"], unique=False)
    with op.batch_alter_table("repository_decision") as table:
        table.add_column(sa.Column("undone_by", BIG_ID, nullable=True))
        table.add_column(sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("undone_why", sa.Text(), nullable=True))
        table.create_foreign_key(op.f(_BY), "school_person", ["undone_by"], ["id"])
    op.add_column("repository_pack_import", sa.Column("key", sa.String(64), nullable=True))
    with op.batch_alter_table("repository_resumable") as table:
        table.add_column(sa.Column("pack_id", BIG_ID, nullable=True))
        table.create_foreign_key(op.f(_PACK), "repository_pack_import", ["pack_id"], ["id"])


def _works_made_one() -> None:
    op.create_table(
        "repository_work_merge",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("kept_id", BIG_ID, nullable=False),
        sa.Column("gone_id", BIG_ID, nullable=False),
        sa.Column("state", sa.String(length=15), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("by_id", BIG_ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", BIG_ID, nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [name], [target], name=op.f(f"fk_repository_work_merge_{name}")
            )
            for name, target in (
                ("kept_id", "repository_work.id"),
                ("gone_id", "repository_work.id"),
                ("by_id", "school_person.id"),
                ("undone_by", "school_person.id"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repository_work_merge")),
    )
    op.create_index(
        op.f("ix_repository_work_merge_kept_id"), "repository_work_merge", ["kept_id"]
    )
    op.create_index(
        "uq_repository_work_merge_gone",
        "repository_work_merge",
        ["gone_id"],
        unique=True,
        sqlite_where=sa.text("undone_at IS NULL"),
        postgresql_where=sa.text("undone_at IS NULL"),
    )


def _keys() -> None:
    op.create_table(
        "repository_pack_key",
        sa.Column("unit_id", BIG_ID, nullable=False),
        sa.Column("public", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.String(length=400), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["school_unit.id"], name=op.f("fk_repository_pack_key_unit_id")
        ),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_repository_pack_key")),
        sa.UniqueConstraint("public", name=op.f("uq_repository_pack_key_public")),
    )
    op.create_table(
        "repository_pack_sender",
        sa.Column("unit_id", BIG_ID, nullable=False),
        sa.Column("public", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["school_unit.id"], name=op.f("fk_repository_pack_sender_unit_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["school_person.id"], name=op.f("fk_repository_pack_sender_person_id")
        ),
        sa.PrimaryKeyConstraint("unit_id", "public", name=op.f("pk_repository_pack_sender")),
    )


def downgrade() -> None:
    with op.batch_alter_table("repository_resumable") as table:
        table.drop_constraint(op.f(_PACK), type_="foreignkey")
        table.drop_column("pack_id")
    op.drop_column("repository_pack_import", "key")
    with op.batch_alter_table("repository_decision") as table:
        table.drop_constraint(op.f(_BY), type_="foreignkey")
        for name in ("undone_why", "undone_at", "undone_by"):
            table.drop_column(name)
    with op.batch_alter_table("repository_note") as table:
        table.drop_index(op.f(_STAYED_AT))
        table.drop_constraint(op.f(_STAYED), type_="foreignkey")
        table.drop_column("version_id")
    op.drop_table("repository_pack_sender")
    op.drop_table("repository_pack_key")
    op.drop_index("uq_repository_work_merge_gone", table_name="repository_work_merge")
    op.drop_index(op.f("ix_repository_work_merge_kept_id"), table_name="repository_work_merge")
    op.drop_table("repository_work_merge")
