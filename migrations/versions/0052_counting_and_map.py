"""Counting by COUNTER, the curriculum map, versions of the programme"""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _id(name: str = "id", **kw: object) -> sa.Column:
    return sa.Column(name, BIG_ID, primary_key=True, **kw)


def _to(name: str, table: str, key: str = "id", null: bool = False, pk: bool = False) -> sa.Column:
    return sa.Column(name, BIG_ID, sa.ForeignKey(f"{table}.{key}"), nullable=null, primary_key=pk)


def _at(name: str, null: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=null)


def upgrade() -> None:
    _programme()
    _map()
    _counting()


def _programme() -> None:
    op.create_table(
        "school_programme_change",
        _to("programme_id", "school_programme", pk=True),
        _to("former_id", "school_programme"),
        sa.Column("kind", sa.String(12), nullable=False),
        _to("by_id", "school_person", null=True),
        _at("at"),
        sa.Column("reason", sa.Text(), nullable=False),
        _at("undone_at", null=True),
    )
    node = "school_curriculum_node"
    op.create_table(
        "school_curriculum_succession",
        _to("old_id", node, pk=True),
        _to("new_id", node, pk=True),
    )
    op.create_index(
        op.f("ix_school_curriculum_succession_new_id"), "school_curriculum_succession", ["new_id"]
    )


def _map() -> None:
    node, person, unit = "school_curriculum_node", "school_person", "school_unit"
    op.create_table(
        "repository_map_month",
        _to("unit_id", unit, pk=True),
        sa.Column("month", sa.Date(), primary_key=True),
        sa.Column("day", sa.Date(), nullable=False),
        _to("programme_id", "school_programme", null=True),
        sa.Column("weights", sa.JSON(), nullable=False),
        _at("made_at"),
    )
    table = "repository_map_ask"
    op.create_table(
        table,
        _id(),
        sa.Column("uid", sa.String(36), nullable=False),
        _to("unit_id", unit),
        _to("node_id", node),
        _to("person_id", person),
        _to("asked_by", person),
        _at("asked_at"),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("wanted", sa.String(10), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        _at("closed_at", null=True),
        _to("closed_by", person, null=True),
        sa.UniqueConstraint("uid", name=op.f("uq_repository_map_ask_uid")),
    )
    for column in ("unit_id", "node_id"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    op.create_index("ix_repository_map_ask_person", table, ["person_id", "closed_at"])
    table = "repository_alignment_move"
    op.create_table(
        table,
        _id(),
        sa.Column("alignment_id", sa.BigInteger(), nullable=False),
        _to("from_id", node),
        _to("to_id", node),
        _to("by_id", person, null=True),
        _at("at"),
    )
    op.create_index(op.f(f"ix_{table}_alignment_id"), table, ["alignment_id"])


def _counting() -> None:
    op.create_table(
        "repository_count_salt",
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("salt", sa.String(64), nullable=False),
    )
    table = "repository_count_event"
    op.create_table(
        table,
        _id(),
        _at("at"),
        sa.Column("local_date", sa.Date(), nullable=False),
        _to("work_id", "repository_work"),
        sa.Column("kind", sa.String(15), nullable=False),
        sa.Column("place", sa.String(60), nullable=False),
        sa.Column("visitor", sa.String(32), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("class_id", sa.BigInteger(), nullable=False),
    )
    op.create_index(op.f(f"ix_{table}_work_id"), table, ["work_id"])
    op.create_index("ix_repository_count_event_day", table, ["local_date", "id"])
    op.create_index("ix_repository_count_event_visitor", table, ["visitor", "work_id"])
    table = "repository_count_day"
    op.create_table(
        table,
        sa.Column("day", sa.Date(), primary_key=True),
        _to("work_id", "repository_work", pk=True),
        sa.Column("unit_id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("class_id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("total_investigations", sa.Integer(), nullable=False),
        sa.Column("unique_investigations", sa.Integer(), nullable=False),
        sa.Column("total_requests", sa.Integer(), nullable=False),
        sa.Column("unique_requests", sa.Integer(), nullable=False),
        sa.Column("links", sa.Integer(), nullable=False),
    )
    op.create_index(op.f(f"ix_{table}_work_id"), table, ["work_id"])
    op.create_table(
        "repository_count_bookmark",
        _id(),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
    )


def downgrade() -> None:
    for table in (
        "repository_count_bookmark",
        "repository_count_day",
        "repository_count_event",
        "repository_count_salt",
        "repository_alignment_move",
        "repository_map_ask",
        "repository_map_month",
        "school_curriculum_succession",
        "school_programme_change",
    ):
        op.drop_table(table)
