"""Exams"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = '0005'
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table('lms_answer_save',
    sa.Column('school_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('attempt_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('epoch', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('seq', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('item', sa.SmallInteger(), nullable=False),
    sa.Column('held', sa.SmallInteger(), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('response', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('school_id', 'attempt_id', 'epoch', 'seq', name=op.f('pk_lms_answer_save')),
    sqlite_with_rowid=False
    )
    op.create_table('lms_exam',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('uid', sa.String(length=36), nullable=False),
    sa.Column('school_id', BIG_ID, nullable=False),
    sa.Column('course_id', BIG_ID, nullable=False),
    sa.Column('activity_id', BIG_ID, nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('opens_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('access_code', sa.String(length=20), nullable=False),
    sa.Column('shuffle_questions', sa.Boolean(), nullable=False),
    sa.Column('shuffle_options', sa.Boolean(), nullable=False),
    sa.Column('form_count', sa.Integer(), nullable=False),
    sa.Column('attempts_allowed', sa.Integer(), nullable=False),
    sa.Column('results_policy', sa.String(length=12), nullable=False),
    sa.Column('points_policy', sa.String(length=12), nullable=False),
    sa.Column('mode', sa.String(length=12), nullable=False),
    sa.Column('grace_seconds', sa.Integer(), nullable=False),
    sa.Column('created_by', BIG_ID, nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ready_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('released_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['activity_id'], ['lms_course_activity.id'], name=op.f('fk_lms_exam_activity_id')),
    sa.ForeignKeyConstraint(['course_id'], ['lms_course.id'], name=op.f('fk_lms_exam_course_id')),
    sa.ForeignKeyConstraint(['created_by'], ['school_person.id'], name=op.f('fk_lms_exam_created_by')),
    sa.ForeignKeyConstraint(['school_id'], ['school_unit.id'], name=op.f('fk_lms_exam_school_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lms_exam')),
    sa.UniqueConstraint('activity_id', name=op.f('uq_lms_exam_activity_id')),
    sa.UniqueConstraint('uid', name=op.f('uq_lms_exam_uid'))
    )
    op.create_index(op.f('ix_lms_exam_course_id'), 'lms_exam', ['course_id'], unique=False)
    op.create_index(op.f('ix_lms_exam_school_id'), 'lms_exam', ['school_id'], unique=False)
    op.create_table('lms_exam_code_try',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('school_id', BIG_ID, nullable=False),
    sa.Column('exam_id', BIG_ID, nullable=False),
    sa.Column('person_id', BIG_ID, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['exam_id'], ['lms_exam.id'], name=op.f('fk_lms_exam_code_try_exam_id')),
    sa.ForeignKeyConstraint(['person_id'], ['school_person.id'], name=op.f('fk_lms_exam_code_try_person_id')),
    sa.ForeignKeyConstraint(['school_id'], ['school_unit.id'], name=op.f('fk_lms_exam_code_try_school_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lms_exam_code_try'))
    )
    op.create_index('ix_lms_exam_code_try_recent', 'lms_exam_code_try', ['exam_id', 'person_id', 'at'], unique=False)
    op.create_table('lms_exam_form',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('school_id', BIG_ID, nullable=False),
    sa.Column('exam_id', BIG_ID, nullable=False),
    sa.Column('number', sa.SmallInteger(), nullable=False),
    sa.Column('paper', sa.Text(), nullable=False),
    sa.Column('places', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['exam_id'], ['lms_exam.id'], name=op.f('fk_lms_exam_form_exam_id')),
    sa.ForeignKeyConstraint(['school_id'], ['school_unit.id'], name=op.f('fk_lms_exam_form_school_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lms_exam_form')),
    sa.UniqueConstraint('school_id', 'exam_id', 'number', name=op.f('uq_lms_exam_form_school_id_exam_id_number'))
    )
    op.create_index(op.f('ix_lms_exam_form_exam_id'), 'lms_exam_form', ['exam_id'], unique=False)
    op.create_table('lms_exam_question',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('exam_id', BIG_ID, nullable=False),
    sa.Column('number', sa.SmallInteger(), nullable=False),
    sa.Column('item_id', BIG_ID, nullable=False),
    sa.Column('version_id', BIG_ID, nullable=True),
    sa.Column('points', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['exam_id'], ['lms_exam.id'], name=op.f('fk_lms_exam_question_exam_id')),
    sa.ForeignKeyConstraint(['item_id'], ['lms_bank_item.id'], name=op.f('fk_lms_exam_question_item_id')),
    sa.ForeignKeyConstraint(['version_id'], ['lms_bank_version.id'], name=op.f('fk_lms_exam_question_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lms_exam_question')),
    sa.UniqueConstraint('exam_id', 'item_id', name=op.f('uq_lms_exam_question_exam_id_item_id'))
    )
    op.create_index(op.f('ix_lms_exam_question_exam_id'), 'lms_exam_question', ['exam_id'], unique=False)
    op.create_index(op.f('ix_lms_exam_question_item_id'), 'lms_exam_question', ['item_id'], unique=False)
    op.create_index(op.f('ix_lms_exam_question_version_id'), 'lms_exam_question', ['version_id'], unique=False)
    op.create_table('lms_exam_attempt',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('uid', sa.String(length=36), nullable=False),
    sa.Column('school_id', BIG_ID, nullable=False),
    sa.Column('exam_id', BIG_ID, nullable=False),
    sa.Column('person_id', BIG_ID, nullable=False),
    sa.Column('form_id', BIG_ID, nullable=False),
    sa.Column('number', sa.SmallInteger(), nullable=False),
    sa.Column('epoch', sa.Integer(), nullable=False),
    sa.Column('device', sa.String(length=40), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('accepts_until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('close_reason', sa.String(length=12), nullable=True),
    sa.Column('marked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('score', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['exam_id'], ['lms_exam.id'], name=op.f('fk_lms_exam_attempt_exam_id')),
    sa.ForeignKeyConstraint(['form_id'], ['lms_exam_form.id'], name=op.f('fk_lms_exam_attempt_form_id')),
    sa.ForeignKeyConstraint(['person_id'], ['school_person.id'], name=op.f('fk_lms_exam_attempt_person_id')),
    sa.ForeignKeyConstraint(['school_id'], ['school_unit.id'], name=op.f('fk_lms_exam_attempt_school_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lms_exam_attempt')),
    sa.UniqueConstraint('school_id', 'exam_id', 'person_id', 'number', name=op.f('uq_lms_exam_attempt_school_id_exam_id_person_id_number')),
    sa.UniqueConstraint('uid', name=op.f('uq_lms_exam_attempt_uid'))
    )
    op.create_index(op.f('ix_lms_exam_attempt_accepts_until'), 'lms_exam_attempt', ['accepts_until'], unique=False)
    op.create_index(op.f('ix_lms_exam_attempt_exam_id'), 'lms_exam_attempt', ['exam_id'], unique=False)
    op.create_index(op.f('ix_lms_exam_attempt_person_id'), 'lms_exam_attempt', ['person_id'], unique=False)
    op.create_table('lms_answer_decision',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('school_id', BIG_ID, nullable=False),
    sa.Column('attempt_id', BIG_ID, nullable=False),
    sa.Column('epoch', sa.Integer(), nullable=False),
    sa.Column('seq', sa.BigInteger(), nullable=False),
    sa.Column('accepted', sa.Boolean(), nullable=False),
    sa.Column('decided_by', BIG_ID, nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['attempt_id'], ['lms_exam_attempt.id'], name=op.f('fk_lms_answer_decision_attempt_id')),
    sa.ForeignKeyConstraint(['decided_by'], ['school_person.id'], name=op.f('fk_lms_answer_decision_decided_by')),
    sa.ForeignKeyConstraint(['school_id'], ['school_unit.id'], name=op.f('fk_lms_answer_decision_school_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lms_answer_decision')),
    sa.UniqueConstraint('school_id', 'attempt_id', 'epoch', 'seq', name=op.f('uq_lms_answer_decision_school_id_attempt_id_epoch_seq'))
    )
    op.create_index(op.f('ix_lms_answer_decision_attempt_id'), 'lms_answer_decision', ['attempt_id'], unique=False)
    op.create_table('lms_exam_result',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('school_id', BIG_ID, nullable=False),
    sa.Column('attempt_id', BIG_ID, nullable=False),
    sa.Column('question_id', BIG_ID, nullable=False),
    sa.Column('response', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('points', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['attempt_id'], ['lms_exam_attempt.id'], name=op.f('fk_lms_exam_result_attempt_id')),
    sa.ForeignKeyConstraint(['question_id'], ['lms_exam_question.id'], name=op.f('fk_lms_exam_result_question_id')),
    sa.ForeignKeyConstraint(['school_id'], ['school_unit.id'], name=op.f('fk_lms_exam_result_school_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lms_exam_result')),
    sa.UniqueConstraint('school_id', 'attempt_id', 'question_id', name=op.f('uq_lms_exam_result_school_id_attempt_id_question_id'))
    )
    op.create_index(op.f('ix_lms_exam_result_attempt_id'), 'lms_exam_result', ['attempt_id'], unique=False)
    op.create_index(op.f('ix_lms_exam_result_question_id'), 'lms_exam_result', ['question_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_lms_exam_result_question_id'), table_name='lms_exam_result')
    op.drop_index(op.f('ix_lms_exam_result_attempt_id'), table_name='lms_exam_result')
    op.drop_table('lms_exam_result')
    op.drop_index(op.f('ix_lms_answer_decision_attempt_id'), table_name='lms_answer_decision')
    op.drop_table('lms_answer_decision')
    op.drop_index(op.f('ix_lms_exam_attempt_person_id'), table_name='lms_exam_attempt')
    op.drop_index(op.f('ix_lms_exam_attempt_exam_id'), table_name='lms_exam_attempt')
    op.drop_index(op.f('ix_lms_exam_attempt_accepts_until'), table_name='lms_exam_attempt')
    op.drop_table('lms_exam_attempt')
    op.drop_index(op.f('ix_lms_exam_question_version_id'), table_name='lms_exam_question')
    op.drop_index(op.f('ix_lms_exam_question_item_id'), table_name='lms_exam_question')
    op.drop_index(op.f('ix_lms_exam_question_exam_id'), table_name='lms_exam_question')
    op.drop_table('lms_exam_question')
    op.drop_index(op.f('ix_lms_exam_form_exam_id'), table_name='lms_exam_form')
    op.drop_table('lms_exam_form')
    op.drop_index('ix_lms_exam_code_try_recent', table_name='lms_exam_code_try')
    op.drop_table('lms_exam_code_try')
    op.drop_index(op.f('ix_lms_exam_school_id'), table_name='lms_exam')
    op.drop_index(op.f('ix_lms_exam_course_id'), table_name='lms_exam')
    op.drop_table('lms_exam')
    op.drop_table('lms_answer_save')
