"""Servers of a unit's own accounts, and whom an account stands for"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table('school_provider',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('unit_id', BIG_ID, nullable=False),
    sa.Column('label', sa.String(length=60), nullable=False),
    sa.Column('issuer', sa.String(length=300), nullable=False),
    sa.Column('client_id', sa.String(length=200), nullable=False),
    sa.Column('secret', sa.Text(), nullable=False),
    sa.Column('match', sa.String(length=12), nullable=False),
    sa.Column('claim', sa.String(length=60), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['unit_id'], ['school_unit.id'], name=op.f('fk_school_provider_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_school_provider'))
    )
    op.create_index(op.f('ix_school_provider_unit_id'), 'school_provider', ['unit_id'], unique=False)
    op.create_table('school_provider_link',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('provider_id', BIG_ID, nullable=False),
    sa.Column('subject', sa.String(length=255), nullable=False),
    sa.Column('person_id', BIG_ID, nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['school_person.id'], name=op.f('fk_school_provider_link_person_id')),
    sa.ForeignKeyConstraint(['provider_id'], ['school_provider.id'], name=op.f('fk_school_provider_link_provider_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_school_provider_link')),
    sa.UniqueConstraint('provider_id', 'person_id', name=op.f('uq_school_provider_link_provider_id_person_id')),
    sa.UniqueConstraint('provider_id', 'subject', name=op.f('uq_school_provider_link_provider_id_subject'))
    )
    op.create_index(op.f('ix_school_provider_link_person_id'), 'school_provider_link', ['person_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_school_provider_link_person_id'), table_name='school_provider_link')
    op.drop_table('school_provider_link')
    op.drop_index(op.f('ix_school_provider_unit_id'), table_name='school_provider')
    op.drop_table('school_provider')
