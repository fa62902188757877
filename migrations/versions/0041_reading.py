"""Where people stopped reading"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0035"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    name = "repository_place"
    op.create_table(
        name,
        sa.Column("person_id", BIG_ID, nullable=False, autoincrement=False),
        sa.Column("file_id", BIG_ID, nullable=False, autoincrement=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        _key(name, "person_id", "school_person"),
        _key(name, "file_id", "repository_file"),
        sa.PrimaryKeyConstraint("person_id", "file_id", name=op.f(f"pk_{name}")),
    )
    op.create_index(op.f(f"ix_{name}_file_id"), name, ["file_id"])
    op.create_index(f"ix_{name}_person_at", name, ["person_id", "at"])


def downgrade() -> None:
    op.drop_table("repository_place")
