"""How a school reads the headers of its lists"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table('school_list_mapping',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('school_id', BIG_ID, nullable=False),
    sa.Column('signature', sa.String(length=64), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('fields', sa.JSON(), nullable=False),
    sa.Column('kept_by', BIG_ID, nullable=True),
    sa.Column('kept_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['kept_by'], ['school_person.id'], name=op.f('fk_school_list_mapping_kept_by')),
    sa.ForeignKeyConstraint(['school_id'], ['school_unit.id'], name=op.f('fk_school_list_mapping_school_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_school_list_mapping')),
    sa.UniqueConstraint('school_id', 'signature', name=op.f('uq_school_list_mapping_school_id_signature'))
    )
    op.create_index(op.f('ix_school_list_mapping_school_id'), 'school_list_mapping', ['school_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_school_list_mapping_school_id'), table_name='school_list_mapping')
    op.drop_table('school_list_mapping')
