"""Numbers of forms that were sent; the jobs of a person"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "suite_form_token",
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("person_id", BIG_ID, nullable=True),
        sa.Column("location", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_suite_form_token")),
    )
    op.create_index(op.f("ix_suite_form_token_at"), "suite_form_token", ["at"], unique=False)
    op.create_index("ix_suite_job_mine", "suite_job", ["owner_id", "id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_suite_job_mine", table_name="suite_job")
    op.drop_index(op.f("ix_suite_form_token_at"), table_name="suite_form_token")
    op.drop_table("suite_form_token")
