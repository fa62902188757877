"""Printed books: titles, copies, loans, stock-taking"""

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

SINCE = date(2020, 1, 1)
NO_ROLE = "a printed book is lent, not opened: it counts for no topic"
KINDS = ("textbook", "guide", "children")
LICENCE = ("print", "sách in: cho mượn từng bản, không sao chép")


def _rows() -> None:
    kind = sa.table(
        "repository_kind",
        *(sa.column(name) for name in ("code", "role", "position", "citation")),
        sa.column("valid_from", sa.Date()),
    )
    common = {"valid_from": SINCE, "role": "none", "citation": NO_ROLE}
    op.bulk_insert(
        kind, [{"code": code, "position": 20 + at, **common} for at, code in enumerate(KINDS)]
    )
    licence = sa.table(
        "repository_licence",
        *(sa.column(name) for name in ("code", "position", "citation")),
        sa.column("valid_from", sa.Date()),
        sa.column("allows_use", sa.Boolean()),
    )
    code, citation = LICENCE
    row = {"code": code, "citation": citation, "position": 20}
    op.bulk_insert(licence, [{**row, "valid_from": SINCE, "allows_use": False}])


def upgrade() -> None:
    _rows()
    op.create_table(
        "repository_loan_desk",
        sa.Column("unit_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("forget_days", sa.Integer(), nullable=False),
        sa.Column("hold_days", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["school_unit.id"], name=op.f("fk_repository_loan_desk_unit_id")
        ),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_repository_loan_desk")),
    )
    op.create_table(
        "repository_loan_rule",
        sa.Column("unit_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("renewals", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["school_unit.id"], name=op.f("fk_repository_loan_rule_unit_id")
        ),
        sa.PrimaryKeyConstraint("unit_id", "role", name=op.f("pk_repository_loan_rule")),
    )
    op.create_table(
        "repository_print_batch",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=False),
        sa.Column("direction", sa.String(length=3), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("document", sa.String(length=60), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by"], ["school_person.id"], name=op.f("fk_repository_print_batch_made_by")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["school_unit.id"], name=op.f("fk_repository_print_batch_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repository_print_batch")),
        sa.UniqueConstraint(
            "unit_id",
            "direction",
            "number",
            name=op.f("uq_repository_print_batch_unit_id_direction_number"),
        ),
    )
    op.create_table(
        "repository_print_import",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", BIG_ID, nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["made_by"], ["school_person.id"], name=op.f("fk_repository_print_import_made_by")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["school_unit.id"], name=op.f("fk_repository_print_import_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repository_print_import")),
    )
    op.create_index(
        "ix_repository_print_import_unit",
        "repository_print_import",
        ["unit_id", "id"],
        unique=False,
    )
    op.create_table(
        "repository_stocktake",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("series", sa.String(length=8), nullable=False),
        sa.Column("shelf", sa.String(length=40), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_by", BIG_ID, nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("report", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["begun_by"], ["school_person.id"], name=op.f("fk_repository_stocktake_begun_by")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["school_unit.id"], name=op.f("fk_repository_stocktake_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repository_stocktake")),
    )
    op.create_index(
        op.f("ix_repository_stocktake_unit_id"), "repository_stocktake", ["unit_id"], unique=False
    )
    op.create_table(
        "repository_copy",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=False),
        sa.Column("work_id", BIG_ID, nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("series", sa.String(length=8), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=True),
        sa.Column("shelf", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("entered_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("batch_id", BIG_ID, nullable=False),
        sa.Column("out_id", BIG_ID, nullable=True),
        sa.Column("import_id", BIG_ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["repository_print_batch.id"], name=op.f("fk_repository_copy_batch_id")
        ),
        sa.ForeignKeyConstraint(
            ["import_id"], ["repository_print_import.id"], name=op.f("fk_repository_copy_import_id")
        ),
        sa.ForeignKeyConstraint(
            ["out_id"], ["repository_print_batch.id"], name=op.f("fk_repository_copy_out_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["school_unit.id"], name=op.f("fk_repository_copy_unit_id")
        ),
        sa.ForeignKeyConstraint(
            ["work_id"], ["repository_work.id"], name=op.f("fk_repository_copy_work_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repository_copy")),
        sa.UniqueConstraint("unit_id", "number", name=op.f("uq_repository_copy_unit_id_number")),
        sa.UniqueConstraint(
            "unit_id", "series", "serial", name=op.f("uq_repository_copy_unit_id_series_serial")
        ),
    )
    op.create_index(
        op.f("ix_repository_copy_batch_id"), "repository_copy", ["batch_id"], unique=False
    )
    op.create_index(
        op.f("ix_repository_copy_import_id"), "repository_copy", ["import_id"], unique=False
    )
    op.create_index(op.f("ix_repository_copy_out_id"), "repository_copy", ["out_id"], unique=False)
    op.create_index(
        "ix_repository_copy_unit_state", "repository_copy", ["unit_id", "state"], unique=False
    )
    op.create_index(
        op.f("ix_repository_copy_work_id"), "repository_copy", ["work_id"], unique=False
    )
    op.create_table(
        "repository_print",
        sa.Column("work_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("stock", sa.String(length=10), nullable=False),
        sa.Column("ddc", sa.String(length=20), nullable=False),
        sa.Column("mark", sa.String(length=20), nullable=False),
        sa.Column("publisher", sa.String(length=120), nullable=False),
        sa.Column("place", sa.String(length=60), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("isbn", sa.String(length=20), nullable=False),
        sa.Column("search_key", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["school_unit.id"], name=op.f("fk_repository_print_unit_id")
        ),
        sa.ForeignKeyConstraint(
            ["work_id"], ["repository_work.id"], name=op.f("fk_repository_print_work_id")
        ),
        sa.PrimaryKeyConstraint("work_id", name=op.f("pk_repository_print")),
        sa.UniqueConstraint("unit_id", "key", name=op.f("uq_repository_print_unit_id_key")),
    )
    op.create_table(
        "repository_copy_change",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("copy_id", BIG_ID, nullable=False),
        sa.Column("before", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", BIG_ID, nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["copy_id"], ["repository_copy.id"], name=op.f("fk_repository_copy_change_copy_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["school_person.id"], name=op.f("fk_repository_copy_change_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repository_copy_change")),
    )
    op.create_index(
        op.f("ix_repository_copy_change_copy_id"),
        "repository_copy_change",
        ["copy_id"],
        unique=False,
    )
    op.create_table(
        "repository_hold",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=False),
        sa.Column("work_id", BIG_ID, nullable=False),
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("copy_id", BIG_ID, nullable=True),
        sa.Column("ready_until", sa.Date(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["copy_id"], ["repository_copy.id"], name=op.f("fk_repository_hold_copy_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["school_person.id"], name=op.f("fk_repository_hold_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["school_unit.id"], name=op.f("fk_repository_hold_unit_id")
        ),
        sa.ForeignKeyConstraint(
            ["work_id"], ["repository_work.id"], name=op.f("fk_repository_hold_work_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repository_hold")),
    )
    op.create_index(
        op.f("ix_repository_hold_copy_id"), "repository_hold", ["copy_id"], unique=False
    )
    op.create_index(
        op.f("ix_repository_hold_person_id"), "repository_hold", ["person_id"], unique=False
    )
    op.create_index(
        op.f("ix_repository_hold_unit_id"), "repository_hold", ["unit_id"], unique=False
    )
    op.create_index(
        "uq_repository_hold_waits",
        "repository_hold",
        ["work_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "repository_loan",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=False),
        sa.Column("copy_id", BIG_ID, nullable=False),
        sa.Column("borrower_id", BIG_ID, nullable=True),
        sa.Column("class_id", BIG_ID, nullable=True),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=True),
        sa.Column("of_set", sa.Boolean(), nullable=False),
        sa.Column("lent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lent_by", BIG_ID, nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("renewed", sa.Integer(), nullable=False),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["borrower_id"], ["school_person.id"], name=op.f("fk_repository_loan_borrower_id")
        ),
        sa.ForeignKeyConstraint(
            ["class_id"], ["school_class.id"], name=op.f("fk_repository_loan_class_id")
        ),
        sa.ForeignKeyConstraint(
            ["copy_id"], ["repository_copy.id"], name=op.f("fk_repository_loan_copy_id")
        ),
        sa.ForeignKeyConstraint(
            ["lent_by"], ["school_person.id"], name=op.f("fk_repository_loan_lent_by")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["school_unit.id"], name=op.f("fk_repository_loan_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repository_loan")),
    )
    op.create_index(
        op.f("ix_repository_loan_borrower_id"), "repository_loan", ["borrower_id"], unique=False
    )
    op.create_index(
        op.f("ix_repository_loan_class_id"), "repository_loan", ["class_id"], unique=False
    )
    op.create_index(
        op.f("ix_repository_loan_copy_id"), "repository_loan", ["copy_id"], unique=False
    )
    op.create_index(
        "ix_repository_loan_unit",
        "repository_loan",
        ["unit_id", "returned_at", "due_on"],
        unique=False,
    )
    op.create_index(
        "uq_repository_loan_out",
        "repository_loan",
        ["copy_id"],
        unique=True,
        sqlite_where=sa.text("returned_at IS NULL"),
        postgresql_where=sa.text("returned_at IS NULL"),
    )
    op.create_table(
        "repository_stocktake_seen",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("stocktake_id", BIG_ID, nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("copy_id", BIG_ID, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["copy_id"], ["repository_copy.id"], name=op.f("fk_repository_stocktake_seen_copy_id")
        ),
        sa.ForeignKeyConstraint(
            ["stocktake_id"],
            ["repository_stocktake.id"],
            name=op.f("fk_repository_stocktake_seen_stocktake_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repository_stocktake_seen")),
        sa.UniqueConstraint(
            "stocktake_id", "code", name=op.f("uq_repository_stocktake_seen_stocktake_id_code")
        ),
    )


def downgrade() -> None:
    op.drop_table("repository_stocktake_seen")
    op.drop_index(
        "uq_repository_loan_out",
        table_name="repository_loan",
        sqlite_where=sa.text("returned_at IS NULL"),
        postgresql_where=sa.text("returned_at IS NULL"),
    )
    op.drop_index("ix_repository_loan_unit", table_name="repository_loan")
    op.drop_index(op.f("ix_repository_loan_copy_id"), table_name="repository_loan")
    op.drop_index(op.f("ix_repository_loan_class_id"), table_name="repository_loan")
    op.drop_index(op.f("ix_repository_loan_borrower_id"), table_name="repository_loan")
    op.drop_table("repository_loan")
    op.drop_index(
        "uq_repository_hold_waits",
        table_name="repository_hold",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_index(op.f("ix_repository_hold_unit_id"), table_name="repository_hold")
    op.drop_index(op.f("ix_repository_hold_person_id"), table_name="repository_hold")
    op.drop_index(op.f("ix_repository_hold_copy_id"), table_name="repository_hold")
    op.drop_table("repository_hold")
    op.drop_index(op.f("ix_repository_copy_change_copy_id"), table_name="repository_copy_change")
    op.drop_table("repository_copy_change")
    op.drop_table("repository_print")
    op.drop_index(op.f("ix_repository_copy_work_id"), table_name="repository_copy")
    op.drop_index("ix_repository_copy_unit_state", table_name="repository_copy")
    op.drop_index(op.f("ix_repository_copy_out_id"), table_name="repository_copy")
    op.drop_index(op.f("ix_repository_copy_import_id"), table_name="repository_copy")
    op.drop_index(op.f("ix_repository_copy_batch_id"), table_name="repository_copy")
    op.drop_table("repository_copy")
    op.drop_index(op.f("ix_repository_stocktake_unit_id"), table_name="repository_stocktake")
    op.drop_table("repository_stocktake")
    op.drop_index("ix_repository_print_import_unit", table_name="repository_print_import")
    op.drop_table("repository_print_import")
    op.drop_table("repository_print_batch")
    op.drop_table("repository_loan_rule")
    op.drop_table("repository_loan_desk")
    _unrow("repository_kind", KINDS)
    _unrow("repository_licence", LICENCE[:1])


def _unrow(table: str, codes: tuple[str, ...]) -> None:
    code = sa.column("code", sa.String())
    op.execute(sa.delete(sa.table(table, code)).where(code.in_(codes)))
