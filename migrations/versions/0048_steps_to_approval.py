"""Steps to approval, decisions over lists of works, previews of drafts"""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN = sa.text("state = 'open'")


def _key(table: str, column: str, target: str, to: str = "id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.{to}"], name=op.f(f"fk_{table}_{column}"))


def _id() -> sa.Column[int]:
    return sa.Column("id", BIG_ID, nullable=False)


def _at(name: str, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _row(name: str, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, BIG_ID, nullable=nullable)


def upgrade() -> None:
    _flow()
    _review()
    _taken()
    _under_way()
    _decision()
    _decision_work()
    _preview()


def _flow() -> None:
    name = "repository_flow"
    op.create_table(
        name,
        sa.Column("unit_id", BIG_ID, nullable=False, autoincrement=False),
        sa.Column("steps", sa.String(100), nullable=False),
        sa.Column("twice", sa.Boolean(), nullable=False),
        _at("changed_at"),
        _row("changed_by"),
        sa.Column("version", sa.Integer(), nullable=False),
        _key(name, "unit_id", "school_unit"),
        _key(name, "changed_by", "school_person"),
        sa.PrimaryKeyConstraint("unit_id", name=op.f(f"pk_{name}")),
    )


def _review() -> None:
    name = "repository_review"
    op.create_table(
        name,
        _id(),
        sa.Column("kind", sa.String(20), nullable=False),
        _row("ref"),
        _row("work_id"),
        _row("depositor_id"),
        sa.Column("steps", sa.String(100), nullable=False),
        sa.Column("twice", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(20), nullable=False),
        sa.Column("state", sa.String(15), nullable=False),
        _row("last_by", True),
        _at("begun_at"),
        _at("entered_at"),
        _key(name, "work_id", "repository_work"),
        _key(name, "depositor_id", "school_person"),
        _key(name, "last_by", "school_person"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    op.create_index(op.f(f"ix_{name}_work_id"), name, ["work_id"])
    op.create_index(f"ix_{name}_state_step", name, ["state", "step"])
    op.create_index(
        f"uq_{name}_open", name, ["kind", "ref"], unique=True, sqlite_where=OPEN,
        postgresql_where=OPEN,
    )  # fmt: skip


def _taken() -> None:
    name = "repository_review_taken"
    op.create_table(
        name,
        _id(),
        _row("review_id"),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(20), nullable=False),
        _row("person_id"),
        _at("at"),
        sa.Column("note", sa.Text(), nullable=True),
        _key(name, "review_id", "repository_review"),
        _key(name, "person_id", "school_person"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("review_id", "position", name=op.f(f"uq_{name}_review_id_position")),
    )
    op.create_index(op.f(f"ix_{name}_person_id"), name, ["person_id"])


def _under_way() -> None:
    """Works that wait already wait at the one step that there was."""
    op.execute(
        sa.text(
            "INSERT INTO repository_review (kind, ref, work_id, depositor_id, steps, twice,"
            " position, step, state, begun_at, entered_at)"
            " SELECT 'work', id, id, depositor_id, 'library', false, 0, 'library', 'open',"
            " coalesce(submitted_at, changed_at), coalesce(submitted_at, changed_at)"
            " FROM repository_work WHERE state = 'submitted' ORDER BY submitted_at, id"
        )
    )


def _decision() -> None:
    name = "repository_decision"
    op.create_table(
        name,
        _id(),
        sa.Column("uid", sa.String(36), nullable=False),
        _row("unit_id"),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        _row("of_id", True),
        sa.Column("number", sa.String(60), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("signer", sa.String(120), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("sha256", sa.String(64), nullable=True),
        sa.Column("file_name", sa.String(255), nullable=True),
        _row("made_by"),
        _at("made_at"),
        _row("done_by", True),
        _at("done_at", True),
        _key(name, "unit_id", "school_unit"),
        _key(name, "of_id", name),
        _key(name, "sha256", "suite_file", "sha256"),
        _key(name, "made_by", "school_person"),
        _key(name, "done_by", "school_person"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("uid", name=op.f(f"uq_{name}_uid")),
    )
    op.create_index(op.f(f"ix_{name}_unit_id"), name, ["unit_id"])


def _decision_work() -> None:
    name = "repository_decision_work"
    op.create_table(
        name,
        _id(),
        _row("decision_id"),
        _row("work_id"),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        _at("seen"),
        sa.Column("step", sa.String(20), nullable=True),
        sa.Column("left_out", sa.String(200), nullable=True),
        _key(name, "decision_id", "repository_decision"),
        _key(name, "work_id", "repository_work"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("decision_id", "work_id", name=op.f(f"uq_{name}_decision_id_work_id")),
    )
    op.create_index(op.f(f"ix_{name}_work_id"), name, ["work_id"])


def _preview() -> None:
    name = "repository_preview"
    op.create_table(
        name,
        _id(),
        sa.Column("uid", sa.String(36), nullable=False),
        _row("work_id"),
        sa.Column("purpose", sa.String(200), nullable=False),
        _row("made_by"),
        _at("made_at"),
        _at("until"),
        _at("revoked_at", True),
        _row("revoked_by", True),
        _key(name, "work_id", "repository_work"),
        _key(name, "made_by", "school_person"),
        _key(name, "revoked_by", "school_person"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("uid", name=op.f(f"uq_{name}_uid")),
    )
    op.create_index(op.f(f"ix_{name}_work_id"), name, ["work_id"])


def downgrade() -> None:
    for table in (
        "preview", "decision_work", "decision", "review_taken", "review", "flow",
    ):  # fmt: skip
        op.drop_table(f"repository_{table}")
