"""Question bank: items, versions and imports"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = '0004'
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table('lms_bank_item',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('uid', sa.String(length=36), nullable=False),
    sa.Column('school_id', BIG_ID, nullable=False),
    sa.Column('subject_code', sa.String(length=20), nullable=False),
    sa.Column('grade', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('topic', sa.String(length=120), nullable=False),
    sa.Column('author_id', BIG_ID, nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('search_key', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('current_number', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['school_person.id'], name=op.f('fk_lms_bank_item_author_id')),
    sa.ForeignKeyConstraint(['school_id'], ['school_unit.id'], name=op.f('fk_lms_bank_item_school_id')),
    sa.ForeignKeyConstraint(['subject_code'], ['school_subject.code'], name=op.f('fk_lms_bank_item_subject_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lms_bank_item')),
    sa.UniqueConstraint('uid', name=op.f('uq_lms_bank_item_uid'))
    )
    op.create_index(op.f('ix_lms_bank_item_author_id'), 'lms_bank_item', ['author_id'], unique=False)
    op.create_index(op.f('ix_lms_bank_item_digest'), 'lms_bank_item', ['digest'], unique=False)
    op.create_index(op.f('ix_lms_bank_item_school_id'), 'lms_bank_item', ['school_id'], unique=False)
    op.create_index(op.f('ix_lms_bank_item_subject_code'), 'lms_bank_item', ['subject_code'], unique=False)
    op.create_table('lms_bank_version',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('item_id', BIG_ID, nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('stem', sa.Text(), nullable=False),
    sa.Column('body', sa.JSON(), nullable=False),
    sa.Column('key', sa.JSON(), nullable=False),
    sa.Column('solution', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('author_id', BIG_ID, nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['school_person.id'], name=op.f('fk_lms_bank_version_author_id')),
    sa.ForeignKeyConstraint(['item_id'], ['lms_bank_item.id'], name=op.f('fk_lms_bank_version_item_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lms_bank_version')),
    sa.UniqueConstraint('item_id', 'number', name=op.f('uq_lms_bank_version_item_id_number'))
    )
    op.create_index(op.f('ix_lms_bank_version_item_id'), 'lms_bank_version', ['item_id'], unique=False)
    op.create_table('lms_bank_import',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('uid', sa.String(length=36), nullable=False),
    sa.Column('school_id', BIG_ID, nullable=False),
    sa.Column('person_id', BIG_ID, nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('about', sa.JSON(), nullable=False),
    sa.Column('choices', sa.JSON(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.JSON(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['school_person.id'], name=op.f('fk_lms_bank_import_person_id')),
    sa.ForeignKeyConstraint(['school_id'], ['school_unit.id'], name=op.f('fk_lms_bank_import_school_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lms_bank_import')),
    sa.UniqueConstraint('uid', name=op.f('uq_lms_bank_import_uid'))
    )
    for column in ('created_at', 'person_id', 'school_id'):
        op.create_index(op.f(f'ix_lms_bank_import_{column}'), 'lms_bank_import', [column], unique=False)


def downgrade() -> None:
    for column in ('created_at', 'person_id', 'school_id'):
        op.drop_index(op.f(f'ix_lms_bank_import_{column}'), table_name='lms_bank_import')
    op.drop_table('lms_bank_import')
    op.drop_index(op.f('ix_lms_bank_version_item_id'), table_name='lms_bank_version')
    op.drop_table('lms_bank_version')
    op.drop_index(op.f('ix_lms_bank_item_subject_code'), table_name='lms_bank_item')
    op.drop_index(op.f('ix_lms_bank_item_school_id'), table_name='lms_bank_item')
    op.drop_index(op.f('ix_lms_bank_item_digest'), table_name='lms_bank_item')
    op.drop_index(op.f('ix_lms_bank_item_author_id'), table_name='lms_bank_item')
    op.drop_table('lms_bank_item')
