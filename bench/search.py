"""The search screen through the page: 50,000 and 200,000 pages, asked over HTTP.

Pages are sentences of the Vietnamese encyclopedia articles among the shared input, mixed anew, 300
words each, in public works of 100 pages. The ratio is to an answer of /healthz in the same run.
Speed and size of the index are those of a rebuild from the database; `search:50000` measures that
size only.
"""

import http.client
import random
import re
import time
from collections.abc import Iterator
from urllib.parse import urlencode

from flask import current_app
from sqlalchemy import LargeBinary, cast, func, insert, select

from bench.rows import CannotMeasure, Row
from bench.world import world
from repository.catalogue.models import Work, WorkFile, WorkPage
from repository.search import index_job, service
from suite import clock
from suite.db import db
from suite.files import FileRow
from tests.kit import make
from tests.kit.shared import SHARED

SIZES = ((50_000, "≤ 50 ms"), (200_000, "≤ 100 ms"))
PAGES_A_WORK, WORDS_A_PAGE, ROUNDS = 100, 300, 6
KINDS = ("text", "etextbook", "slides", "elesson")
SHA = "0" * 64
QUERIES = (
    "phuong trinh", "đường sắt", "duong sat", "dân số thế giới", "thanh pho", "lịch sử Việt Nam",
    '"chiến tranh thế giới"', "khoa hoc tu nhien", "nước", "sông Hồng", "triều đại nhà Nguyễn",
    "am nhac", "toán học", "động vật có vú", "kinh te phat trien", "người", "ngôn ngữ", "bóng đá",
    "vũ trụ", "hoa hoc",
)  # fmt: skip


def _sentences() -> list[str]:
    found: list[str] = []
    for path in sorted((SHARED / "data/library/viwiki").glob("*.txt")):
        found += re.split(r"(?<=[.!?])\s+", path.read_text())
    return [sentence for sentence in found if sentence.strip()]


def _page(sentences: list[str], dice: random.Random) -> str:
    parts: list[str] = []
    words = 0
    while words < WORDS_A_PAGE:
        parts.append(dice.choice(sentences))
        words += parts[-1].count(" ") + 1
    return " ".join(parts)


def _fill(count: int) -> None:
    """Public works with that many pages, written in bulk."""
    school, now, dice = make.school(), clock.now(), random.Random(7)
    for code in ("TOAN", "TINHOC"):
        make.subject(code)
    person = make.person("Lê Thị Thư", "librarian", school)
    db.session.add(FileRow(sha256=SHA, size=1, media_type="text/plain", created_at=now))
    db.session.commit()
    sentences = _sentences()
    for number in range(1, count // PAGES_A_WORK + 1):
        work = Work(
            unit_id=school.id,
            title=" ".join(_page(sentences, dice).split()[:8]),
            kind=KINDS[number % len(KINDS)],
            subject_code=("TOAN", "TINHOC")[number % 2],
            grades=[number % 12 + 1],
            licence="own",
            audience="public",
            state="published",
            depositor_id=person.id,
            created_at=now,
            changed_at=now,
            published_at=now,
        )
        db.session.add(work)
        db.session.flush()
        file = WorkFile(
            unit_id=school.id,
            work_id=work.id,
            sha256=SHA,
            name="sach.txt",
            media_type="text/plain",
            format="text",
            size=1,
            pages=PAGES_A_WORK,
            position=1,
            health="alive",
            checked_at=now,
        )
        db.session.add(file)
        db.session.flush()
        rows = [
            {"work_id": work.id, "file_id": file.id, "page_no": n, "label": str(n),
             "text": _page(sentences, dice)}
            for n in range(1, PAGES_A_WORK + 1)
        ]  # fmt: skip
        db.session.execute(insert(WorkPage), rows)
        if number % 20 == 0:
            db.session.commit()
    db.session.commit()


def _times(port: int, paths: list[str]) -> Iterator[float]:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    for path in paths:
        begin = time.perf_counter()
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status}")
        yield (time.perf_counter() - begin) * 1000
    connection.close()


def _at(values: list[float], share: float) -> float:
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))]


def run(*sizes: str) -> list[Row]:
    """Raises CannotMeasure when the shared articles are not there."""
    if not (SHARED / "data/library/viwiki").is_dir():
        raise CannotMeasure("the shared articles are not on this machine")
    wanted = [(size, target) for size, target in SIZES if not sizes or str(size) in sizes]
    return [row for size, target in wanted for row in _measure(size, target)]


def _measure(size: int, target: str) -> list[Row]:
    name = f"search page, {size:,} pages"
    with world("sqlite", workers=1) as house:
        _fill(size)
        made = _index(name, size)
        plain = [f"/library/?{urlencode({'q': q})}" for q in QUERIES]
        filtered = [f"{path}&subject=TOAN&grade=6" for path in plain]
        dice = random.Random(7)
        paths = [p for _ in range(ROUNDS) for p in dice.sample(plain + filtered, len(QUERIES) * 2)]
        list(_times(house.port, plain))
        found = list(_times(house.port, paths))
        bare = list(_times(house.port, ["/healthz"] * 100))
    ratio = _at(found, 0.5) / _at(bare, 0.5)
    note = f"median {_at(found, 0.5):.1f} ms, {len(found)} requests, {ratio:.0f} x /healthz"
    return [Row(f"{name}: p95", f"{_at(found, 0.95):.0f} ms", target, note), *made]


def _index(name: str, size: int) -> list[Row]:
    """Make the index from the database; its speed, and its size beside the text's."""
    cpu, wall = time.process_time(), time.perf_counter()
    documents = index_job.rebuild()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    folder = current_app.extensions[service.FOLDER]
    held = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    text = db.session.scalar(select(func.sum(func.length(cast(WorkPage.text, LargeBinary))))) or 0
    speed = f"{cpu:.0f} s CPU, {wall:.0f} s in all, {documents:,} documents"
    weight = f"{held / 1e6:.0f} MB, {held / text:.2f} x the text of {text / 1e6:.0f} MB"
    return [
        Row(f"{name}: making the index", f"{size / cpu:,.0f} pages a second of CPU", "", speed),
        Row(f"{name}: size of the index", f"{held / size:,.0f} bytes a page", "", weight),
    ]
