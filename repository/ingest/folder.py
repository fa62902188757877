"""A folder of files, taken in one by one by the same way as uploads."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from repository.catalogue import queries
from repository.catalogue.labels import REFUSALS, WARNINGS, label
from repository.catalogue.models import Work
from repository.catalogue.rules import Refused
from repository.catalogue.service import Description, publish, submit
from repository.hooks import FormatError
from repository.ingest import service, staging
from repository.ingest.messages import why
from repository.ingest.models import REFUSED
from suite.db import db, new_uid


@dataclass(frozen=True)
class Plan:
    """What to do with each file; without a depositor nothing is kept."""

    unit_id: int
    depositor_id: int | None
    reviewer_id: int | None
    kind: str
    licence: str
    audience: str
    subject: str | None
    grades: tuple[int, ...]
    dry_run: bool


@dataclass(frozen=True)
class Told:
    """What became of a file; `note` is a refusal or a warning, `code` its name for machines."""

    file: str
    taken: bool
    state: str
    title: str = ""
    pages: int = 0
    locked: bool = False
    code: str | None = None
    note: str = ""
    work: int | None = None

    def plain(self) -> dict[str, Any]:
        """For machines."""
        return asdict(self)

    def line(self) -> str:
        """For people."""
        about = f"{self.title} ({self.pages})" if self.taken else ""
        return "  ".join(filter(None, [f"{self.state:<10}", self.file, about, self.note]))


def import_folder(files: Iterable[Path], root: Path, plan: Plan) -> Iterator[Told]:
    """Take each file in, or say why not."""
    for path in files:
        name = str(path.relative_to(root))
        yield _try(path, name, plan) if plan.dry_run else _take(path, name, plan)


def _try(path: Path, name: str, plan: Plan) -> Told:
    """The very way of a real import, up to what is kept."""
    uid = new_uid()
    try:
        with path.open("rb") as source:
            kept = staging.put(uid, source, service.limits().file_size)
        kind, extract = service.read(staging.path(uid), path.name)
        if queries.same_content(plan.unit_id, kept.sha256):
            raise FormatError("duplicate")
    except FormatError as error:
        return _refused(name, error.code, dict(error.params))
    finally:
        staging.drop(uid)
    title = extract.title or path.stem
    return Told(name, True, f"would be {kind.name}", title, len(extract.pages), extract.locked)


def _take(path: Path, name: str, plan: Plan) -> Told:
    if plan.depositor_id is None:
        raise ValueError("a depositor is needed unless it is a dry run")
    with path.open("rb") as source:
        upload = service.receive(
            path.name,
            source,
            unit_id=plan.unit_id,
            person_id=plan.depositor_id,
            queue=False,
        )
    work = None if upload.state == REFUSED else service.take(upload, _template(plan))
    if work is None:
        return _refused(name, upload.code or "crashed", upload.params or {})
    file = work.files[0]
    notes = [_decide(work, plan), *(label(WARNINGS, code) for code in file.warnings)]
    note = " ".join(filter(None, notes))
    return Told(name, True, work.state, work.title, file.pages, file.locked, None, note, work.id)


def _decide(work: Work, plan: Plan) -> str:
    if plan.reviewer_id is None or plan.depositor_id is None:
        return ""
    try:
        submit(work, plan.depositor_id)
        publish(work, plan.reviewer_id)
    except Refused as refused:
        db.session.rollback()
        return " ".join(label(REFUSALS, code) for code in refused.codes)
    return ""


def _template(plan: Plan) -> Description:
    return Description(
        title="",
        kind=plan.kind,
        licence=plan.licence,
        audience=plan.audience,
        subject_code=plan.subject,
        grades=plan.grades,
    )


def _refused(name: str, code: str, params: dict[str, Any]) -> Told:
    return Told(name, False, "refused", code=code, note=why(code, params))
