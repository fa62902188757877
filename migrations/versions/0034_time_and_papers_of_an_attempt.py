"""What happened to the time of running attempts; parts that go one way; papers of one attempt"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TURN = "lms_attempt_turn"
FORM = "lms_exam_form"
OWN = "uq_lms_exam_form_own"


def upgrade() -> None:
    op.create_table(
        TURN,
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("school_id", sa.BigInteger(), nullable=False),
        sa.Column("attempt_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TURN}")),
    )
    op.create_index(op.f(f"ix_{TURN}_attempt_id"), TURN, ["attempt_id"])
    op.create_index(op.f(f"ix_{TURN}_at"), TURN, ["at"])
    for table, name in (("lms_exam", "parts_one_way"), ("lms_exam_attempt", "one_way")):
        flag = sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())
        op.add_column(table, flag)
    op.add_column(FORM, sa.Column("for_person", sa.BigInteger(), nullable=True))
    op.add_column(FORM, sa.Column("for_attempt", sa.SmallInteger(), nullable=True))
    op.add_column(FORM, sa.Column("base_number", sa.SmallInteger(), nullable=True))
    op.create_index(OWN, FORM, ["exam_id", "for_person", "for_attempt"], unique=True)


def downgrade() -> None:
    op.drop_index(OWN, FORM)
    for column in ("base_number", "for_attempt", "for_person"):
        op.drop_column(FORM, column)
    op.drop_column("lms_exam_attempt", "one_way")
    op.drop_column("lms_exam", "parts_one_way")
    op.drop_table(TURN)
