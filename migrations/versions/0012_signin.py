"""Ways to sign in: sessions as rows, QR cards, second factors, providers of the school's own"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("school_signin", sa.Column("how", sa.String(length=10), nullable=False, server_default="password"))
    op.create_table('school_card',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('person_id', BIG_ID, nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.BigInteger(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['school_person.id'], name=op.f('fk_school_card_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_school_card')),
    sa.UniqueConstraint('digest', name=op.f('uq_school_card_digest'))
    )
    op.create_index(op.f('ix_school_card_person_id'), 'school_card', ['person_id'], unique=False)
    op.create_table('school_factor',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('person_id', BIG_ID, nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('secret', sa.Text(), nullable=False),
    sa.Column('counter', sa.BigInteger(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['school_person.id'], name=op.f('fk_school_factor_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_school_factor'))
    )
    op.create_index(op.f('ix_school_factor_person_id'), 'school_factor', ['person_id'], unique=False)
    op.create_table('school_recovery',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('person_id', BIG_ID, nullable=False),
    sa.Column('digest', sa.String(length=40), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['school_person.id'], name=op.f('fk_school_recovery_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_school_recovery')),
    sa.UniqueConstraint('person_id', 'digest', name=op.f('uq_school_recovery_person_id_digest'))
    )
    op.create_table('school_session',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('person_id', BIG_ID, nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('how', sa.String(length=10), nullable=False),
    sa.Column('device', sa.String(length=60), nullable=False),
    sa.Column('address', sa.String(length=45), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['school_person.id'], name=op.f('fk_school_session_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_school_session'))
    )
    op.create_index(op.f('ix_school_session_person_id'), 'school_session', ['person_id'], unique=False)
    op.create_index(op.f('ix_school_session_seen_at'), 'school_session', ['seen_at'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_school_session_seen_at'), table_name='school_session')
    op.drop_index(op.f('ix_school_session_person_id'), table_name='school_session')
    op.drop_table('school_session')
    op.drop_table('school_recovery')
    op.drop_index(op.f('ix_school_factor_person_id'), table_name='school_factor')
    op.drop_table('school_factor')
    op.drop_index(op.f('ix_school_card_person_id'), table_name='school_card')
    op.drop_table('school_card')
    op.drop_column("school_signin", "how")
