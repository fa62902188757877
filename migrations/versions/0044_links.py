"""Links of works to other sites, and what came of looking at them"""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "repository_link",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("work_id", BIG_ID, nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=False),
        sa.Column("url", sa.String(length=2000), nullable=False),
        sa.Column("url_key", sa.String(length=64), nullable=False),
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=15), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("alive_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", BIG_ID, nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["school_person.id"], name=op.f("fk_repository_link_confirmed_by")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["school_unit.id"], name=op.f("fk_repository_link_unit_id")
        ),
        sa.ForeignKeyConstraint(
            ["work_id"], ["repository_work.id"], name=op.f("fk_repository_link_work_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repository_link")),
        sa.UniqueConstraint("work_id", "url_key", name=op.f("uq_repository_link_work_id_url_key")),
    )
    op.create_index("ix_repository_link_due", "repository_link", ["checked_at"], unique=False)
    op.create_index(
        "ix_repository_link_same", "repository_link", ["unit_id", "url_key"], unique=False
    )


def downgrade() -> None:
    op.drop_index("ix_repository_link_same", table_name="repository_link")
    op.drop_index("ix_repository_link_due", table_name="repository_link")
    op.drop_table("repository_link")
