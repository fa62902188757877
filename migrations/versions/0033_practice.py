"""Question sets for practice, offered to the library"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table('lms_practice_set',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('uid', sa.String(length=36), nullable=False),
    sa.Column('school_id', BIG_ID, nullable=False),
    sa.Column('author_id', BIG_ID, nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('subject_code', sa.String(length=20), nullable=False),
    sa.Column('grade', sa.Integer(), nullable=True),
    sa.Column('items', sa.JSON(), nullable=False),
    sa.Column('nodes', sa.JSON(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('current_number', sa.Integer(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['school_person.id'], name=op.f('fk_lms_practice_set_author_id')),
    sa.ForeignKeyConstraint(['school_id'], ['school_unit.id'], name=op.f('fk_lms_practice_set_school_id')),
    sa.ForeignKeyConstraint(['subject_code'], ['school_subject.code'], name=op.f('fk_lms_practice_set_subject_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lms_practice_set')),
    sa.UniqueConstraint('uid', name=op.f('uq_lms_practice_set_uid'))
    )
    op.create_index(op.f('ix_lms_practice_set_author_id'), 'lms_practice_set', ['author_id'], unique=False)
    op.create_index(op.f('ix_lms_practice_set_school_id'), 'lms_practice_set', ['school_id'], unique=False)
    op.create_table('lms_practice_version',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('set_id', BIG_ID, nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('questions', sa.JSON(), nullable=False),
    sa.Column('offered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('offered_by', BIG_ID, nullable=False),
    sa.ForeignKeyConstraint(['offered_by'], ['school_person.id'], name=op.f('fk_lms_practice_version_offered_by')),
    sa.ForeignKeyConstraint(['set_id'], ['lms_practice_set.id'], name=op.f('fk_lms_practice_version_set_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lms_practice_version')),
    sa.UniqueConstraint('set_id', 'number', name=op.f('uq_lms_practice_version_set_id_number'))
    )
    op.create_table('repository_offer',
    sa.Column('work_id', BIG_ID, nullable=False),
    sa.Column('ref', sa.String(length=80), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('questions', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['work_id'], ['repository_work.id'], name=op.f('fk_repository_offer_work_id')),
    sa.PrimaryKeyConstraint('work_id', name=op.f('pk_repository_offer')),
    sa.UniqueConstraint('ref', name=op.f('uq_repository_offer_ref'))
    )
    op.create_table('lms_practice_run',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('uid', sa.String(length=36), nullable=False),
    sa.Column('version_id', BIG_ID, nullable=False),
    sa.Column('person_id', BIG_ID, nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seconds', sa.Integer(), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answers', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['school_person.id'], name=op.f('fk_lms_practice_run_person_id')),
    sa.ForeignKeyConstraint(['version_id'], ['lms_practice_version.id'], name=op.f('fk_lms_practice_run_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lms_practice_run')),
    sa.UniqueConstraint('uid', name=op.f('uq_lms_practice_run_uid'))
    )
    op.create_index('ix_lms_practice_run_mine', 'lms_practice_run', ['person_id', 'version_id'], unique=False)
    op.create_index(op.f('ix_lms_practice_run_started_at'), 'lms_practice_run', ['started_at'], unique=False)
    op.create_index(op.f('ix_lms_practice_run_version_id'), 'lms_practice_run', ['version_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_lms_practice_run_version_id'), table_name='lms_practice_run')
    op.drop_index(op.f('ix_lms_practice_run_started_at'), table_name='lms_practice_run')
    op.drop_index('ix_lms_practice_run_mine', table_name='lms_practice_run')
    op.drop_table('lms_practice_run')
    op.drop_table('repository_offer')
    op.drop_table('lms_practice_version')
    op.drop_index(op.f('ix_lms_practice_set_school_id'), table_name='lms_practice_set')
    op.drop_index(op.f('ix_lms_practice_set_author_id'), table_name='lms_practice_set')
    op.drop_table('lms_practice_set')
