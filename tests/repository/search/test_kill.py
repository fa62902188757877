"""A writer that is killed loses nothing that was committed and blocks nobody."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from repository.search.documents import WorkCard, work_docs
from repository.search.engine import Query
from repository.search.opening import open_engine

PUBLIC = frozenset({"public"})
WRITER = """
import sys, time
from pathlib import Path
from repository.search.documents import WorkCard, work_docs
from repository.search.opening import open_engine
engine = open_engine(sys.argv[1], Path(sys.argv[2]))
for number in range(1, 1000):
    card = WorkCard(number, "Sách", "", frozenset({"public"}))
    engine.add(work_docs(card, [(number, 1, "phương trình")]))
    if number % 3:
        engine.commit()
        print(number, flush=True)
"""


@pytest.mark.parametrize("name", ["tantivy", "whoosh"])
def test_killed_writer(name: str, tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[3]
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", WRITER, name, str(tmp_path)],
        cwd=root,
        stdout=subprocess.PIPE,
        text=True,
    ) as writer:
        assert writer.stdout is not None
        acknowledged = [int(writer.stdout.readline()) for _ in range(6)]
        writer.send_signal(signal.SIGKILL)
        acknowledged += [int(line) for line in writer.stdout.read().split()]
    engine = open_engine(name, tmp_path)
    found = engine.search(Query("", PUBLIC, per_page=100))
    assert found.total_books >= max(acknowledged)
    engine.add(work_docs(WorkCard(2000, "Sau", "", PUBLIC)))
    engine.commit()
    assert engine.search(Query("sau", PUBLIC)).total_books == 1
    engine.close()
