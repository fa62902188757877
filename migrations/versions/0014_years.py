"""School years: holidays, classes that close, the turn of a year, units that moved"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
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
    op.create_table('school_turnover',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('school_id', BIG_ID, nullable=False),
    sa.Column('from_year_id', BIG_ID, nullable=False),
    sa.Column('to_year_id', BIG_ID, nullable=False),
    sa.Column('choices', sa.JSON(), nullable=False),
    sa.Column('names', sa.JSON(), nullable=False),
    sa.Column('first', sa.JSON(), nullable=True),
    sa.Column('keep_homeroom', sa.Boolean(), nullable=False),
    sa.Column('keep_teaching', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('made_by_id', sa.BigInteger(), nullable=True),
    sa.Column('made', sa.JSON(), nullable=True),
    sa.ForeignKeyConstraint(['from_year_id'], ['school_year.id'], name=op.f('fk_school_turnover_from_year_id')),
    sa.ForeignKeyConstraint(['school_id'], ['school_unit.id'], name=op.f('fk_school_turnover_school_id')),
    sa.ForeignKeyConstraint(['to_year_id'], ['school_year.id'], name=op.f('fk_school_turnover_to_year_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_school_turnover')),
    sa.UniqueConstraint('school_id', 'to_year_id', name=op.f('uq_school_turnover_school_id_to_year_id'))
    )
    op.add_column("school_unit", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.create_table('school_unit_past',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('unit_id', BIG_ID, nullable=False),
    sa.Column('parent_id', BIG_ID, nullable=True),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('path', sa.String(length=200), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['parent_id'], ['school_unit.id'], name=op.f('fk_school_unit_past_parent_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['school_unit.id'], name=op.f('fk_school_unit_past_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_school_unit_past'))
    )
    op.create_index(op.f('ix_school_unit_past_path'), 'school_unit_past', ['path'], unique=False)
    op.create_index(op.f('ix_school_unit_past_unit_id'), 'school_unit_past', ['unit_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_school_unit_past_unit_id'), table_name='school_unit_past')
    op.drop_index(op.f('ix_school_unit_past_path'), table_name='school_unit_past')
    op.drop_table('school_unit_past')
    op.drop_column("school_unit", "version")
    op.drop_table('school_turnover')
    op.drop_column("school_class", "version")
    op.drop_column("school_class", "closed_on")
    op.drop_index(op.f('ix_school_holiday_year_id'), table_name='school_holiday')
    op.drop_table('school_holiday')
