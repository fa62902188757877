"""The audit of stored files"""

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = '0053'
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table('repository_fixity',
    sa.Column('content', sa.String(length=64), nullable=False),
    sa.Column('outcome', sa.String(length=10), nullable=False),
    sa.Column('found', sa.BigInteger(), nullable=True),
    sa.Column('checked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('content', name=op.f('pk_repository_fixity'))
    )
    op.create_index(op.f('ix_repository_fixity_checked_at'), 'repository_fixity', ['checked_at'], unique=False)
    op.create_index(op.f('ix_repository_fixity_outcome'), 'repository_fixity', ['outcome'], unique=False)
    op.create_table('repository_fixity_run',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('bookmark', sa.String(length=64), nullable=False),
    sa.Column('checked', sa.Integer(), nullable=False),
    sa.Column('broken', sa.Integer(), nullable=False),
    sa.Column('bytes_read', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_repository_fixity_run'))
    )


def downgrade() -> None:
    op.drop_table('repository_fixity_run')
    op.drop_index(op.f('ix_repository_fixity_outcome'), table_name='repository_fixity')
    op.drop_index(op.f('ix_repository_fixity_checked_at'), table_name='repository_fixity')
    op.drop_table('repository_fixity')
