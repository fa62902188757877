"""Names that count sort by their numbers: 6A2 before 6A10

A sort key spells the digits 0 to 9 as 2 to 9, A and B, in the part before the first 0. Every run
of them in the names of units, classes and subject groups is filled up to four places.
"""

import re

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

TABLES = ("school_unit", "school_class", "school_subject_group")
RUN = re.compile(r"[2-9AB]+")


def _rewrite(change) -> None:
    connection = op.get_bind()
    for name in TABLES:
        table = sa.table(name, sa.column("id", sa.BigInteger), sa.column("sort_key", sa.String))
        for row_id, key in connection.execute(sa.select(table.c.id, table.c.sort_key)).all():
            letters, end, tones = key.partition("0")
            made = RUN.sub(change, letters) + end + tones
            if made != key:
                connection.execute(
                    sa.update(table).where(table.c.id == row_id).values(sort_key=made)
                )


def upgrade() -> None:
    _rewrite(lambda found: found.group().rjust(4, "2"))


def downgrade() -> None:
    _rewrite(lambda found: found.group().lstrip("2") or "2")
