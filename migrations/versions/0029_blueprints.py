"""Blueprints of papers, dated formats, papers drawn from them, printed papers, codes of forms"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = '0027'
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column(
        "lms_exam_form",
        sa.Column("code", sa.String(length=10), nullable=False, server_default=""),
    )
    op.create_table('lms_blueprint_preset',
    sa.Column('code', sa.String(length=30), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('name_vi', sa.String(length=200), nullable=False),
    sa.Column('name_en', sa.String(length=200), nullable=False),
    sa.Column('subjects', sa.String(length=300), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('parts', sa.String(length=300), nullable=False),
    sa.Column('levels', sa.String(length=40), nullable=False),
    sa.Column('shares', sa.String(length=40), nullable=False),
    sa.Column('citation', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('code', 'valid_from', name=op.f('pk_lms_blueprint_preset'))
    )
    op.create_table('lms_blueprint',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('uid', sa.String(length=36), nullable=False),
    sa.Column('school_id', BIG_ID, nullable=False),
    sa.Column('author_id', BIG_ID, nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('subject_code', sa.String(length=20), nullable=False),
    sa.Column('grade', sa.Integer(), nullable=True),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('preset', sa.String(length=30), nullable=False),
    sa.Column('parts', sa.JSON(), nullable=False),
    sa.Column('rows', sa.JSON(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['school_person.id'], name=op.f('fk_lms_blueprint_author_id')),
    sa.ForeignKeyConstraint(['school_id'], ['school_unit.id'], name=op.f('fk_lms_blueprint_school_id')),
    sa.ForeignKeyConstraint(['subject_code'], ['school_subject.code'], name=op.f('fk_lms_blueprint_subject_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lms_blueprint')),
    sa.UniqueConstraint('uid', name=op.f('uq_lms_blueprint_uid'))
    )
    op.create_index(op.f('ix_lms_blueprint_author_id'), 'lms_blueprint', ['author_id'], unique=False)
    op.create_index(op.f('ix_lms_blueprint_school_id'), 'lms_blueprint', ['school_id'], unique=False)
    op.create_table('lms_blueprint_paper',
    sa.Column('exam_id', BIG_ID, nullable=False),
    sa.Column('blueprint_id', BIG_ID, nullable=False),
    sa.ForeignKeyConstraint(['blueprint_id'], ['lms_blueprint.id'], name=op.f('fk_lms_blueprint_paper_blueprint_id')),
    sa.ForeignKeyConstraint(['exam_id'], ['lms_exam.id'], name=op.f('fk_lms_blueprint_paper_exam_id')),
    sa.PrimaryKeyConstraint('exam_id', name=op.f('pk_lms_blueprint_paper'))
    )
    op.create_index(op.f('ix_lms_blueprint_paper_blueprint_id'), 'lms_blueprint_paper', ['blueprint_id'], unique=False)
    op.create_table('lms_blueprint_print',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('uid', sa.String(length=36), nullable=False),
    sa.Column('exam_id', BIG_ID, nullable=False),
    sa.Column('person_id', BIG_ID, nullable=False),
    sa.Column('what', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['exam_id'], ['lms_exam.id'], name=op.f('fk_lms_blueprint_print_exam_id')),
    sa.ForeignKeyConstraint(['person_id'], ['school_person.id'], name=op.f('fk_lms_blueprint_print_person_id')),
    sa.ForeignKeyConstraint(['sha256'], ['suite_file.sha256'], name=op.f('fk_lms_blueprint_print_sha256')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lms_blueprint_print')),
    sa.UniqueConstraint('uid', name=op.f('uq_lms_blueprint_print_uid'))
    )
    op.create_index(op.f('ix_lms_blueprint_print_exam_id'), 'lms_blueprint_print', ['exam_id'], unique=False)
    op.create_index(op.f('ix_lms_blueprint_print_sha256'), 'lms_blueprint_print', ['sha256'], unique=False)


def downgrade() -> None:
    op.drop_column("lms_exam_form", "code")
    op.drop_index(op.f('ix_lms_blueprint_print_sha256'), table_name='lms_blueprint_print')
    op.drop_index(op.f('ix_lms_blueprint_print_exam_id'), table_name='lms_blueprint_print')
    op.drop_table('lms_blueprint_print')
    op.drop_index(op.f('ix_lms_blueprint_paper_blueprint_id'), table_name='lms_blueprint_paper')
    op.drop_table('lms_blueprint_paper')
    op.drop_index(op.f('ix_lms_blueprint_school_id'), table_name='lms_blueprint')
    op.drop_index(op.f('ix_lms_blueprint_author_id'), table_name='lms_blueprint')
    op.drop_table('lms_blueprint')
    op.drop_table('lms_blueprint_preset')
