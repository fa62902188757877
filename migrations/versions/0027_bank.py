"""Levels, places in the curriculum, groups and communes, stimuli, words, bands and use of questions"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ITEM = "lms_bank_item"
# Columns that refer to other tables: name, type, where to.
REFERRING = (
    ("node_uid", "VARCHAR(36)", "school_curriculum_node (uid)"),
    ("group_id", "BIGINT", "school_subject_group (id)"),
    ("approved_by", "BIGINT", "school_person (id)"),
    ("origin_id", "BIGINT", "lms_bank_item (id)"),
    ("stimulus_id", "BIGINT", "lms_bank_stimulus (id)"),
)
PLAIN = (
    sa.Column("level", sa.String(length=10), nullable=False, server_default=""),
    sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("shared_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("stimulus_place", sa.Integer(), nullable=False, server_default="0"),
    sa.Column("indexed", sa.Integer(), nullable=False, server_default="0"),
    sa.Column("uses", sa.Integer(), nullable=False, server_default="0"),
    sa.Column("answers", sa.Integer(), nullable=False, server_default="0"),
    sa.Column("facility", sa.Integer(), nullable=True),
    sa.Column("discrimination", sa.Integer(), nullable=True),
    sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
)
INDEXES = {
    "facets": ("school_id", "retired_at", "subject_code", "grade", "topic", "level", "kind",
               "node_uid", "group_id", "approved_at", "author_id", "shared_at"),
    "newest": ("school_id", "retired_at", "id", "group_id", "approved_at", "author_id",
               "shared_at"),
    "cell": ("school_id", "subject_code", "node_uid", "kind", "level"),
    "shared": ("school_id", "shared_at"),
    "node_uid": ("node_uid",),
    "group_id": ("group_id",),
    "origin_id": ("origin_id",),
    "stimulus_id": ("stimulus_id",),
    "indexed": ("indexed",),
}  # fmt: skip


def _refer(table: str, name: str, kind: str, target: str) -> None:
    """A column with its key in one statement, which SQLite can add and drop without a copy."""
    if op.get_bind().dialect.name == "sqlite":
        kind = kind.replace("BIGINT", "INTEGER")
    key = f"CONSTRAINT fk_{table}_{name} REFERENCES {target}"
    op.execute(f"ALTER TABLE {table} ADD COLUMN {name} {kind} {key}")


def upgrade() -> None:
    op.create_table('lms_bank_level_name',
    sa.Column('label', sa.String(length=40), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('level', sa.String(length=10), nullable=False),
    sa.Column('citation', sa.String(length=300), nullable=False),
    sa.PrimaryKeyConstraint('label', 'valid_from', name=op.f('pk_lms_bank_level_name'))
    )
    op.create_table('lms_bank_stimulus',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('uid', sa.String(length=36), nullable=False),
    sa.Column('school_id', BIG_ID, nullable=False),
    sa.Column('author_id', BIG_ID, nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('current_number', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['school_person.id'], name=op.f('fk_lms_bank_stimulus_author_id')),
    sa.ForeignKeyConstraint(['school_id'], ['school_unit.id'], name=op.f('fk_lms_bank_stimulus_school_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lms_bank_stimulus')),
    sa.UniqueConstraint('uid', name=op.f('uq_lms_bank_stimulus_uid'))
    )
    op.create_index(op.f('ix_lms_bank_stimulus_school_id'), 'lms_bank_stimulus', ['school_id'], unique=False)
    op.create_table('lms_bank_stimulus_version',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('stimulus_id', BIG_ID, nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('author_id', BIG_ID, nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['school_person.id'], name=op.f('fk_lms_bank_stimulus_version_author_id')),
    sa.ForeignKeyConstraint(['stimulus_id'], ['lms_bank_stimulus.id'], name=op.f('fk_lms_bank_stimulus_version_stimulus_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lms_bank_stimulus_version')),
    sa.UniqueConstraint('stimulus_id', 'number', name=op.f('uq_lms_bank_stimulus_version_stimulus_id_number'))
    )
    op.create_table('lms_bank_band',
    sa.Column('school_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('band', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('item_id', BIG_ID, autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['item_id'], ['lms_bank_item.id'], name=op.f('fk_lms_bank_band_item_id')),
    sa.PrimaryKeyConstraint('school_id', 'band', 'item_id', name=op.f('pk_lms_bank_band')),
    sqlite_with_rowid=False
    )
    op.create_index(op.f('ix_lms_bank_band_item_id'), 'lms_bank_band', ['item_id'], unique=False)
    op.create_table('lms_bank_use',
    sa.Column('item_id', BIG_ID, nullable=False),
    sa.Column('exam_uid', sa.String(length=36), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('answers', sa.Integer(), nullable=False),
    sa.Column('facility', sa.Integer(), nullable=True),
    sa.Column('discrimination', sa.Integer(), nullable=True),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['item_id'], ['lms_bank_item.id'], name=op.f('fk_lms_bank_use_item_id')),
    sa.PrimaryKeyConstraint('item_id', 'exam_uid', name=op.f('pk_lms_bank_use'))
    )
    op.create_table('lms_bank_word',
    sa.Column('school_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('word', sa.String(length=24).with_variant(sa.String(length=24, collation='C'), 'postgresql'), nullable=False),
    sa.Column('item_id', BIG_ID, autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['item_id'], ['lms_bank_item.id'], name=op.f('fk_lms_bank_word_item_id')),
    sa.PrimaryKeyConstraint('school_id', 'word', 'item_id', name=op.f('pk_lms_bank_word')),
    sqlite_with_rowid=False
    )
    op.create_index(op.f('ix_lms_bank_word_item_id'), 'lms_bank_word', ['item_id'], unique=False)
    for column in PLAIN:
        op.add_column(ITEM, column._copy())
    for name, kind, target in REFERRING:
        _refer(ITEM, name, kind, target)
    op.add_column(
        "lms_exam", sa.Column("used_noted_at", sa.DateTime(timezone=True), nullable=True)
    )
    _refer("lms_exam_question", "stimulus_version_id", "BIGINT", "lms_bank_stimulus_version (id)")
    for name, columns in INDEXES.items():
        op.create_index(op.f(f"ix_lms_bank_item_{name}"), ITEM, list(columns))


def downgrade() -> None:
    op.drop_column("lms_exam_question", "stimulus_version_id")
    op.drop_column("lms_exam", "used_noted_at")
    for name in INDEXES:
        op.drop_index(op.f(f"ix_lms_bank_item_{name}"), table_name=ITEM)
    for name, *_rest in REFERRING:
        op.drop_column(ITEM, name)
    for column in PLAIN:
        op.drop_column(ITEM, column.name)
    op.drop_index(op.f('ix_lms_bank_word_item_id'), table_name='lms_bank_word')
    op.drop_table('lms_bank_word')
    op.drop_table('lms_bank_use')
    op.drop_index(op.f('ix_lms_bank_band_item_id'), table_name='lms_bank_band')
    op.drop_table('lms_bank_band')
    op.drop_table('lms_bank_stimulus_version')
    op.drop_index(op.f('ix_lms_bank_stimulus_school_id'), table_name='lms_bank_stimulus')
    op.drop_table('lms_bank_stimulus')
    op.drop_table('lms_bank_level_name')
