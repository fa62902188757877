"""Permanent identifiers of works, and what harvesters know of them"""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0042"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _key(table: str, column: str, target: str, to: str = "id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.{to}"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    name = "repository_record"
    op.create_table(
        name,
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("work_id", BIG_ID, nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("stamp", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=True),
        sa.Column("kind", sa.String(20), nullable=True),
        sa.Column("subject_code", sa.String(20), nullable=True),
        sa.Column("next_id", BIG_ID, nullable=True),
        _key(name, "work_id", "repository_work"),
        _key(name, "unit_id", "school_unit"),
        _key(name, "subject_code", "school_subject", "code"),
        _key(name, "next_id", "repository_record"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("work_id", name=op.f(f"uq_{name}_work_id")),
        sa.UniqueConstraint("code", name=op.f(f"uq_{name}_code")),
    )
    op.create_index(f"ix_{name}_stamp", name, ["stamp", "id"])


def downgrade() -> None:
    op.drop_table("repository_record")
