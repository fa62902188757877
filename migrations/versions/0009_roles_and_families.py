"""Roles of the whole school: families, subject groups, contacts, sealed identifiers

Administrators of a school become its school administrators.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


SCHOOLS = "(SELECT id FROM school_unit WHERE kind = 'school')"
RENAME = "UPDATE school_role_grant SET role = '{new}' WHERE role = '{old}' AND unit_id IN " + SCHOOLS


def upgrade() -> None:
    op.add_column("school_person", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("school_identifier", sa.Column("sealed", sa.Text(), nullable=True))
    op.add_column("school_identifier", sa.Column("hint", sa.String(length=3), nullable=True))
    op.add_column("school_identifier", sa.Column("verified_by_id", sa.BigInteger(), nullable=True))
    op.add_column("school_role_grant", sa.Column("granted_by_id", sa.BigInteger(), nullable=True))
    op.execute(RENAME.format(old="administrator", new="school_administrator"))
    op.create_table('school_subject_group',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('uid', sa.String(length=36), nullable=False),
    sa.Column('school_id', BIG_ID, nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('sort_key', sa.String(length=600), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['school_id'], ['school_unit.id'], name=op.f('fk_school_subject_group_school_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_school_subject_group')),
    sa.UniqueConstraint('uid', name=op.f('uq_school_subject_group_uid'))
    )
    op.create_index(op.f('ix_school_subject_group_school_id'), 'school_subject_group', ['school_id'], unique=False)
    op.create_table('school_contact',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('person_id', BIG_ID, nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('value', sa.String(length=120), nullable=False),
    sa.Column('verified_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['school_person.id'], name=op.f('fk_school_contact_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_school_contact'))
    )
    op.create_index(op.f('ix_school_contact_person_id'), 'school_contact', ['person_id'], unique=False)
    op.create_table('school_group_member',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('school_id', BIG_ID, nullable=False),
    sa.Column('group_id', BIG_ID, nullable=False),
    sa.Column('person_id', BIG_ID, nullable=False),
    sa.Column('is_head', sa.Boolean(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['group_id'], ['school_subject_group.id'], name=op.f('fk_school_group_member_group_id')),
    sa.ForeignKeyConstraint(['person_id'], ['school_person.id'], name=op.f('fk_school_group_member_person_id')),
    sa.ForeignKeyConstraint(['school_id'], ['school_unit.id'], name=op.f('fk_school_group_member_school_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_school_group_member'))
    )
    op.create_index(op.f('ix_school_group_member_group_id'), 'school_group_member', ['group_id'], unique=False)
    op.create_index(op.f('ix_school_group_member_person_id'), 'school_group_member', ['person_id'], unique=False)
    op.create_index(op.f('ix_school_group_member_school_id'), 'school_group_member', ['school_id'], unique=False)
    op.create_table('school_guardianship',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('guardian_id', BIG_ID, nullable=False),
    sa.Column('pupil_id', BIG_ID, nullable=False),
    sa.Column('relation', sa.String(length=10), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['guardian_id'], ['school_person.id'], name=op.f('fk_school_guardianship_guardian_id')),
    sa.ForeignKeyConstraint(['pupil_id'], ['school_person.id'], name=op.f('fk_school_guardianship_pupil_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_school_guardianship'))
    )
    op.create_index(op.f('ix_school_guardianship_guardian_id'), 'school_guardianship', ['guardian_id'], unique=False)
    op.create_index(op.f('ix_school_guardianship_pupil_id'), 'school_guardianship', ['pupil_id'], unique=False)


def downgrade() -> None:
    op.execute(RENAME.format(old="school_administrator", new="administrator"))
    op.drop_index(op.f('ix_school_guardianship_pupil_id'), table_name='school_guardianship')
    op.drop_index(op.f('ix_school_guardianship_guardian_id'), table_name='school_guardianship')
    op.drop_table('school_guardianship')
    op.drop_index(op.f('ix_school_group_member_school_id'), table_name='school_group_member')
    op.drop_index(op.f('ix_school_group_member_person_id'), table_name='school_group_member')
    op.drop_index(op.f('ix_school_group_member_group_id'), table_name='school_group_member')
    op.drop_table('school_group_member')
    op.drop_index(op.f('ix_school_contact_person_id'), table_name='school_contact')
    op.drop_table('school_contact')
    op.drop_index(op.f('ix_school_subject_group_school_id'), table_name='school_subject_group')
    op.drop_table('school_subject_group')
    op.drop_column("school_role_grant", "granted_by_id")
    op.drop_column("school_identifier", "verified_by_id")
    op.drop_column("school_identifier", "hint")
    op.drop_column("school_identifier", "sealed")
    op.drop_column("school_person", "version")
