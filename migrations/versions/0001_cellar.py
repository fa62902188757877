"""Cellar: audit, jobs, files"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table('suite_audit',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_id', sa.BigInteger(), nullable=True),
    sa.Column('on_behalf_id', sa.BigInteger(), nullable=True),
    sa.Column('action', sa.String(length=60), nullable=False),
    sa.Column('thing', sa.String(length=120), nullable=False),
    sa.Column('detail', sa.JSON(), nullable=True),
    sa.Column('request_id', sa.String(length=36), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_suite_audit'))
    )
    op.create_index(op.f('ix_suite_audit_action'), 'suite_audit', ['action'], unique=False)
    op.create_index(op.f('ix_suite_audit_actor_id'), 'suite_audit', ['actor_id'], unique=False)
    op.create_index(op.f('ix_suite_audit_at'), 'suite_audit', ['at'], unique=False)
    op.create_index(op.f('ix_suite_audit_thing'), 'suite_audit', ['thing'], unique=False)
    op.create_table('suite_file',
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('media_type', sa.String(length=100), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('sha256', name=op.f('pk_suite_file'))
    )
    op.create_table('suite_job',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('queue', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('payload', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('run_after', sa.DateTime(timezone=True), nullable=False),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('cancel_asked', sa.Boolean(), nullable=False),
    sa.Column('result', sa.JSON(), nullable=True),
    sa.Column('error', sa.Text(), nullable=True),
    sa.Column('owner_id', BIG_ID, nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_suite_job'))
    )
    op.create_index('ix_suite_job_due', 'suite_job', ['state', 'queue', 'run_after'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_suite_job_due', table_name='suite_job')
    op.drop_table('suite_job')
    op.drop_table('suite_file')
    op.drop_index(op.f('ix_suite_audit_thing'), table_name='suite_audit')
    op.drop_index(op.f('ix_suite_audit_at'), table_name='suite_audit')
    op.drop_index(op.f('ix_suite_audit_actor_id'), table_name='suite_audit')
    op.drop_index(op.f('ix_suite_audit_action'), table_name='suite_audit')
    op.drop_table('suite_audit')
