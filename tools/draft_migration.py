"""Draft a migration: what the models of some tables have that an empty database has not.

    python tools/draft_migration.py NUMBER NAME DOWN_REVISION PREFIX [PREFIX ...] > FILE

The draft creates the tables whose names begin with a prefix; read it before you keep it.
"""

import re
import sys
import tempfile
from pathlib import Path

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from alembic.operations.ops import CreateTableOp, DropTableOp, UpgradeOps

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import wsgi
from suite.db import db
from suite.settings import load

TYPES = {
    r"suite\.types\.UtcDateTime\([^)]*\)": "sa.DateTime(timezone=True)",
    r"suite\.types\.Hundredths\(\)": "sa.Integer()",
    r"sa\.BigInteger\(\)\.with_variant\(sa\.Integer\(\), 'sqlite'\)": "BIG_ID",
    r"sa\.BigInteger\(\)\.with_variant\(sa\.INTEGER\(\), 'sqlite'\)": "BIG_ID",
}


def main() -> None:
    number, name, down, *prefixes = sys.argv[1:]
    folder = tempfile.mkdtemp()
    app = wsgi.create_app(load(data_dir=folder, database_url=f"sqlite:///{folder}/empty.db"))
    with app.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"target_metadata": db.metadata})
        script = produce_migrations(context, db.metadata)
        ours = tuple(prefixes)
        script.upgrade_ops = _only(script.upgrade_ops, ours)
        script.downgrade_ops = _only(script.downgrade_ops, ours)
        up = _code(render_python_code(script.upgrade_ops))
        lowered = _code(render_python_code(script.downgrade_ops))
    print(f'''"""{name}"""

import sqlalchemy as sa
from alembic import op

revision = "{number}"
down_revision = {down!r}
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    {up}


def downgrade() -> None:
    {lowered}''')


def _only(ops: UpgradeOps, prefixes: tuple[str, ...]) -> UpgradeOps:
    def wanted(op: object) -> bool:
        table = getattr(op, "table_name", "")
        return table.startswith(prefixes)

    kept = [op for op in ops.ops if wanted(op)]
    assert all(
        isinstance(op, CreateTableOp | DropTableOp) or hasattr(op, "table_name") for op in kept
    )
    return type(ops)(kept)


def _code(text: str) -> str:
    for pattern, plain in TYPES.items():
        text = re.sub(pattern, plain, text)
    return "\n".join(line for line in text.splitlines() if not line.strip().startswith("#")).strip()


main()
