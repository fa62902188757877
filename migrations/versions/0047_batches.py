"""Changes of many works at once, each field as it was and as it became"""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    name = "repository_batch"
    op.create_table(
        name,
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("uid", sa.String(36), nullable=False),
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("field", sa.String(20), nullable=False),
        sa.Column("way", sa.String(10), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("works", sa.Integer(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_as_is", sa.Integer(), nullable=False),
        _key(name, "person_id", "school_person.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("uid", name=op.f(f"uq_{name}_uid")),
    )
    op.create_index(op.f(f"ix_{name}_person_id"), name, ["person_id"])
    change = "repository_batch_change"
    op.create_table(
        change,
        sa.Column("batch_id", BIG_ID, nullable=False, autoincrement=False),
        sa.Column("work_id", BIG_ID, nullable=False, autoincrement=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        _key(change, "batch_id", f"{name}.id"),
        _key(change, "work_id", "repository_work.id"),
        sa.PrimaryKeyConstraint("batch_id", "work_id", name=op.f(f"pk_{change}")),
    )
    op.create_index(op.f(f"ix_{change}_work_id"), change, ["work_id"])


def downgrade() -> None:
    op.drop_table("repository_batch_change")
    op.drop_table("repository_batch")
