"""Indicators"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = '0002'
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


SCHEMA = "indicators_part"
PARTITIONED = f"""
CREATE SCHEMA {SCHEMA};
CREATE SEQUENCE indicators_event_id_seq;
CREATE TABLE indicators_event (
    id BIGINT NOT NULL DEFAULT nextval('indicators_event_id_seq'),
    received_at TIMESTAMP WITH TIME ZONE NOT NULL,
    local_date DATE NOT NULL,
    kind_id SMALLINT NOT NULL,
    person_key BIGINT NOT NULL,
    unit_id BIGINT,
    object_id BIGINT NOT NULL,
    class_id BIGINT,
    seconds INTEGER NOT NULL,
    source SMALLINT NOT NULL,
    client_id VARCHAR(64) NOT NULL,
    CONSTRAINT pk_indicators_event PRIMARY KEY (id, local_date)
) PARTITION BY RANGE (local_date);
ALTER SEQUENCE indicators_event_id_seq OWNED BY indicators_event.id;
CREATE TABLE {SCHEMA}.event_default PARTITION OF indicators_event DEFAULT
"""


def _create_events() -> None:
    """By month on PostgreSQL (the partitions in a schema of their own), one table on SQLite."""
    if op.get_bind().dialect.name == "postgresql":
        for statement in PARTITIONED.split(";"):
            op.execute(statement)
    else:
        op.create_table('indicators_event',
        sa.Column('id', BIG_ID, nullable=False),
        sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('local_date', sa.Date(), nullable=False),
        sa.Column('kind_id', sa.SmallInteger(), nullable=False),
        sa.Column('person_key', sa.BigInteger(), nullable=False),
        sa.Column('unit_id', sa.BigInteger(), nullable=True),
        sa.Column('object_id', sa.BigInteger(), nullable=False),
        sa.Column('class_id', sa.BigInteger(), nullable=True),
        sa.Column('seconds', sa.Integer(), nullable=False),
        sa.Column('source', sa.SmallInteger(), nullable=False),
        sa.Column('client_id', sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_indicators_event'))
        )
    op.create_index('ix_indicators_event_person', 'indicators_event', ['person_key', 'local_date'], unique=False)
    op.create_index('ix_indicators_event_received', 'indicators_event', ['received_at'], unique=False)


def upgrade() -> None:
    op.create_table('indicators_attestation',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('person_key', sa.BigInteger(), nullable=False),
    sa.Column('condition', sa.String(length=10), nullable=False),
    sa.Column('answer', sa.String(length=10), nullable=False),
    sa.Column('source', sa.String(length=10), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('by_person_id', sa.BigInteger(), nullable=True),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_indicators_attestation'))
    )
    op.create_index('ix_indicators_attestation_person', 'indicators_attestation', ['person_key', 'day'], unique=False)
    op.create_table('indicators_chain',
    sa.Column('received_on', sa.Date(), nullable=False),
    sa.Column('rows', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('received_on', name=op.f('pk_indicators_chain'))
    )
    _create_events()
    op.create_table('indicators_kind',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_indicators_kind')),
    sa.UniqueConstraint('code', name=op.f('uq_indicators_kind_code'))
    )
    op.create_table('indicators_licence',
    sa.Column('licence', sa.String(length=30), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('allows_use', sa.Boolean(), nullable=False),
    sa.Column('citation', sa.String(length=300), nullable=False),
    sa.PrimaryKeyConstraint('licence', 'valid_from', name=op.f('pk_indicators_licence'))
    )
    op.create_table('indicators_material_kind',
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('role', sa.String(length=10), nullable=False),
    sa.Column('citation', sa.String(length=300), nullable=False),
    sa.PrimaryKeyConstraint('kind', name=op.f('pk_indicators_material_kind'))
    )
    op.create_table('indicators_object',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('ref', sa.String(length=120), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_indicators_object')),
    sa.UniqueConstraint('ref', name=op.f('uq_indicators_object_ref'))
    )
    op.create_table('indicators_parameter',
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('value', sa.String(length=40), nullable=False),
    sa.Column('citation', sa.String(length=300), nullable=False),
    sa.PrimaryKeyConstraint('name', 'valid_from', name=op.f('pk_indicators_parameter'))
    )
    op.create_table('indicators_person',
    sa.Column('key', BIG_ID, nullable=False),
    sa.Column('person_id', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_indicators_person')),
    sa.UniqueConstraint('person_id', name=op.f('uq_indicators_person_person_id'))
    )
    op.create_table('indicators_receipt',
    sa.Column('client_id', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('client_id', name=op.f('pk_indicators_receipt'))
    )
    op.create_table('indicators_register',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_indicators_register'))
    )
    op.create_table('indicators_stamp',
    sa.Column('school_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('year_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('inputs', sa.String(length=64), nullable=False),
    sa.Column('computed_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('school_id', 'year_id', name=op.f('pk_indicators_stamp'))
    )
    op.create_table('indicators_target',
    sa.Column('indicator', sa.String(length=10), nullable=False),
    sa.Column('series', sa.String(length=20), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('comparator', sa.String(length=2), nullable=False),
    sa.Column('value', sa.String(length=20), nullable=False),
    sa.Column('label', sa.String(length=200), nullable=False),
    sa.Column('citation', sa.String(length=300), nullable=False),
    sa.PrimaryKeyConstraint('indicator', 'series', 'year', name=op.f('pk_indicators_target'))
    )
    op.create_table('indicators_touched',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('person_key', sa.BigInteger(), nullable=False),
    sa.Column('local_date', sa.Date(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_indicators_touched'))
    )
    op.create_index(op.f('ix_indicators_touched_person_key'), 'indicators_touched', ['person_key'], unique=False)
    op.create_table('indicators_usage_kind',
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('who', sa.String(length=10), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('min_seconds', sa.Integer(), nullable=False),
    sa.Column('citation', sa.String(length=300), nullable=False),
    sa.PrimaryKeyConstraint('kind', 'who', 'valid_from', name=op.f('pk_indicators_usage_kind'))
    )
    op.create_table('indicators_use',
    sa.Column('person_key', sa.BigInteger(), nullable=False),
    sa.Column('year_id', sa.BigInteger(), nullable=False),
    sa.Column('who', sa.String(length=10), nullable=False),
    sa.Column('days', sa.LargeBinary(), nullable=False),
    sa.Column('rules', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('person_key', 'year_id', 'who', name=op.f('pk_indicators_use'))
    )
    op.create_table('indicators_value',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('year_id', sa.BigInteger(), nullable=False),
    sa.Column('school_id', sa.BigInteger(), nullable=True),
    sa.Column('level', sa.String(length=10), nullable=False),
    sa.Column('unit_id', sa.BigInteger(), nullable=False),
    sa.Column('grade', sa.SmallInteger(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('figures', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_indicators_value')),
    sa.UniqueConstraint('level', 'unit_id', 'grade', 'year_id', 'starts_on', 'ends_on', name=op.f('uq_indicators_value_level_unit_id_grade_year_id_starts_on_ends_on'))
    )
    op.create_index(op.f('ix_indicators_value_school_id'), 'indicators_value', ['school_id'], unique=False)
    op.create_index(op.f('ix_indicators_value_year_id'), 'indicators_value', ['year_id'], unique=False)
    op.create_table('indicators_material',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('ref', sa.String(length=120), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('unit_id', BIG_ID, nullable=False),
    sa.Column('audience', sa.String(length=10), nullable=False),
    sa.Column('licence', sa.String(length=30), nullable=False),
    sa.Column('usable_from', sa.Date(), nullable=True),
    sa.Column('usable_to', sa.Date(), nullable=True),
    sa.Column('health_until', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['unit_id'], ['school_unit.id'], name=op.f('fk_indicators_material_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_indicators_material'))
    )
    op.create_index('ix_indicators_material_ref', 'indicators_material', ['ref', 'day'], unique=False)
    op.create_index(op.f('ix_indicators_material_unit_id'), 'indicators_material', ['unit_id'], unique=False)
    op.create_table('indicators_material_node',
    sa.Column('material_id', BIG_ID, nullable=False),
    sa.Column('node_id', BIG_ID, nullable=False),
    sa.ForeignKeyConstraint(['material_id'], ['indicators_material.id'], name=op.f('fk_indicators_material_node_material_id')),
    sa.ForeignKeyConstraint(['node_id'], ['school_curriculum_node.id'], name=op.f('fk_indicators_material_node_node_id')),
    sa.PrimaryKeyConstraint('material_id', 'node_id', name=op.f('pk_indicators_material_node'))
    )


def downgrade() -> None:
    op.drop_table('indicators_material_node')
    op.drop_index(op.f('ix_indicators_material_unit_id'), table_name='indicators_material')
    op.drop_index('ix_indicators_material_ref', table_name='indicators_material')
    op.drop_table('indicators_material')
    op.drop_index(op.f('ix_indicators_value_year_id'), table_name='indicators_value')
    op.drop_index(op.f('ix_indicators_value_school_id'), table_name='indicators_value')
    op.drop_table('indicators_value')
    op.drop_table('indicators_use')
    op.drop_table('indicators_usage_kind')
    op.drop_index(op.f('ix_indicators_touched_person_key'), table_name='indicators_touched')
    op.drop_table('indicators_touched')
    op.drop_table('indicators_target')
    op.drop_table('indicators_stamp')
    op.drop_table('indicators_register')
    op.drop_table('indicators_receipt')
    op.drop_table('indicators_person')
    op.drop_table('indicators_parameter')
    op.drop_table('indicators_object')
    op.drop_table('indicators_material_kind')
    op.drop_table('indicators_licence')
    op.drop_table('indicators_kind')
    op.drop_index('ix_indicators_event_received', table_name='indicators_event')
    op.drop_index('ix_indicators_event_person', table_name='indicators_event')
    op.drop_table('indicators_event')
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP SCHEMA {SCHEMA} CASCADE")
    op.drop_table('indicators_chain')
    op.drop_index('ix_indicators_attestation_person', table_name='indicators_attestation')
    op.drop_table('indicators_attestation')
