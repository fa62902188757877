"""Courses: sections, activities, visits"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = '0003'
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table('lms_course',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('uid', sa.String(length=36), nullable=False),
    sa.Column('school_id', BIG_ID, nullable=False),
    sa.Column('class_id', BIG_ID, nullable=False),
    sa.Column('subject_code', sa.String(length=20), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('archived_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['class_id'], ['school_class.id'], name=op.f('fk_lms_course_class_id')),
    sa.ForeignKeyConstraint(['school_id'], ['school_unit.id'], name=op.f('fk_lms_course_school_id')),
    sa.ForeignKeyConstraint(['subject_code'], ['school_subject.code'], name=op.f('fk_lms_course_subject_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lms_course')),
    sa.UniqueConstraint('class_id', 'subject_code', name=op.f('uq_lms_course_class_id_subject_code')),
    sa.UniqueConstraint('uid', name=op.f('uq_lms_course_uid'))
    )
    op.create_index(op.f('ix_lms_course_class_id'), 'lms_course', ['class_id'], unique=False)
    op.create_index(op.f('ix_lms_course_school_id'), 'lms_course', ['school_id'], unique=False)
    op.create_table('lms_course_section',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('school_id', BIG_ID, nullable=False),
    sa.Column('course_id', BIG_ID, nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['course_id'], ['lms_course.id'], name=op.f('fk_lms_course_section_course_id')),
    sa.ForeignKeyConstraint(['school_id'], ['school_unit.id'], name=op.f('fk_lms_course_section_school_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lms_course_section'))
    )
    op.create_index(op.f('ix_lms_course_section_course_id'), 'lms_course_section', ['course_id'], unique=False)
    op.create_index(op.f('ix_lms_course_section_school_id'), 'lms_course_section', ['school_id'], unique=False)
    op.create_table('lms_course_activity',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('uid', sa.String(length=36), nullable=False),
    sa.Column('school_id', BIG_ID, nullable=False),
    sa.Column('course_id', BIG_ID, nullable=False),
    sa.Column('section_id', BIG_ID, nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('settings', sa.JSON(), nullable=False),
    sa.Column('visible_from', sa.DateTime(timezone=True), nullable=True),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['course_id'], ['lms_course.id'], name=op.f('fk_lms_course_activity_course_id')),
    sa.ForeignKeyConstraint(['school_id'], ['school_unit.id'], name=op.f('fk_lms_course_activity_school_id')),
    sa.ForeignKeyConstraint(['section_id'], ['lms_course_section.id'], name=op.f('fk_lms_course_activity_section_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lms_course_activity')),
    sa.UniqueConstraint('uid', name=op.f('uq_lms_course_activity_uid'))
    )
    op.create_index(op.f('ix_lms_course_activity_course_id'), 'lms_course_activity', ['course_id'], unique=False)
    op.create_index(op.f('ix_lms_course_activity_school_id'), 'lms_course_activity', ['school_id'], unique=False)
    op.create_index(op.f('ix_lms_course_activity_section_id'), 'lms_course_activity', ['section_id'], unique=False)
    op.create_table('lms_course_visit',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('school_id', BIG_ID, nullable=False),
    sa.Column('activity_id', BIG_ID, nullable=False),
    sa.Column('person_id', BIG_ID, nullable=False),
    sa.Column('first_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seconds', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('day_seconds', sa.Integer(), nullable=False),
    sa.Column('day_counted', sa.Boolean(), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('handed_in_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('late', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['activity_id'], ['lms_course_activity.id'], name=op.f('fk_lms_course_visit_activity_id')),
    sa.ForeignKeyConstraint(['person_id'], ['school_person.id'], name=op.f('fk_lms_course_visit_person_id')),
    sa.ForeignKeyConstraint(['school_id'], ['school_unit.id'], name=op.f('fk_lms_course_visit_school_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lms_course_visit')),
    sa.UniqueConstraint('activity_id', 'person_id', name=op.f('uq_lms_course_visit_activity_id_person_id'))
    )
    op.create_index(op.f('ix_lms_course_visit_activity_id'), 'lms_course_visit', ['activity_id'], unique=False)
    op.create_index(op.f('ix_lms_course_visit_person_id'), 'lms_course_visit', ['person_id'], unique=False)
    op.create_index(op.f('ix_lms_course_visit_school_id'), 'lms_course_visit', ['school_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_lms_course_visit_school_id'), table_name='lms_course_visit')
    op.drop_index(op.f('ix_lms_course_visit_person_id'), table_name='lms_course_visit')
    op.drop_index(op.f('ix_lms_course_visit_activity_id'), table_name='lms_course_visit')
    op.drop_table('lms_course_visit')
    op.drop_index(op.f('ix_lms_course_activity_section_id'), table_name='lms_course_activity')
    op.drop_index(op.f('ix_lms_course_activity_school_id'), table_name='lms_course_activity')
    op.drop_index(op.f('ix_lms_course_activity_course_id'), table_name='lms_course_activity')
    op.drop_table('lms_course_activity')
    op.drop_index(op.f('ix_lms_course_section_school_id'), table_name='lms_course_section')
    op.drop_index(op.f('ix_lms_course_section_course_id'), table_name='lms_course_section')
    op.drop_table('lms_course_section')
    op.drop_index(op.f('ix_lms_course_school_id'), table_name='lms_course')
    op.drop_index(op.f('ix_lms_course_class_id'), table_name='lms_course')
    op.drop_table('lms_course')
