"""Searches that found nothing, what librarians decided about them, and searches that are kept"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0035"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _unit(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_unit_id")
    return sa.ForeignKeyConstraint(["unit_id"], ["school_unit.id"], name=name)


def upgrade() -> None:
    name = "repository_missed"
    op.create_table(
        name,
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=False),
        sa.Column("text", sa.String(80), nullable=False),
        sa.Column("asker", sa.String(32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        _unit(name),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("unit_id", "text", "asker", "day", name=op.f(f"uq_{name}_unit_id_text_asker_day")),
    )
    op.create_index(op.f("ix_repository_missed_day"), name, ["day"])
    name = "repository_wanted"
    op.create_table(
        name,
        sa.Column("unit_id", BIG_ID, nullable=False, autoincrement=False),
        sa.Column("text", sa.String(80), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _unit(name),
        sa.PrimaryKeyConstraint("unit_id", "text", name=op.f(f"pk_{name}")),
    )
    name = "repository_saved"
    op.create_table(
        name,
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("address", sa.String(500), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["school_person.id"], name=op.f(f"fk_{name}_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("person_id", "address", name=op.f(f"uq_{name}_person_id_address")),
    )


def downgrade() -> None:
    op.drop_table("repository_saved")
    op.drop_table("repository_wanted")
    op.drop_index("ix_repository_missed_day", "repository_missed")
    op.drop_table("repository_missed")
