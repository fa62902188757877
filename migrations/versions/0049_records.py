"""Permanent identifiers of works, what harvesters know of them, what came from other catalogues"""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _key(table: str, column: str, target: str, to: str = "id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.{to}"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    _record()
    _source()
    _origin()


def _record() -> None:
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


def _source() -> None:
    name = "repository_source"
    op.create_table(
        name,
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("base_url", sa.String(500), nullable=False),
        sa.Column("prefix", sa.String(20), nullable=False),
        sa.Column("set_spec", sa.String(300), nullable=True),
        sa.Column("since", sa.String(20), nullable=True),
        sa.Column("began", sa.String(20), nullable=True),
        sa.Column("token", sa.Text(), nullable=True),
        sa.Column("harvested_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("error", sa.String(300), nullable=True),
        sa.Column("added_by", BIG_ID, nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        _key(name, "unit_id", "school_unit"),
        _key(name, "added_by", "school_person"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    op.create_index(op.f(f"ix_{name}_unit_id"), name, ["unit_id"])


def _origin() -> None:
    name = "repository_origin"
    op.create_table(
        name,
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("source", sa.String(120), nullable=False),
        sa.Column("number", sa.String(300), nullable=False),
        sa.Column("work_id", BIG_ID, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        _key(name, "work_id", "repository_work"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("source", "number", name=op.f(f"uq_{name}_source_number")),
    )
    op.create_index(op.f(f"ix_{name}_work_id"), name, ["work_id"])


def downgrade() -> None:
    op.drop_table("repository_origin")
    op.drop_table("repository_source")
    op.drop_table("repository_record")
