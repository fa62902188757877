"""Measure the pages that everyone meets with Lighthouse, as a phone, into docs/lighthouse.md.

Run by `make lighthouse`, never by the tests: it is slow, and a measurement. Lighthouse itself is
fetched into build/lighthouse the first time; it is no part of what the house is made of.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from suite import demo
from suite.db import db
from tests.browser.house import House
from tests.browser.test_pages import cookie
from tests.kit.crawl import one_with
from tools.vendor import npm_command

ROOT = Path(__file__).resolve().parent.parent
VERSION = "12.8.2"
FOLDER = ROOT / "build" / "lighthouse"
REPORT = ROOT / "docs" / "lighthouse.md"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
LEAST, RUNS = 95, 3
PAGES = (
    ("sign-in", None, "/signin"),
    ("first page", "student", "/"),
    ("course", "teacher", "/courses/1"),
    ("search", "student", "/library/?q=phương+trình"),
    ("coverage", "commune_officer", "/coverage"),
)
CHROME = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync"


def fetch() -> Path:
    """The program, fetched when it is not there."""
    program = FOLDER / "node_modules" / "lighthouse" / "cli" / "index.js"
    if not program.is_file():
        FOLDER.mkdir(parents=True, exist_ok=True)
        command, _version = npm_command()
        flags = ("--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error")
        subprocess.run(
            [*command, "install", "--prefix", str(FOLDER), *flags, f"lighthouse@{VERSION}"],
            check=True,
        )
    return program


def measured(program: Path, url: str, session: str | None) -> dict[str, Any]:
    """The report of one run."""
    node = shutil.which("node")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if node is None or chromium is None:
        raise SystemExit("node and Chromium are needed")
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "report.json"
        command = [node, str(program), url, "--quiet", "--output=json", f"--output-path={out}"]
        command += [f"--chrome-flags={CHROME}", f"--only-categories={','.join(CATEGORIES)}"]
        if session:
            headers = Path(folder) / "headers.json"
            headers.write_text(json.dumps({"Cookie": session}))
            command.append(f"--extra-headers={headers}")
        subprocess.run(command, check=True, env={**os.environ, "CHROME_PATH": chromium})
        found: dict[str, Any] = json.loads(out.read_text())
    return found


def scores(report: dict[str, Any]) -> list[int]:
    """Points of 100 in each category."""
    return [round(100 * report["categories"][name]["score"]) for name in CATEGORIES]


def lost(report: dict[str, Any]) -> list[str]:
    """What cost points, by category."""
    found = []
    for name in CATEGORIES:
        for part in report["categories"][name]["auditRefs"]:
            audit = report["audits"][part["id"]]
            if part["weight"] and audit["score"] is not None and audit["score"] < 0.9:
                found.append(f"{name}: {audit['title']} {audit.get('displayValue', '')}")
    return found


def main() -> int:
    program, rows, low = fetch(), [], False
    with (
        tempfile.TemporaryDirectory() as folder,
        House(Path(folder), demo=True) as house,
        house.app.app_context(),
    ):
        demo.load()
        for name, role, url in PAGES:
            kept = cookie(house, one_with(role)) if role else None
            db.session.rollback()
            session = f"session={kept['value']}" if kept else None
            reports = [measured(program, house.url + url, session) for _ in range(RUNS)]
            each = zip(*map(scores, reports), strict=True)
            middle = [int(statistics.median(points)) for points in each]
            print(f"{name:12} {middle}", *lost(reports[0]), sep="\n   ", flush=True)
            low = low or min(middle) < LEAST
            rows.append(f"| {name} | {' | '.join(map(str, middle))} |")
    head = f"""# Lighthouse

Lighthouse {VERSION}, as a phone (slow 4G, a processor four times slower), on the demonstration
town; the middle of {RUNS} runs. `make lighthouse` measures again. Wanted: {LEAST} in each.

| page | performance | accessibility | best practices | search engines |
| --- | ---: | ---: | ---: | ---: |
"""
    REPORT.write_text(head + "\n".join(rows) + "\n")
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())
