"""Grades: marks and their steps"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = '0006'
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table('lms_grade_mark',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('school_id', BIG_ID, nullable=False),
    sa.Column('activity_id', BIG_ID, nullable=False),
    sa.Column('person_id', BIG_ID, nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('value', sa.Integer(), nullable=True),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.Column('released_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['activity_id'], ['lms_course_activity.id'], name=op.f('fk_lms_grade_mark_activity_id')),
    sa.ForeignKeyConstraint(['person_id'], ['school_person.id'], name=op.f('fk_lms_grade_mark_person_id')),
    sa.ForeignKeyConstraint(['school_id'], ['school_unit.id'], name=op.f('fk_lms_grade_mark_school_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lms_grade_mark')),
    sa.UniqueConstraint('activity_id', 'person_id', name=op.f('uq_lms_grade_mark_activity_id_person_id'))
    )
    op.create_index(op.f('ix_lms_grade_mark_activity_id'), 'lms_grade_mark', ['activity_id'], unique=False)
    op.create_index(op.f('ix_lms_grade_mark_person_id'), 'lms_grade_mark', ['person_id'], unique=False)
    op.create_index(op.f('ix_lms_grade_mark_school_id'), 'lms_grade_mark', ['school_id'], unique=False)
    op.create_table('lms_grade_step',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('school_id', BIG_ID, nullable=False),
    sa.Column('mark_id', BIG_ID, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_id', BIG_ID, nullable=True),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('value', sa.Integer(), nullable=True),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['actor_id'], ['school_person.id'], name=op.f('fk_lms_grade_step_actor_id')),
    sa.ForeignKeyConstraint(['mark_id'], ['lms_grade_mark.id'], name=op.f('fk_lms_grade_step_mark_id')),
    sa.ForeignKeyConstraint(['school_id'], ['school_unit.id'], name=op.f('fk_lms_grade_step_school_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lms_grade_step'))
    )
    op.create_index(op.f('ix_lms_grade_step_mark_id'), 'lms_grade_step', ['mark_id'], unique=False)
    op.create_index(op.f('ix_lms_grade_step_school_id'), 'lms_grade_step', ['school_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_lms_grade_step_school_id'), table_name='lms_grade_step')
    op.drop_index(op.f('ix_lms_grade_step_mark_id'), table_name='lms_grade_step')
    op.drop_table('lms_grade_step')
    op.drop_index(op.f('ix_lms_grade_mark_school_id'), table_name='lms_grade_mark')
    op.drop_index(op.f('ix_lms_grade_mark_person_id'), table_name='lms_grade_mark')
    op.drop_index(op.f('ix_lms_grade_mark_activity_id'), table_name='lms_grade_mark')
    op.drop_table('lms_grade_mark')
