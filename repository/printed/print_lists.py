"""Large lists to print, made by the worker: labels as PDF, the accession register as Excel.

The file is kept as long as files to which nothing refers are (`suite.sweep`): a week at least.
"""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import current_app, request
from flask_babel import gettext

from repository.printed import label_rows, labels, paper, registers
from repository.printed.labels import Grid, Label, Said
from repository.printed.registers import Asked, Line
from school.api import OrgUnit
from suite import files, jobs
from suite.db import db
from suite.settings import current_settings

JOB = "repository.print_list"
LABELS, REGISTER = "labels", "register"
LABELS_AT_ONCE, MOST_LABELS = 480, 10_000
REGISTER_AT_ONCE, MOST_REGISTER = 2_000, 60_000
PDF, MOST_BYTES = "application/pdf", 200 * 2**20
SHEETS_AT_ONCE = 40
_PAGE = "#set page(width: 210mm, height: 297mm, margin: 0mm)\n"


def house() -> str:
    """The address of this house as labels carry it."""
    return current_settings().public_url or request.host_url.rstrip("/")


def begin(unit_id: int, what: str, asked: Mapping[str, str], owner_id: int) -> jobs.Job:
    """Ask the worker for a file. Commits."""
    job = jobs.enqueue(
        JOB, owner_id=owner_id, unit_id=unit_id, what=what, asked=dict(asked), house=house()
    )
    db.session.commit()
    return job


def make(
    unit: OrgUnit,
    what: str,
    asked: Mapping[str, str],
    address: str,
    done: Callable[[int, int], None],
) -> dict[str, Any]:
    """Make and keep the file; its content, type, name, size and number of lines. `done` hears of
    labels that are done, and of all. Raises Refused."""
    if what == REGISTER:
        query = registers.copies_query(unit.id, Asked(**asked))
        rows = [Line(*row) for row in db.session.execute(query.limit(MOST_REGISTER))]
        return kept(paper.accessions(rows), paper.EXCEL, "so-dang-ky-ca-biet.xlsx", len(rows))
    chosen = label_rows.chosen(unit.id, asked, MOST_LABELS)
    told, grid = label_rows.told(unit, chosen, asked, address), label_rows.grid(asked)
    return kept(_pdf(told, grid, label_rows.kind(asked), done), PDF, "nhan-sach.pdf", len(told))


def kept(data: bytes, media_type: str, name: str, number: int) -> dict[str, Any]:
    """Keep a file that was made; what the job says of it."""
    stored = files.store().put(io.BytesIO(data), MOST_BYTES)
    files.remember(stored, media_type)
    return {"content": stored.sha256, "type": media_type, "name": name, "size": len(data),
            "lines": number}  # fmt: skip


def _pdf(told: Sequence[Said], grid: Grid, kind: str, done: Callable[[int, int], None]) -> bytes:
    """The sheets as PDF; some at a time, which needs little memory."""
    # Imported here, as below: they are large, and only the worker needs them.
    from pypdfium2 import PdfDocument

    whole, out, at = PdfDocument.new(), io.BytesIO(), 0
    while at < len(told):
        end = at + SHEETS_AT_ONCE * grid.rows * grid.columns - (grid.start - 1)
        drawn = labels.sheets(told[at:end], grid, kind)
        with PdfDocument(_typeset(drawn)) as made:
            whole.import_pages(made)
        grid, at = replace(grid, start=1), end
        done(min(at, len(told)), len(told))
    whole.save(out)
    return out.getvalue()


def _typeset(pages: Sequence[Sequence[Label]]) -> bytes:
    import typst

    # Without what pages are given, which needs a request.
    sheet = current_app.jinja_env.get_template("repository/printed/sheet.svg")
    with TemporaryDirectory() as folder:
        for at, page in enumerate(pages):
            (Path(folder) / f"{at}.svg").write_text(sheet.render(page=page), encoding="utf-8")
        images = (f'#image("{at}.svg", width: 210mm, height: 297mm)' for at in range(len(pages)))
        source = Path(folder) / "sheets.typ"
        source.write_text(_PAGE + "\n#pagebreak()\n".join(images), encoding="utf-8")
        made: bytes = typst.compile(source, root=Path(folder), format="pdf")
    return made


def title(job: jobs.Job) -> str:
    """What the worker makes."""
    if job.payload["what"] == REGISTER:
        return gettext("Make the accession register")
    return gettext("Make labels")
