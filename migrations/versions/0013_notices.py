"""Notices and their outbox"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table('school_notice',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('school_id', BIG_ID, nullable=True),
    sa.Column('person_id', BIG_ID, nullable=False),
    sa.Column('about_id', BIG_ID, nullable=True),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('text', sa.String(length=200), nullable=False),
    sa.Column('arguments', sa.JSON(), nullable=False),
    sa.Column('path', sa.String(length=300), nullable=False),
    sa.Column('key', sa.String(length=120), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['about_id'], ['school_person.id'], name=op.f('fk_school_notice_about_id')),
    sa.ForeignKeyConstraint(['person_id'], ['school_person.id'], name=op.f('fk_school_notice_person_id')),
    sa.ForeignKeyConstraint(['school_id'], ['school_unit.id'], name=op.f('fk_school_notice_school_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_school_notice')),
    sa.UniqueConstraint('person_id', 'key', name=op.f('uq_school_notice_person_id_key'))
    )
    op.create_index('ix_school_notice_person', 'school_notice', ['person_id', 'read_at', 'id'], unique=False)
    op.create_index('ix_school_notice_read_at', 'school_notice', ['read_at'], unique=False)
    op.create_table('school_notice_choice',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('person_id', BIG_ID, nullable=False),
    sa.Column('channel', sa.String(length=40), nullable=False),
    sa.Column('mode', sa.String(length=10), nullable=False),
    sa.Column('quiet_from', sa.Integer(), nullable=False),
    sa.Column('quiet_to', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['school_person.id'], name=op.f('fk_school_notice_choice_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_school_notice_choice')),
    sa.UniqueConstraint('person_id', 'channel', name=op.f('uq_school_notice_choice_person_id_channel'))
    )
    op.create_table('school_notice_delivery',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('notice_id', BIG_ID, nullable=False),
    sa.Column('person_id', BIG_ID, nullable=False),
    sa.Column('channel', sa.String(length=40), nullable=False),
    sa.Column('digest', sa.Boolean(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('message', sa.String(length=36), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('error', sa.String(length=300), nullable=True),
    sa.ForeignKeyConstraint(['notice_id'], ['school_notice.id'], name=op.f('fk_school_notice_delivery_notice_id')),
    sa.ForeignKeyConstraint(['person_id'], ['school_person.id'], name=op.f('fk_school_notice_delivery_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_school_notice_delivery'))
    )
    op.create_index('ix_school_notice_delivery_due', 'school_notice_delivery', ['state', 'due_at'], unique=False)
    op.create_index(op.f('ix_school_notice_delivery_notice_id'), 'school_notice_delivery', ['notice_id'], unique=False)
    op.create_index('ix_school_notice_delivery_person', 'school_notice_delivery', ['person_id', 'channel', 'state'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_school_notice_delivery_person', table_name='school_notice_delivery')
    op.drop_index(op.f('ix_school_notice_delivery_notice_id'), table_name='school_notice_delivery')
    op.drop_index('ix_school_notice_delivery_due', table_name='school_notice_delivery')
    op.drop_table('school_notice_delivery')
    op.drop_table('school_notice_choice')
    op.drop_index('ix_school_notice_read_at', table_name='school_notice')
    op.drop_index('ix_school_notice_person', table_name='school_notice')
    op.drop_table('school_notice')
