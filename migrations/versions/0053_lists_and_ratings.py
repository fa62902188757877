"""Reading lists and ratings"""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "repository_collection",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=False),
        sa.Column("owner_id", BIG_ID, nullable=False),
        sa.Column("of_unit", sa.Boolean(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("visibility", sa.String(length=10), nullable=False),
        sa.Column("class_id", BIG_ID, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["class_id"], ["school_class.id"], name=op.f("fk_repository_collection_class_id")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["school_person.id"], name=op.f("fk_repository_collection_owner_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["school_unit.id"], name=op.f("fk_repository_collection_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repository_collection")),
        sa.UniqueConstraint("uid", name=op.f("uq_repository_collection_uid")),
    )
    op.create_index(
        op.f("ix_repository_collection_class_id"),
        "repository_collection",
        ["class_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_repository_collection_owner_id"),
        "repository_collection",
        ["owner_id"],
        unique=False,
    )
    op.create_index(
        "ix_repository_collection_unit",
        "repository_collection",
        ["unit_id", "visibility"],
        unique=False,
    )
    op.create_table(
        "repository_rating_off",
        sa.Column("unit_id", BIG_ID, nullable=False),
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["school_person.id"], name=op.f("fk_repository_rating_off_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["school_unit.id"], name=op.f("fk_repository_rating_off_unit_id")
        ),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_repository_rating_off")),
    )
    op.create_table(
        "repository_collection_item",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("collection_id", BIG_ID, nullable=False),
        sa.Column("work_id", BIG_ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("from_page", sa.Integer(), nullable=True),
        sa.Column("to_page", sa.Integer(), nullable=True),
        sa.Column("from_second", sa.Integer(), nullable=True),
        sa.Column("to_second", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["collection_id"],
            ["repository_collection.id"],
            name=op.f("fk_repository_collection_item_collection_id"),
        ),
        sa.ForeignKeyConstraint(
            ["work_id"], ["repository_work.id"], name=op.f("fk_repository_collection_item_work_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repository_collection_item")),
    )
    op.create_index(
        "ix_repository_collection_item_order",
        "repository_collection_item",
        ["collection_id", "position"],
        unique=False,
    )
    op.create_index(
        op.f("ix_repository_collection_item_work_id"),
        "repository_collection_item",
        ["work_id"],
        unique=False,
    )
    op.create_table(
        "repository_rating",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("work_id", BIG_ID, nullable=False),
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", BIG_ID, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["school_person.id"], name=op.f("fk_repository_rating_decided_by")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["school_person.id"], name=op.f("fk_repository_rating_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["work_id"], ["repository_work.id"], name=op.f("fk_repository_rating_work_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repository_rating")),
        sa.UniqueConstraint(
            "work_id", "person_id", name=op.f("uq_repository_rating_work_id_person_id")
        ),
    )
    op.create_index(
        op.f("ix_repository_rating_person_id"), "repository_rating", ["person_id"], unique=False
    )
    op.create_index(
        "ix_repository_rating_state", "repository_rating", ["state", "work_id"], unique=False
    )
    op.create_table(
        "repository_rating_report",
        sa.Column("rating_id", BIG_ID, nullable=False),
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["school_person.id"], name=op.f("fk_repository_rating_report_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["rating_id"],
            ["repository_rating.id"],
            name=op.f("fk_repository_rating_report_rating_id"),
        ),
        sa.PrimaryKeyConstraint("rating_id", "person_id", name=op.f("pk_repository_rating_report")),
    )
    op.create_index(
        op.f("ix_repository_rating_report_person_id"),
        "repository_rating_report",
        ["person_id"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index(
        op.f("ix_repository_rating_report_person_id"), table_name="repository_rating_report"
    )
    op.drop_table("repository_rating_report")
    op.drop_index("ix_repository_rating_state", table_name="repository_rating")
    op.drop_index(op.f("ix_repository_rating_person_id"), table_name="repository_rating")
    op.drop_table("repository_rating")
    op.drop_index(
        op.f("ix_repository_collection_item_work_id"), table_name="repository_collection_item"
    )
    op.drop_index("ix_repository_collection_item_order", table_name="repository_collection_item")
    op.drop_table("repository_collection_item")
    op.drop_table("repository_rating_off")
    op.drop_index("ix_repository_collection_unit", table_name="repository_collection")
    op.drop_index(op.f("ix_repository_collection_owner_id"), table_name="repository_collection")
    op.drop_index(op.f("ix_repository_collection_class_id"), table_name="repository_collection")
    op.drop_table("repository_collection")
