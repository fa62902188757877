"""When a session last showed its password anew, and the language in which somebody reads"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("school_session", sa.Column("proved_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("school_person", sa.Column("language", sa.String(length=2), nullable=True))


def downgrade() -> None:
    op.drop_column("school_person", "language")
    op.drop_column("school_session", "proved_at")
