"""Where people stopped reading, and what they keep at pages"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    _place()
    _note()


def _place() -> None:
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


def _note() -> None:
    name = "repository_note"
    op.create_table(
        name,
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("uid", sa.String(36), nullable=False),
        sa.Column("work_id", BIG_ID, nullable=False),
        sa.Column("file_id", BIG_ID, nullable=False),
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=True),
        sa.Column("ends", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        _key(name, "work_id", "repository_work"),
        _key(name, "file_id", "repository_file"),
        _key(name, "person_id", "school_person"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("uid", name=op.f(f"uq_{name}_uid")),
    )
    op.create_index(op.f(f"ix_{name}_work_id"), name, ["work_id"])
    op.create_index(op.f(f"ix_{name}_person_id"), name, ["person_id"])
    op.create_index(f"ix_{name}_file_page", name, ["file_id", "page"])
    name = "repository_note_class"
    op.create_table(
        name,
        sa.Column("note_id", BIG_ID, nullable=False, autoincrement=False),
        sa.Column("class_id", BIG_ID, nullable=False, autoincrement=False),
        _key(name, "note_id", "repository_note"),
        _key(name, "class_id", "school_class"),
        sa.PrimaryKeyConstraint("note_id", "class_id", name=op.f(f"pk_{name}")),
    )
    op.create_index(op.f(f"ix_{name}_class_id"), name, ["class_id"])


def downgrade() -> None:
    op.drop_table("repository_note_class")
    op.drop_table("repository_note")
    op.drop_table("repository_place")
