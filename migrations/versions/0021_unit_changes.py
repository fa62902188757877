"""What a change of units wrote, and what followed it"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table('lms_followed',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('change_id', sa.BigInteger(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('row_id', sa.BigInteger(), nullable=False),
    sa.Column('from_school_id', sa.BigInteger(), nullable=False),
    sa.Column('from_class_id', sa.BigInteger(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lms_followed'))
    )
    op.create_index(op.f('ix_lms_followed_change_id'), 'lms_followed', ['change_id'], unique=False)
    op.create_index('ix_lms_followed_row', 'lms_followed', ['kind', 'row_id'], unique=False)
    op.create_table('school_unit_change',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('unit_ids', sa.Text(), nullable=False),
    sa.Column('on_date', sa.Date(), nullable=False),
    sa.Column('counts', sa.JSON(), nullable=False),
    sa.Column('made', sa.JSON(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.BigInteger(), nullable=True),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undone_by_id', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_school_unit_change'))
    )


def downgrade() -> None:
    op.drop_table('school_unit_change')
    op.drop_index('ix_lms_followed_row', table_name='lms_followed')
    op.drop_index(op.f('ix_lms_followed_change_id'), table_name='lms_followed')
    op.drop_table('lms_followed')
