"""Uploads that go on where they were cut off"""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NAME = "repository_resumable"


def _key(column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{NAME}_{column}"))


def upgrade() -> None:
    op.create_table(
        NAME,
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("uid", sa.String(36), nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=False),
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("mark", sa.String(300), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("writer", sa.String(40), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("upload_id", BIG_ID, nullable=True),
        _key("unit_id", "school_unit"),
        _key("person_id", "school_person"),
        _key("upload_id", "repository_upload"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{NAME}")),
        sa.UniqueConstraint("uid", name=op.f(f"uq_{NAME}_uid")),
    )
    op.create_index(op.f(f"ix_{NAME}_person_id"), NAME, ["person_id"])
    op.create_index(op.f(f"ix_{NAME}_expires_at"), NAME, ["expires_at"])


def downgrade() -> None:
    op.drop_table(NAME)
