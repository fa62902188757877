"""The job in which a long import ran, so that it is done once"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("school_import", sa.Column("job_id", sa.BigInteger(), nullable=True))
    op.create_index(op.f("ix_school_import_job_id"), "school_import", ["job_id"], unique=True)


def downgrade() -> None:
    op.drop_index(op.f("ix_school_import_job_id"), table_name="school_import")
    op.drop_column("school_import", "job_id")
