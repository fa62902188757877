"""Passkeys among the second factors"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("school_factor", sa.Column("handle", sa.String(length=400), nullable=True))
    op.add_column("school_factor", sa.Column("label", sa.String(length=60), nullable=False, server_default=""))
    op.create_index(op.f("ix_school_factor_handle"), "school_factor", ["handle"], unique=True)


def downgrade() -> None:
    op.drop_index(op.f("ix_school_factor_handle"), table_name="school_factor")
    op.drop_column("school_factor", "label")
    op.drop_column("school_factor", "handle")
