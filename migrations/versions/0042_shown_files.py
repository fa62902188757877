"""What viewers get of a file, how long it plays, files added to a work, pages read by OCR"""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_KEY = "fk_repository_file_shown_sha256"
_INTO = "fk_repository_upload_into_id"


def upgrade() -> None:
    with op.batch_alter_table("repository_file") as table:
        table.add_column(sa.Column("shown_sha256", sa.String(64), nullable=True))
        table.add_column(sa.Column("shown_type", sa.String(40), nullable=True))
        table.add_column(sa.Column("seconds", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f(_KEY), "suite_file", ["shown_sha256"], ["sha256"])
    op.add_column("repository_page", sa.Column("read_by", sa.String(10), nullable=True))
    with op.batch_alter_table("repository_upload") as table:
        table.add_column(sa.Column("into_id", BIG_ID, nullable=True))
        table.create_foreign_key(op.f(_INTO), "repository_work", ["into_id"], ["id"])


def downgrade() -> None:
    op.drop_column("repository_page", "read_by")
    with op.batch_alter_table("repository_upload") as table:
        table.drop_constraint(op.f(_INTO), type_="foreignkey")
        table.drop_column("into_id")
    with op.batch_alter_table("repository_file") as table:
        table.drop_constraint(op.f(_KEY), type_="foreignkey")
        table.drop_column("seconds")
        table.drop_column("shown_type")
        table.drop_column("shown_sha256")
