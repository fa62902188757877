"""School years: holidays, classes that close"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0011"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table('school_holiday',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('year_id', BIG_ID, nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('follows_tet', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['year_id'], ['school_year.id'], name=op.f('fk_school_holiday_year_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_school_holiday'))
    )
    op.create_index(op.f('ix_school_holiday_year_id'), 'school_holiday', ['year_id'], unique=False)
    op.add_column("school_class", sa.Column("closed_on", sa.Date(), nullable=True))
    op.add_column("school_class", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))


def downgrade() -> None:
    op.drop_column("school_class", "version")
    op.drop_column("school_class", "closed_on")
    op.drop_index(op.f('ix_school_holiday_year_id'), table_name='school_holiday')
    op.drop_table('school_holiday')
