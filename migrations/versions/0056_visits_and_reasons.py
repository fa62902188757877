"""Visits of the library, reasons of loans against the rules, more rules of a desk"""

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CITATION = (
    "Thông tư 16/2022/TT-BGDĐT, hiệu lực từ 07/01/2023; ghi theo trí nhớ, chưa đọc được văn bản nên"
    " không rõ mức yêu cầu, phải đối chiếu trước khi dùng"
)


def upgrade() -> None:
    op.create_table(
        "repository_visit",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=True),
        sa.Column("class_id", BIG_ID, nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["class_id"], ["school_class.id"], name=op.f("fk_repository_visit_class_id")
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["school_person.id"], name=op.f("fk_repository_visit_made_by")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["school_unit.id"], name=op.f("fk_repository_visit_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repository_visit")),
    )
    op.create_index("ix_repository_visit_unit_day", "repository_visit", ["unit_id", "on_day"])
    op.create_index(op.f("ix_repository_visit_class_id"), "repository_visit", ["class_id"])
    with op.batch_alter_table("repository_loan_desk") as table:
        table.add_column(sa.Column("most_holds", sa.Integer(), nullable=False, server_default="5"))
        table.add_column(
            sa.Column("late_allowed", sa.Integer(), nullable=False, server_default="0")
        )
    op.add_column(
        "repository_loan", sa.Column("reason", sa.String(200), nullable=False, server_default="")
    )
    op.execute("DELETE FROM repository_hold WHERE ended_at IS NOT NULL")
    criterion = sa.table(
        "repository_print_criterion",
        *(sa.column(name) for name in ("code", "level", "stage", "text", "measure", "surety")),
        *(sa.column(name) for name in ("position", "citation")),
        sa.column("valid_from", sa.Date()),
    )
    row = {
        "code": "visits", "level": 1, "stage": "", "text": "Lượt đến thư viện trong năm học",
        "measure": "visits", "surety": "?", "position": 20, "citation": CITATION,
        "valid_from": date(2023, 1, 7),
    }  # fmt: skip
    op.bulk_insert(criterion, [row])


def downgrade() -> None:
    op.execute("DELETE FROM repository_print_criterion WHERE code = 'visits'")
    op.drop_column("repository_loan", "reason")
    with op.batch_alter_table("repository_loan_desk") as table:
        table.drop_column("late_allowed")
        table.drop_column("most_holds")
    op.drop_index(op.f("ix_repository_visit_class_id"), table_name="repository_visit")
    op.drop_index("ix_repository_visit_unit_day", table_name="repository_visit")
    op.drop_table("repository_visit")
