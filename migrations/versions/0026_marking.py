"""Marking by hand, rulings on questions, requests to mark again"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = '0025'
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table('lms_marking_comment',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('school_id', BIG_ID, nullable=False),
    sa.Column('subject_code', sa.String(length=20), nullable=False),
    sa.Column('author_id', BIG_ID, nullable=False),
    sa.Column('shared', sa.Boolean(), nullable=False),
    sa.Column('text', sa.String(length=500), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['school_person.id'], name=op.f('fk_lms_marking_comment_author_id')),
    sa.ForeignKeyConstraint(['school_id'], ['school_unit.id'], name=op.f('fk_lms_marking_comment_school_id')),
    sa.ForeignKeyConstraint(['subject_code'], ['school_subject.code'], name=op.f('fk_lms_marking_comment_subject_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lms_marking_comment'))
    )
    op.create_index('ix_lms_marking_comment_use', 'lms_marking_comment', ['school_id', 'subject_code'], unique=False)
    op.create_table('lms_marking_marker',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('school_id', BIG_ID, nullable=False),
    sa.Column('exam_id', BIG_ID, nullable=False),
    sa.Column('person_id', BIG_ID, nullable=False),
    sa.Column('place', sa.SmallInteger(), nullable=False),
    sa.ForeignKeyConstraint(['exam_id'], ['lms_exam.id'], name=op.f('fk_lms_marking_marker_exam_id')),
    sa.ForeignKeyConstraint(['person_id'], ['school_person.id'], name=op.f('fk_lms_marking_marker_person_id')),
    sa.ForeignKeyConstraint(['school_id'], ['school_unit.id'], name=op.f('fk_lms_marking_marker_school_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lms_marking_marker')),
    sa.UniqueConstraint('exam_id', 'person_id', name=op.f('uq_lms_marking_marker_exam_id_person_id')),
    sa.UniqueConstraint('exam_id', 'place', name=op.f('uq_lms_marking_marker_exam_id_place'))
    )
    op.create_index(op.f('ix_lms_marking_marker_person_id'), 'lms_marking_marker', ['person_id'], unique=False)
    op.create_table('lms_marking_plan',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('school_id', BIG_ID, nullable=False),
    sa.Column('exam_id', BIG_ID, nullable=False),
    sa.Column('blind', sa.Boolean(), nullable=False),
    sa.Column('two_markers', sa.Boolean(), nullable=False),
    sa.Column('most_apart', sa.Integer(), nullable=False),
    sa.Column('step', sa.Integer(), nullable=False),
    sa.Column('seed', sa.String(length=32), nullable=False),
    sa.Column('requests_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['exam_id'], ['lms_exam.id'], name=op.f('fk_lms_marking_plan_exam_id')),
    sa.ForeignKeyConstraint(['school_id'], ['school_unit.id'], name=op.f('fk_lms_marking_plan_school_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lms_marking_plan')),
    sa.UniqueConstraint('exam_id', name=op.f('uq_lms_marking_plan_exam_id'))
    )
    op.create_table('lms_exam_ruling',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('school_id', BIG_ID, nullable=False),
    sa.Column('exam_id', BIG_ID, nullable=False),
    sa.Column('question_id', BIG_ID, nullable=False),
    sa.Column('rule', sa.String(length=12), nullable=False),
    sa.Column('key', sa.JSON(), nullable=True),
    sa.Column('old', sa.JSON(), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('made_by', BIG_ID, nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('applied_by', BIG_ID, nullable=True),
    sa.Column('applied_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('in_force', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['applied_by'], ['school_person.id'], name=op.f('fk_lms_exam_ruling_applied_by')),
    sa.ForeignKeyConstraint(['exam_id'], ['lms_exam.id'], name=op.f('fk_lms_exam_ruling_exam_id')),
    sa.ForeignKeyConstraint(['made_by'], ['school_person.id'], name=op.f('fk_lms_exam_ruling_made_by')),
    sa.ForeignKeyConstraint(['question_id'], ['lms_exam_question.id'], name=op.f('fk_lms_exam_ruling_question_id')),
    sa.ForeignKeyConstraint(['school_id'], ['school_unit.id'], name=op.f('fk_lms_exam_ruling_school_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lms_exam_ruling'))
    )
    op.create_index(op.f('ix_lms_exam_ruling_exam_id'), 'lms_exam_ruling', ['exam_id'], unique=False)
    op.create_index(op.f('ix_lms_exam_ruling_question_id'), 'lms_exam_ruling', ['question_id'], unique=False)
    op.create_table('lms_exam_verdict',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('school_id', BIG_ID, nullable=False),
    sa.Column('attempt_id', BIG_ID, nullable=False),
    sa.Column('question_id', BIG_ID, nullable=False),
    sa.Column('points', sa.Integer(), nullable=False),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['attempt_id'], ['lms_exam_attempt.id'], name=op.f('fk_lms_exam_verdict_attempt_id')),
    sa.ForeignKeyConstraint(['question_id'], ['lms_exam_question.id'], name=op.f('fk_lms_exam_verdict_question_id')),
    sa.ForeignKeyConstraint(['school_id'], ['school_unit.id'], name=op.f('fk_lms_exam_verdict_school_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lms_exam_verdict')),
    sa.UniqueConstraint('school_id', 'attempt_id', 'question_id', name=op.f('uq_lms_exam_verdict_school_id_attempt_id_question_id'))
    )
    op.create_index(op.f('ix_lms_exam_verdict_attempt_id'), 'lms_exam_verdict', ['attempt_id'], unique=False)
    op.create_index(op.f('ix_lms_exam_verdict_question_id'), 'lms_exam_verdict', ['question_id'], unique=False)
    op.create_table('lms_marking_change',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('school_id', BIG_ID, nullable=False),
    sa.Column('ruling_id', BIG_ID, nullable=False),
    sa.Column('attempt_id', BIG_ID, nullable=False),
    sa.Column('before', sa.Integer(), nullable=False),
    sa.Column('after', sa.Integer(), nullable=False),
    sa.Column('rise', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['attempt_id'], ['lms_exam_attempt.id'], name=op.f('fk_lms_marking_change_attempt_id')),
    sa.ForeignKeyConstraint(['ruling_id'], ['lms_exam_ruling.id'], name=op.f('fk_lms_marking_change_ruling_id')),
    sa.ForeignKeyConstraint(['school_id'], ['school_unit.id'], name=op.f('fk_lms_marking_change_school_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lms_marking_change')),
    sa.UniqueConstraint('ruling_id', 'attempt_id', name=op.f('uq_lms_marking_change_ruling_id_attempt_id'))
    )
    op.create_index(op.f('ix_lms_marking_change_attempt_id'), 'lms_marking_change', ['attempt_id'], unique=False)
    op.create_table('lms_marking_mark',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('school_id', BIG_ID, nullable=False),
    sa.Column('attempt_id', BIG_ID, nullable=False),
    sa.Column('question_id', BIG_ID, nullable=False),
    sa.Column('place', sa.SmallInteger(), nullable=False),
    sa.Column('points', sa.Integer(), nullable=False),
    sa.Column('rows', sa.JSON(), nullable=True),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.Column('person_id', BIG_ID, nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['attempt_id'], ['lms_exam_attempt.id'], name=op.f('fk_lms_marking_mark_attempt_id')),
    sa.ForeignKeyConstraint(['person_id'], ['school_person.id'], name=op.f('fk_lms_marking_mark_person_id')),
    sa.ForeignKeyConstraint(['question_id'], ['lms_exam_question.id'], name=op.f('fk_lms_marking_mark_question_id')),
    sa.ForeignKeyConstraint(['school_id'], ['school_unit.id'], name=op.f('fk_lms_marking_mark_school_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lms_marking_mark')),
    sa.UniqueConstraint('attempt_id', 'question_id', 'place', name=op.f('uq_lms_marking_mark_attempt_id_question_id_place'))
    )
    op.create_index(op.f('ix_lms_marking_mark_question_id'), 'lms_marking_mark', ['question_id'], unique=False)
    op.create_table('lms_marking_request',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('school_id', BIG_ID, nullable=False),
    sa.Column('exam_id', BIG_ID, nullable=False),
    sa.Column('attempt_id', BIG_ID, nullable=False),
    sa.Column('question_id', BIG_ID, nullable=True),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('points_before', sa.Integer(), nullable=True),
    sa.Column('proposed_points', sa.Integer(), nullable=True),
    sa.Column('proposed_words', sa.Text(), nullable=False),
    sa.Column('proposed_by', BIG_ID, nullable=True),
    sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_points', sa.Integer(), nullable=True),
    sa.Column('decided_words', sa.Text(), nullable=False),
    sa.Column('decided_by', BIG_ID, nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['attempt_id'], ['lms_exam_attempt.id'], name=op.f('fk_lms_marking_request_attempt_id')),
    sa.ForeignKeyConstraint(['decided_by'], ['school_person.id'], name=op.f('fk_lms_marking_request_decided_by')),
    sa.ForeignKeyConstraint(['exam_id'], ['lms_exam.id'], name=op.f('fk_lms_marking_request_exam_id')),
    sa.ForeignKeyConstraint(['proposed_by'], ['school_person.id'], name=op.f('fk_lms_marking_request_proposed_by')),
    sa.ForeignKeyConstraint(['question_id'], ['lms_exam_question.id'], name=op.f('fk_lms_marking_request_question_id')),
    sa.ForeignKeyConstraint(['school_id'], ['school_unit.id'], name=op.f('fk_lms_marking_request_school_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lms_marking_request'))
    )
    op.create_index(op.f('ix_lms_marking_request_attempt_id'), 'lms_marking_request', ['attempt_id'], unique=False)
    op.create_index(op.f('ix_lms_marking_request_exam_id'), 'lms_marking_request', ['exam_id'], unique=False)
    op.create_table('lms_marking_step',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('school_id', BIG_ID, nullable=False),
    sa.Column('mark_id', BIG_ID, nullable=False),
    sa.Column('points', sa.Integer(), nullable=False),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.Column('actor_id', BIG_ID, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['actor_id'], ['school_person.id'], name=op.f('fk_lms_marking_step_actor_id')),
    sa.ForeignKeyConstraint(['mark_id'], ['lms_marking_mark.id'], name=op.f('fk_lms_marking_step_mark_id')),
    sa.ForeignKeyConstraint(['school_id'], ['school_unit.id'], name=op.f('fk_lms_marking_step_school_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lms_marking_step'))
    )
    op.create_index(op.f('ix_lms_marking_step_mark_id'), 'lms_marking_step', ['mark_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_lms_marking_step_mark_id'), table_name='lms_marking_step')
    op.drop_table('lms_marking_step')
    op.drop_index(op.f('ix_lms_marking_request_exam_id'), table_name='lms_marking_request')
    op.drop_index(op.f('ix_lms_marking_request_attempt_id'), table_name='lms_marking_request')
    op.drop_table('lms_marking_request')
    op.drop_index(op.f('ix_lms_marking_mark_question_id'), table_name='lms_marking_mark')
    op.drop_table('lms_marking_mark')
    op.drop_index(op.f('ix_lms_marking_change_attempt_id'), table_name='lms_marking_change')
    op.drop_table('lms_marking_change')
    op.drop_index(op.f('ix_lms_exam_verdict_question_id'), table_name='lms_exam_verdict')
    op.drop_index(op.f('ix_lms_exam_verdict_attempt_id'), table_name='lms_exam_verdict')
    op.drop_table('lms_exam_verdict')
    op.drop_index(op.f('ix_lms_exam_ruling_question_id'), table_name='lms_exam_ruling')
    op.drop_index(op.f('ix_lms_exam_ruling_exam_id'), table_name='lms_exam_ruling')
    op.drop_table('lms_exam_ruling')
    op.drop_table('lms_marking_plan')
    op.drop_index(op.f('ix_lms_marking_marker_person_id'), table_name='lms_marking_marker')
    op.drop_table('lms_marking_marker')
    op.drop_index('ix_lms_marking_comment_use', table_name='lms_marking_comment')
    op.drop_table('lms_marking_comment')
