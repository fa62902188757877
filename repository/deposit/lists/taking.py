"""Taking one material in, or trying to: the same way for a page, a command and a dry run."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import PurePosixPath
from typing import IO, Any

from repository.catalogue import queries
from repository.catalogue.labels import REFUSALS, WARNINGS, label
from repository.catalogue.models import Work
from repository.catalogue.rules import Refused
from repository.catalogue.service import Description, publish, submit
from repository.deposit.lists import rules, sources
from repository.deposit.lists.rules import Line
from repository.deposit.lists.sources import Source
from repository.hooks import FormatError
from repository.ingest import service, staging
from repository.ingest.messages import why
from repository.ingest.models import REFUSED
from repository.links import queries as link_queries
from repository.links import service as links
from repository.links.rules import normal
from suite.db import db, new_uid

_FIELDS = {one.name for one in fields(Description)}
LINK_LICENCE = "link"


@dataclass(frozen=True)
class Plan:
    """For whom and how; without a depositor nothing is kept. `usual` is said of every material
    that says nothing else; a kind "" is told by the file."""

    unit_id: int
    depositor_id: int | None
    reviewer_id: int | None
    usual: Description
    dry_run: bool
    private: bool = False


@dataclass(frozen=True)
class Told:
    """What became of a material; `note` is a refusal or a warning, `code` its name for machines,
    `work` the work that it became or that the library had."""

    file: str
    taken: bool
    state: str
    title: str = ""
    pages: int = 0
    locked: bool = False
    code: str | None = None
    note: str = ""
    work: int | None = None
    row: int = 0
    sheet: str = ""
    params: dict[str, Any] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """For machines."""
        return asdict(self)

    def line(self) -> str:
        """For people."""
        about = f"{self.title} ({self.pages})" if self.taken else ""
        place = f"{self.sheet}!{self.row}" if self.row else ""
        return "  ".join(filter(None, [f"{self.state:<10}", place, self.file, about, self.note]))


def one(line: Line, source: Source | None, plan: Plan) -> Told:
    """Take a material in, or try it and keep nothing; never raises for what it is. A file is
    committed, a link is left to the caller, because many of them are one commit."""
    told = _link(line, plan) if line.link else _file(line, source, plan)
    return replace(told, row=line.row, sheet=line.sheet)


def refused(line: Line, faults: list[str]) -> Told:
    """A line that is not taken in because of what the list says."""
    name, code = line.link or line.file, line.faults[0].code
    return Told(
        name, False, "refused", code=code, note=" ".join(faults), row=line.row, sheet=line.sheet
    )


def described(line: Line, usual: Description) -> Description:
    """What is said of a material; a link is licensed as a link unless something else is said, and
    what folders tell is only a hint."""
    said = {name: value for name, value in line.said.items() if name in _FIELDS}
    if not line.row:
        said = {name: value for name, value in said.items() if not getattr(usual, name)}
    for name in ("creators", "grades"):
        if name in said:
            said[name] = tuple(said[name])
    if line.link and usual.licence == "unknown":
        said.setdefault("licence", LINK_LICENCE)
    whole = replace(usual, **said)
    return whole if whole.kind else replace(whole, kind=rules.kind_of(line.file))


def _link(line: Line, plan: Plan) -> Told:
    url, said = normal(line.link, private=plan.private), described(line, plan.usual)
    same = link_queries.same_link(plan.unit_id, [url.key]).get(url.key)
    if same is not None:
        return _refused(url.text, "duplicate", {}, same.id)
    if plan.dry_run:
        return Told(url.text, True, "would be link", said.title)
    work = links.deposit(plan.unit_id, _depositor(plan), url, said, commit=False)
    return _taken(url.text, work, plan)


def _file(line: Line, source: Source | None, plan: Plan) -> Told:
    name = sources.find(line.file, source.names) if source else None
    if source is None or name is None:
        return _refused(line.file, "file_missing", {})
    try:
        if plan.dry_run:
            return _tried(name, source, line, plan)
        with _opened(source, name) as held:
            upload = service.receive(
                PurePosixPath(name).name,
                held,
                unit_id=plan.unit_id,
                person_id=_depositor(plan),
                queue=False,
            )
    except FormatError as error:
        return _refused(name, error.code, dict(error.params))
    work = None
    if upload.state != REFUSED:
        work = service.take(upload, described(line, plan.usual))
    if work is None:
        return _refused(name, upload.code or "crashed", upload.params or {}, upload.work_id)
    return _taken(name, work, plan)


def _tried(name: str, source: Source, line: Line, plan: Plan) -> Told:
    """The very way of a real import, up to what is kept."""
    uid = new_uid()
    try:
        with _opened(source, name) as held:
            kept = staging.put(uid, held, service.limits().file_size)
        kind, extract = service.read(staging.path(uid), PurePosixPath(name).name)
    finally:
        staging.drop(uid)
    same = queries.same_content(plan.unit_id, kept.sha256)
    if same is not None:
        return _refused(name, "duplicate", {}, same.work_id)
    title = line.said.get("title") or extract.title or PurePosixPath(name).stem
    pages = len(extract.pages)
    return Told(name, True, f"would be {kind.name}", title[:300], pages, extract.locked)


@contextmanager
def _opened(source: Source, name: str) -> Iterator[IO[bytes]]:
    """A file of a source; what breaks while it is unpacked is a damaged file."""
    try:
        with source.open(name) as held:
            yield held
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise FormatError("damaged") from error


def _taken(name: str, work: Work, plan: Plan) -> Told:
    file = work.files[0] if work.files else None
    warned = [label(WARNINGS, code) for code in file.warnings] if file else []
    note = " ".join(filter(None, [_decide(work, plan), *warned]))
    pages, locked = (file.pages, file.locked) if file else (0, False)
    return Told(name, True, work.state, work.title, pages, locked, None, note, work.id)


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


def _depositor(plan: Plan) -> int:
    if plan.depositor_id is None:
        raise ValueError("a depositor is needed unless it is a dry run")
    return plan.depositor_id


def _refused(name: str, code: str, params: dict[str, Any], work: int | None = None) -> Told:
    note = why(code, params)
    return Told(name, False, "refused", code=code, note=note, work=work, params=params)
