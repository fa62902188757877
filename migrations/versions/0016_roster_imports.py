"""What imports of lists changed, rooms and lessons"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0014"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table('school_room',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('school_id', BIG_ID, nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('seats', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(length=60), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['school_id'], ['school_unit.id'], name=op.f('fk_school_room_school_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_school_room')),
    sa.UniqueConstraint('school_id', 'code', name=op.f('uq_school_room_school_id_code'))
    )
    op.create_index(op.f('ix_school_room_school_id'), 'school_room', ['school_id'], unique=False)
    op.create_table('school_import',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('school_id', BIG_ID, nullable=False),
    sa.Column('year_id', BIG_ID, nullable=False),
    sa.Column('person_id', BIG_ID, nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('file_name', sa.String(length=200), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('counts', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undone_by', BIG_ID, nullable=True),
    sa.Column('sealed_slips', sa.Text(), nullable=True),
    sa.Column('slips_until', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['school_person.id'], name=op.f('fk_school_import_person_id')),
    sa.ForeignKeyConstraint(['school_id'], ['school_unit.id'], name=op.f('fk_school_import_school_id')),
    sa.ForeignKeyConstraint(['undone_by'], ['school_person.id'], name=op.f('fk_school_import_undone_by')),
    sa.ForeignKeyConstraint(['year_id'], ['school_year.id'], name=op.f('fk_school_import_year_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_school_import'))
    )
    op.create_index(op.f('ix_school_import_school_id'), 'school_import', ['school_id'], unique=False)
    op.create_table('school_lesson',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('school_id', BIG_ID, nullable=False),
    sa.Column('year_id', BIG_ID, nullable=False),
    sa.Column('class_id', BIG_ID, nullable=False),
    sa.Column('weekday', sa.SmallInteger(), nullable=False),
    sa.Column('session', sa.String(length=10), nullable=False),
    sa.Column('period', sa.SmallInteger(), nullable=False),
    sa.Column('subject_code', sa.String(length=20), nullable=True),
    sa.Column('activity', sa.String(length=100), nullable=False),
    sa.Column('person_id', BIG_ID, nullable=True),
    sa.Column('room_id', BIG_ID, nullable=True),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['class_id'], ['school_class.id'], name=op.f('fk_school_lesson_class_id')),
    sa.ForeignKeyConstraint(['person_id'], ['school_person.id'], name=op.f('fk_school_lesson_person_id')),
    sa.ForeignKeyConstraint(['room_id'], ['school_room.id'], name=op.f('fk_school_lesson_room_id')),
    sa.ForeignKeyConstraint(['school_id'], ['school_unit.id'], name=op.f('fk_school_lesson_school_id')),
    sa.ForeignKeyConstraint(['subject_code'], ['school_subject.code'], name=op.f('fk_school_lesson_subject_code')),
    sa.ForeignKeyConstraint(['year_id'], ['school_year.id'], name=op.f('fk_school_lesson_year_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_school_lesson'))
    )
    op.create_index(op.f('ix_school_lesson_class_id'), 'school_lesson', ['class_id'], unique=False)
    op.create_index(op.f('ix_school_lesson_person_id'), 'school_lesson', ['person_id'], unique=False)
    op.create_index(op.f('ix_school_lesson_room_id'), 'school_lesson', ['room_id'], unique=False)
    op.create_index(op.f('ix_school_lesson_school_id'), 'school_lesson', ['school_id'], unique=False)
    op.create_table('school_import_change',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('import_id', BIG_ID, nullable=False),
    sa.Column('school_id', BIG_ID, nullable=False),
    sa.Column('table_name', sa.String(length=40), nullable=False),
    sa.Column('row_id', sa.BigInteger(), nullable=False),
    sa.Column('before', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('after', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['import_id'], ['school_import.id'], name=op.f('fk_school_import_change_import_id')),
    sa.ForeignKeyConstraint(['school_id'], ['school_unit.id'], name=op.f('fk_school_import_change_school_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_school_import_change'))
    )
    op.create_index(op.f('ix_school_import_change_import_id'), 'school_import_change', ['import_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_school_import_change_import_id'), table_name='school_import_change')
    op.drop_table('school_import_change')
    op.drop_index(op.f('ix_school_lesson_school_id'), table_name='school_lesson')
    op.drop_index(op.f('ix_school_lesson_room_id'), table_name='school_lesson')
    op.drop_index(op.f('ix_school_lesson_person_id'), table_name='school_lesson')
    op.drop_index(op.f('ix_school_lesson_class_id'), table_name='school_lesson')
    op.drop_table('school_lesson')
    op.drop_index(op.f('ix_school_import_school_id'), table_name='school_import')
    op.drop_table('school_import')
    op.drop_index(op.f('ix_school_room_school_id'), table_name='school_room')
    op.drop_table('school_room')
