"""Papers as they are: their pages, the keys of their answer sheets, the lines of a sheet"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column(
        "lms_bank_item",
        sa.Column("of_sheet", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column(
        "lms_exam_question",
        sa.Column("label", sa.String(length=12), nullable=False, server_default=""),
    )
    op.create_table('lms_exam_page',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('school_id', BIG_ID, nullable=False),
    sa.Column('exam_id', BIG_ID, nullable=False),
    sa.Column('number', sa.SmallInteger(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('small_sha256', sa.String(length=64), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('small_width', sa.Integer(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['exam_id'], ['lms_exam.id'], name=op.f('fk_lms_exam_page_exam_id')),
    sa.ForeignKeyConstraint(['school_id'], ['school_unit.id'], name=op.f('fk_lms_exam_page_school_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lms_exam_page'))
    )
    op.create_index(op.f('ix_lms_exam_page_exam_id'), 'lms_exam_page', ['exam_id'], unique=False)
    op.create_index(op.f('ix_lms_exam_page_sha256'), 'lms_exam_page', ['sha256'], unique=False)
    op.create_index(op.f('ix_lms_exam_page_small_sha256'), 'lms_exam_page', ['small_sha256'], unique=False)
    op.create_table('lms_paper_sheet',
    sa.Column('exam_id', BIG_ID, nullable=False),
    sa.Column('school_id', BIG_ID, nullable=False),
    sa.Column('typed', sa.Text(), nullable=False),
    sa.Column('options', sa.SmallInteger(), nullable=False),
    sa.Column('preset', sa.String(length=30), nullable=False),
    sa.Column('typed_by', BIG_ID, nullable=False),
    sa.Column('typed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['exam_id'], ['lms_exam.id'], name=op.f('fk_lms_paper_sheet_exam_id')),
    sa.ForeignKeyConstraint(['school_id'], ['school_unit.id'], name=op.f('fk_lms_paper_sheet_school_id')),
    sa.ForeignKeyConstraint(['typed_by'], ['school_person.id'], name=op.f('fk_lms_paper_sheet_typed_by')),
    sa.PrimaryKeyConstraint('exam_id', name=op.f('pk_lms_paper_sheet'))
    )


def downgrade() -> None:
    op.drop_table('lms_paper_sheet')
    op.drop_index(op.f('ix_lms_exam_page_small_sha256'), table_name='lms_exam_page')
    op.drop_index(op.f('ix_lms_exam_page_sha256'), table_name='lms_exam_page')
    op.drop_index(op.f('ix_lms_exam_page_exam_id'), table_name='lms_exam_page')
    op.drop_table('lms_exam_page')
    op.drop_column("lms_exam_question", "label")
    op.drop_column("lms_bank_item", "of_sheet")
