"""How many questions a bank has of each sort, kept by triggers; indexes for sorting and searching"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ITEM, TALLY = "lms_bank_item", "lms_bank_tally"
# What a question is counted under, said of the row {of}.
SORT = {
    "school_id": "{of}.school_id",
    "retired": "{of}.retired_at IS NOT NULL",
    "draft": "{of}.group_id IS NOT NULL AND {of}.approved_at IS NULL",
    "shared": "{of}.shared_at IS NOT NULL",
    "subject_code": "{of}.subject_code",
    "grade": "{of}.grade",
    "topic": "{of}.topic",
    "level": "{of}.level",
    "kind": "{of}.kind",
    "band": "CASE WHEN {of}.facility IS NULL THEN '' WHEN {of}.facility >= 700 THEN 'easy'"
    " WHEN {of}.facility >= 300 THEN 'middle' ELSE 'hard' END",
}
WATCHED = ("school_id", "retired_at", "group_id", "approved_at", "shared_at", "subject_code",
           "grade", "topic", "level", "kind", "facility")  # fmt: skip
NAMES = ", ".join(SORT)
# What drawing by a blueprint asks for; the rest lets it do without the rows themselves.
CELL = ("school_id", "subject_code", "node_uid", "kind", "level")
BESIDE = ("retired_at", "grade", "group_id", "approved_at", "stimulus_id", "stimulus_place")


def _values(of: str) -> str:
    return ", ".join(said.format(of=of) for said in SORT.values())


def _note(of: str, number: int) -> str:
    return f"INSERT INTO {TALLY} ({NAMES}, number) VALUES ({_values(of)}, {number});"


def _differ(word: str) -> str:
    return " OR ".join(f"OLD.{name} {word} NEW.{name}" for name in WATCHED)


def _told(word: str) -> dict[str, tuple[str, str]]:
    """Which changes are noted; a line of an answer sheet is no question of the bank."""
    return {
        "insert": ("INSERT", "NOT NEW.of_sheet"),
        "delete": ("DELETE", "NOT OLD.of_sheet"),
        "update": (f"UPDATE OF {', '.join(WATCHED)}", f"NOT NEW.of_sheet AND ({_differ(word)})"),
    }


def _sqlite() -> None:
    does = {
        "insert": _note("NEW", 1),
        "delete": _note("OLD", -1),
        "update": _note("OLD", -1) + _note("NEW", 1),
    }
    for name, (event, when) in _told("IS NOT").items():
        op.execute(
            f"CREATE TRIGGER {ITEM}_{name} AFTER {event} ON {ITEM} WHEN {when}"
            f" BEGIN {does[name]} END"
        )


def _postgresql() -> None:
    op.execute(
        f"CREATE FUNCTION {TALLY}_note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF TG_OP <> 'INSERT' THEN {_note('OLD', -1)} END IF;"
        f" IF TG_OP <> 'DELETE' THEN {_note('NEW', 1)} END IF;"
        " RETURN NULL; END $$"
    )
    for name, (event, when) in _told("IS DISTINCT FROM").items():
        op.execute(
            f"CREATE TRIGGER {ITEM}_{name} AFTER {event} ON {ITEM} FOR EACH ROW WHEN ({when})"
            f" EXECUTE FUNCTION {TALLY}_note()"
        )


DRAFTS = sa.text("group_id IS NOT NULL AND approved_at IS NULL")
SHARED = sa.text("shared_at IS NOT NULL AND retired_at IS NULL")


def upgrade() -> None:
    op.create_table(
        TALLY,
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("school_id", sa.BigInteger(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("draft", sa.Boolean(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("subject_code", sa.String(length=20), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=True),
        sa.Column("topic", sa.String(length=120), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("band", sa.String(length=6), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lms_bank_tally")),
    )
    op.create_index(
        "ix_lms_bank_tally_sort", TALLY, [*SORT, "number"]
    )
    op.execute(
        f"INSERT INTO {TALLY} ({NAMES}, number)"
        f" SELECT {_values('item')}, count(*) FROM {ITEM} AS item WHERE NOT item.of_sheet"
        f" GROUP BY {', '.join(map(str, range(1, len(SORT) + 1)))}"
    )
    _sqlite() if op.get_bind().dialect.name == "sqlite" else _postgresql()
    op.create_index(
        "ix_lms_bank_item_facility",
        ITEM,
        ["school_id", "retired_at", "facility", "id", "group_id", "approved_at"],
    )
    op.drop_index("ix_lms_bank_item_cell", ITEM)
    op.create_index("ix_lms_bank_item_cell", ITEM, [*CELL, *BESIDE])
    op.create_index("ix_lms_bank_item_topic", ITEM, ["school_id", "topic", "id"])
    op.create_index(
        "ix_lms_bank_item_drafts", ITEM, ["school_id", "id"],
        postgresql_where=DRAFTS, sqlite_where=DRAFTS,
    )  # fmt: skip
    op.drop_index("ix_lms_bank_item_shared", ITEM)
    op.create_index(
        "ix_lms_bank_item_shared", ITEM, ["school_id", "id"],
        postgresql_where=SHARED, sqlite_where=SHARED,
    )  # fmt: skip
    op.drop_index("ix_lms_bank_word_item_id", "lms_bank_word")
    op.create_index("ix_lms_bank_word_of_item", "lms_bank_word", ["item_id", "word"])


def downgrade() -> None:
    op.drop_index("ix_lms_bank_word_of_item", "lms_bank_word")
    op.create_index("ix_lms_bank_word_item_id", "lms_bank_word", ["item_id"])
    for name in ("shared", "drafts", "topic", "facility"):
        op.drop_index(f"ix_lms_bank_item_{name}", ITEM)
    op.create_index("ix_lms_bank_item_shared", ITEM, ["school_id", "shared_at"])
    op.drop_index("ix_lms_bank_item_cell", ITEM)
    op.create_index("ix_lms_bank_item_cell", ITEM, CELL)
    on = "" if op.get_bind().dialect.name == "sqlite" else f" ON {ITEM}"
    for name in ("insert", "update", "delete"):
        op.execute(f"DROP TRIGGER {ITEM}_{name}{on}")
    if on:
        op.execute(f"DROP FUNCTION {TALLY}_note()")
    op.drop_table(TALLY)
