"""The material with which a gap that somebody was asked to fill was filled"""

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_WORK = "fk_repository_map_ask_work_id_repository_work"


def upgrade() -> None:
    with op.batch_alter_table("repository_map_ask") as table:
        table.add_column(sa.Column("work_id", BIG_ID, nullable=True))
        table.create_foreign_key(op.f(_WORK), "repository_work", ["work_id"], ["id"])
        table.create_index(op.f("ix_repository_map_ask_work_id"), ["work_id"])


def downgrade() -> None:
    with op.batch_alter_table("repository_map_ask") as table:
        table.drop_index(op.f("ix_repository_map_ask_work_id"))
        table.drop_constraint(op.f(_WORK), type_="foreignkey")
        table.drop_column("work_id")
