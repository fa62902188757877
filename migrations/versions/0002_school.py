"""School: units, calendar, people, classes, curriculum"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = '0001'
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table('school_programme',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('version', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('citation', sa.String(length=300), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_school_programme')),
    sa.UniqueConstraint('code', 'version', name=op.f('uq_school_programme_code_version'))
    )
    op.create_table('school_subject',
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('name_vi', sa.String(length=100), nullable=False),
    sa.Column('name_en', sa.String(length=100), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_school_subject'))
    )
    op.create_table('school_unit',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('uid', sa.String(length=36), nullable=False),
    sa.Column('parent_id', BIG_ID, nullable=True),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('sort_key', sa.String(length=600), nullable=False),
    sa.Column('path', sa.String(length=200), nullable=False),
    sa.Column('stage', sa.String(length=20), nullable=True),
    sa.Column('headcount', sa.Integer(), nullable=True),
    sa.Column('teacher_headcount', sa.Integer(), nullable=True),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['parent_id'], ['school_unit.id'], name=op.f('fk_school_unit_parent_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_school_unit')),
    sa.UniqueConstraint('code', name=op.f('uq_school_unit_code')),
    sa.UniqueConstraint('uid', name=op.f('uq_school_unit_uid'))
    )
    op.create_index(op.f('ix_school_unit_parent_id'), 'school_unit', ['parent_id'], unique=False)
    op.create_index(op.f('ix_school_unit_path'), 'school_unit', ['path'], unique=False)
    op.create_table('school_year',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('name', sa.String(length=20), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_school_year')),
    sa.UniqueConstraint('name', name=op.f('uq_school_year_name'))
    )
    op.create_table('school_class',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('uid', sa.String(length=36), nullable=False),
    sa.Column('school_id', BIG_ID, nullable=False),
    sa.Column('year_id', BIG_ID, nullable=False),
    sa.Column('grade', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=30), nullable=False),
    sa.Column('sort_key', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['school_id'], ['school_unit.id'], name=op.f('fk_school_class_school_id')),
    sa.ForeignKeyConstraint(['year_id'], ['school_year.id'], name=op.f('fk_school_class_year_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_school_class')),
    sa.UniqueConstraint('school_id', 'year_id', 'name', name=op.f('uq_school_class_school_id_year_id_name')),
    sa.UniqueConstraint('uid', name=op.f('uq_school_class_uid'))
    )
    op.create_index(op.f('ix_school_class_school_id'), 'school_class', ['school_id'], unique=False)
    op.create_index(op.f('ix_school_class_year_id'), 'school_class', ['year_id'], unique=False)
    op.create_table('school_curriculum_node',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('uid', sa.String(length=36), nullable=False),
    sa.Column('programme_id', BIG_ID, nullable=False),
    sa.Column('parent_id', BIG_ID, nullable=True),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('level', sa.String(length=12), nullable=False),
    sa.Column('subject_code', sa.String(length=20), nullable=False),
    sa.Column('grade', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=400), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('periods', sa.Integer(), nullable=True),
    sa.Column('countable', sa.Boolean(), nullable=False),
    sa.Column('source', sa.String(length=400), nullable=True),
    sa.ForeignKeyConstraint(['parent_id'], ['school_curriculum_node.id'], name=op.f('fk_school_curriculum_node_parent_id')),
    sa.ForeignKeyConstraint(['programme_id'], ['school_programme.id'], name=op.f('fk_school_curriculum_node_programme_id')),
    sa.ForeignKeyConstraint(['subject_code'], ['school_subject.code'], name=op.f('fk_school_curriculum_node_subject_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_school_curriculum_node')),
    sa.UniqueConstraint('programme_id', 'code', name=op.f('uq_school_curriculum_node_programme_id_code')),
    sa.UniqueConstraint('uid', name=op.f('uq_school_curriculum_node_uid'))
    )
    op.create_index(op.f('ix_school_curriculum_node_parent_id'), 'school_curriculum_node', ['parent_id'], unique=False)
    op.create_index(op.f('ix_school_curriculum_node_programme_id'), 'school_curriculum_node', ['programme_id'], unique=False)
    op.create_index(op.f('ix_school_curriculum_node_subject_code'), 'school_curriculum_node', ['subject_code'], unique=False)
    op.create_table('school_person',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('uid', sa.String(length=36), nullable=False),
    sa.Column('school_id', BIG_ID, nullable=True),
    sa.Column('full_name', sa.String(length=120), nullable=False),
    sa.Column('sort_key', sa.String(length=600), nullable=False),
    sa.Column('search_key', sa.String(length=120), nullable=False),
    sa.Column('birth_date', sa.Date(), nullable=True),
    sa.Column('gender', sa.String(length=10), nullable=True),
    sa.Column('username', sa.String(length=60), nullable=False),
    sa.Column('password_hash', sa.String(length=200), nullable=True),
    sa.Column('must_change_password', sa.Boolean(), nullable=False),
    sa.Column('session_epoch', sa.Integer(), nullable=False),
    sa.Column('activated_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_signin_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('is_test', sa.Boolean(), nullable=False),
    sa.Column('left_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['school_id'], ['school_unit.id'], name=op.f('fk_school_person_school_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_school_person')),
    sa.UniqueConstraint('uid', name=op.f('uq_school_person_uid')),
    sa.UniqueConstraint('username', name=op.f('uq_school_person_username'))
    )
    op.create_index(op.f('ix_school_person_school_id'), 'school_person', ['school_id'], unique=False)
    op.create_index(op.f('ix_school_person_search_key'), 'school_person', ['search_key'], unique=False)
    op.create_index(op.f('ix_school_person_sort_key'), 'school_person', ['sort_key'], unique=False)
    op.create_table('school_semester',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('year_id', BIG_ID, nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['year_id'], ['school_year.id'], name=op.f('fk_school_semester_year_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_school_semester')),
    sa.UniqueConstraint('year_id', 'number', name=op.f('uq_school_semester_year_id_number'))
    )
    op.create_table('school_succession',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('old_id', BIG_ID, nullable=False),
    sa.Column('new_id', BIG_ID, nullable=False),
    sa.Column('share', sa.Integer(), nullable=False),
    sa.Column('on_date', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['new_id'], ['school_unit.id'], name=op.f('fk_school_succession_new_id')),
    sa.ForeignKeyConstraint(['old_id'], ['school_unit.id'], name=op.f('fk_school_succession_old_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_school_succession'))
    )
    op.create_index(op.f('ix_school_succession_new_id'), 'school_succession', ['new_id'], unique=False)
    op.create_index(op.f('ix_school_succession_old_id'), 'school_succession', ['old_id'], unique=False)
    op.create_table('school_week',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('year_id', BIG_ID, nullable=False),
    sa.Column('monday', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['year_id'], ['school_year.id'], name=op.f('fk_school_week_year_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_school_week')),
    sa.UniqueConstraint('year_id', 'monday', name=op.f('uq_school_week_year_id_monday'))
    )
    op.create_table('school_enrolment',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('school_id', BIG_ID, nullable=False),
    sa.Column('class_id', BIG_ID, nullable=False),
    sa.Column('person_id', BIG_ID, nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('is_main', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['class_id'], ['school_class.id'], name=op.f('fk_school_enrolment_class_id')),
    sa.ForeignKeyConstraint(['person_id'], ['school_person.id'], name=op.f('fk_school_enrolment_person_id')),
    sa.ForeignKeyConstraint(['school_id'], ['school_unit.id'], name=op.f('fk_school_enrolment_school_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_school_enrolment'))
    )
    op.create_index(op.f('ix_school_enrolment_class_id'), 'school_enrolment', ['class_id'], unique=False)
    op.create_index(op.f('ix_school_enrolment_person_id'), 'school_enrolment', ['person_id'], unique=False)
    op.create_index(op.f('ix_school_enrolment_school_id'), 'school_enrolment', ['school_id'], unique=False)
    op.create_table('school_identifier',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('person_id', BIG_ID, nullable=False),
    sa.Column('scheme', sa.String(length=20), nullable=False),
    sa.Column('value', sa.String(length=40), nullable=False),
    sa.Column('verified_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['school_person.id'], name=op.f('fk_school_identifier_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_school_identifier'))
    )
    op.create_index(op.f('ix_school_identifier_person_id'), 'school_identifier', ['person_id'], unique=False)
    op.create_index('ix_school_identifier_value', 'school_identifier', ['scheme', 'value'], unique=False)
    op.create_table('school_role_grant',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('person_id', BIG_ID, nullable=False),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('unit_id', BIG_ID, nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['school_person.id'], name=op.f('fk_school_role_grant_person_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['school_unit.id'], name=op.f('fk_school_role_grant_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_school_role_grant'))
    )
    op.create_index(op.f('ix_school_role_grant_person_id'), 'school_role_grant', ['person_id'], unique=False)
    op.create_index(op.f('ix_school_role_grant_role'), 'school_role_grant', ['role'], unique=False)
    op.create_index(op.f('ix_school_role_grant_unit_id'), 'school_role_grant', ['unit_id'], unique=False)
    op.create_table('school_signin',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('username', sa.String(length=60), nullable=False),
    sa.Column('person_id', BIG_ID, nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('worked', sa.Boolean(), nullable=False),
    sa.Column('address', sa.String(length=45), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['school_person.id'], name=op.f('fk_school_signin_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_school_signin'))
    )
    op.create_index(op.f('ix_school_signin_at'), 'school_signin', ['at'], unique=False)
    op.create_index(op.f('ix_school_signin_person_id'), 'school_signin', ['person_id'], unique=False)
    op.create_index(op.f('ix_school_signin_username'), 'school_signin', ['username'], unique=False)
    op.create_table('school_teaching',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('school_id', BIG_ID, nullable=False),
    sa.Column('class_id', BIG_ID, nullable=False),
    sa.Column('subject_code', sa.String(length=20), nullable=True),
    sa.Column('person_id', BIG_ID, nullable=False),
    sa.Column('is_homeroom', sa.Boolean(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['class_id'], ['school_class.id'], name=op.f('fk_school_teaching_class_id')),
    sa.ForeignKeyConstraint(['person_id'], ['school_person.id'], name=op.f('fk_school_teaching_person_id')),
    sa.ForeignKeyConstraint(['school_id'], ['school_unit.id'], name=op.f('fk_school_teaching_school_id')),
    sa.ForeignKeyConstraint(['subject_code'], ['school_subject.code'], name=op.f('fk_school_teaching_subject_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_school_teaching'))
    )
    op.create_index(op.f('ix_school_teaching_class_id'), 'school_teaching', ['class_id'], unique=False)
    op.create_index(op.f('ix_school_teaching_person_id'), 'school_teaching', ['person_id'], unique=False)
    op.create_index(op.f('ix_school_teaching_school_id'), 'school_teaching', ['school_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_school_teaching_school_id'), table_name='school_teaching')
    op.drop_index(op.f('ix_school_teaching_person_id'), table_name='school_teaching')
    op.drop_index(op.f('ix_school_teaching_class_id'), table_name='school_teaching')
    op.drop_table('school_teaching')
    op.drop_index(op.f('ix_school_signin_username'), table_name='school_signin')
    op.drop_index(op.f('ix_school_signin_person_id'), table_name='school_signin')
    op.drop_index(op.f('ix_school_signin_at'), table_name='school_signin')
    op.drop_table('school_signin')
    op.drop_index(op.f('ix_school_role_grant_unit_id'), table_name='school_role_grant')
    op.drop_index(op.f('ix_school_role_grant_role'), table_name='school_role_grant')
    op.drop_index(op.f('ix_school_role_grant_person_id'), table_name='school_role_grant')
    op.drop_table('school_role_grant')
    op.drop_index('ix_school_identifier_value', table_name='school_identifier')
    op.drop_index(op.f('ix_school_identifier_person_id'), table_name='school_identifier')
    op.drop_table('school_identifier')
    op.drop_index(op.f('ix_school_enrolment_school_id'), table_name='school_enrolment')
    op.drop_index(op.f('ix_school_enrolment_person_id'), table_name='school_enrolment')
    op.drop_index(op.f('ix_school_enrolment_class_id'), table_name='school_enrolment')
    op.drop_table('school_enrolment')
    op.drop_table('school_week')
    op.drop_index(op.f('ix_school_succession_old_id'), table_name='school_succession')
    op.drop_index(op.f('ix_school_succession_new_id'), table_name='school_succession')
    op.drop_table('school_succession')
    op.drop_table('school_semester')
    op.drop_index(op.f('ix_school_person_sort_key'), table_name='school_person')
    op.drop_index(op.f('ix_school_person_search_key'), table_name='school_person')
    op.drop_index(op.f('ix_school_person_school_id'), table_name='school_person')
    op.drop_table('school_person')
    op.drop_index(op.f('ix_school_curriculum_node_subject_code'), table_name='school_curriculum_node')
    op.drop_index(op.f('ix_school_curriculum_node_programme_id'), table_name='school_curriculum_node')
    op.drop_index(op.f('ix_school_curriculum_node_parent_id'), table_name='school_curriculum_node')
    op.drop_table('school_curriculum_node')
    op.drop_index(op.f('ix_school_class_year_id'), table_name='school_class')
    op.drop_index(op.f('ix_school_class_school_id'), table_name='school_class')
    op.drop_table('school_class')
    op.drop_table('school_year')
    op.drop_index(op.f('ix_school_unit_path'), table_name='school_unit')
    op.drop_index(op.f('ix_school_unit_parent_id'), table_name='school_unit')
    op.drop_table('school_unit')
    op.drop_table('school_subject')
    op.drop_table('school_programme')
