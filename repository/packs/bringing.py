"""Taking a pack in at another school: tried and done by the same way, file by file by hash.

What a pack says is a proposal: works come in as drafts for everyone in the school, under the
review of the school that takes them in.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from flask_babel import gettext
from sqlalchemy import select

from repository.catalogue import alignment, queries, rules
from repository.catalogue.labels import REFUSALS, label
from repository.catalogue.models import Work
from repository.catalogue.rules import Refused
from repository.catalogue.service import Description, note, publish, submit
from repository.hooks import FormatError
from repository.ingest import service as ingest
from repository.ingest import staging
from repository.ingest.messages import why
from repository.ingest.models import REFUSED
from repository.packs.choosing import copying
from repository.packs.manifest import File, PackedWork
from repository.packs.models import PackOrigin
from repository.packs.opening import OpenPack, PackLimits
from repository.packs.service import MOST_BYTES
from school.api import CurriculumNode, current_programme
from suite import clock
from suite.db import db, new_uid

NEW, KNOWN, LEFT = "new", "known", "left"


@dataclass(frozen=True)
class Plan:
    """Who takes in, and for which unit; `keep` False only tries. `reviewer_id` is a second person
    who publishes what came in."""

    unit_id: int
    person_id: int
    keep: bool
    submit: bool = False
    reviewer_id: int | None = None


@dataclass(frozen=True)
class Line:
    """What became of a work, or would: new, known (it is here already) or left (why in `note`)."""

    title: str
    outcome: str
    state: str = ""
    note: str = ""
    work: int | None = None

    def plain(self) -> dict[str, Any]:
        """For machines."""
        return asdict(self)


@dataclass(frozen=True)
class Brought:
    """A pack that was looked through: its title, who made it, a line for each work, and the public
    key that signed it."""

    title: str
    unit_name: str
    lines: list[Line]
    key: str | None = None


def bring(path: Path, plan: Plan, progress: Callable[[int, int], None]) -> Brought:
    """Look through the whole pack, then take in (or try) each work. Raises PackRefused before
    anything is kept."""
    with OpenPack(path, PackLimits(MOST_BYTES, ingest.limits().file_size)) as pack:
        said = pack.manifest
        number = len(said.works)

        def tell(done: int) -> None:
            progress(done, 2 * number)
            db.session.commit()  # no transaction is open while files are read

        pack.verify(lambda done, of: tell(done * number // of))
        lines: list[Line] = []
        for place, work in enumerate(said.works, start=1):
            lines += _work(pack, work, plan)
            tell(number + place)
    return Brought(said.title, said.unit.name, lines, pack.key)


def _work(pack: OpenPack, said: PackedWork, plan: Plan) -> Iterator[Line]:
    held = [queries.same_content(plan.unit_id, file.sha256) for file in said.files]
    first = next((row for row in held if row is not None), None)
    if first is not None and all(held):
        yield Line(said.title, KNOWN, first.work.state, work=first.work_id)
        return
    if _was_withdrawn(said, plan):
        yield Line(said.title, LEFT, note=gettext("It was withdrawn here."))
        return
    missing = [file for file, row in zip(said.files, held, strict=True) if row is None]
    if not plan.keep:
        yield from _try(pack, said, missing)
        return
    yield from _take(pack, said, missing, first.work_id if first else None, plan)


def _try(pack: OpenPack, said: PackedWork, missing: list[File]) -> Iterator[Line]:
    """The very way of the real run, up to what is kept."""
    faults = []
    db.session.commit()
    for file in missing:
        uid = new_uid()
        try:
            with pack.open(file) as source:
                staging.put(uid, source, ingest.limits().file_size)
            ingest.read(staging.path(uid), file.name)
        except FormatError as error:
            faults.append(f"{file.name}: {why(error.code, error.params)}")
        finally:
            staging.drop(uid)
    if len(faults) == len(missing):
        yield Line(said.title, LEFT, note=" ".join(faults))
    else:
        yield Line(said.title, NEW, rules.DRAFT, " ".join(faults))


def _take(
    pack: OpenPack, said: PackedWork, missing: list[File], into: int | None, plan: Plan
) -> Iterator[Line]:
    faults, made = [], None
    for file in missing:
        with pack.open(file) as source:
            upload = ingest.receive(
                file.name, source, unit_id=plan.unit_id, person_id=plan.person_id,
                queue=False, into=into,
            )  # fmt: skip
        work = None if upload.state == REFUSED else ingest.take(upload, _described(said))
        if work is None:
            faults.append(f"{file.name}: {why(upload.code or 'crashed', upload.params or {})}")
        elif into is None:
            made, into = work, work.id
    if made is None:
        outcome = LEFT if into is None else KNOWN
        yield Line(said.title, outcome, note=" ".join(faults), work=into)
        return
    _settle(pack, said, made, plan)
    notes = [_decide(made, plan), *faults]
    yield Line(said.title, NEW, made.state, " ".join(filter(None, notes)), made.id)


def _described(said: PackedWork) -> Description:
    """What the catalogue here can take of it: codes that nobody knows here are left open."""
    # To be the owner is the other school's; whoever reviews here says what it is to this one.
    known = (copying() & set(queries.licences())) - {"own"}
    return Description(
        title=said.title,
        kind=said.kind if said.kind in queries.kinds() else "text",
        licence=said.licence if said.licence in known else "unknown",
        audience=rules.SCHOOL,
        creators=tuple(said.creators),
        subject_code=said.subject if said.subject in queries.subjects() else None,
        grades=tuple(sorted(set(said.grades))),
        language=said.language if said.language in ("vi", "en", "fr") else "other",
        description=said.description,
    )


def _settle(pack: OpenPack, said: PackedWork, work: Work, plan: Plan) -> None:
    """Where it came from, and the topics as proposals."""
    about = pack.manifest
    db.session.add(
        PackOrigin(
            work_id=work.id, work_uid=said.uid, pack_uid=about.uid, pack_title=about.title,
            unit_name=said.unit, rights_holder=said.rights_holder, licence=said.licence,
            made_at=about.made_at, taken_at=clock.now(),
        )
    )  # fmt: skip
    note(work, "came_in_pack", plan.person_id, text=f"{about.title} · {about.unit.name}")
    programme = current_programme()
    query = select(CurriculumNode.id).where(
        CurriculumNode.code.in_(said.nodes),
        CurriculumNode.programme_id == (programme.id if programme else None),
    )
    ids = set(db.session.scalars(query)) if said.nodes else set()
    alignment.align(work, ids, ids, plan.person_id)


def _decide(work: Work, plan: Plan) -> str:
    """Send it for review, or have the second person publish it; what the rules refuse, in words."""
    try:
        if plan.submit or plan.reviewer_id is not None:
            submit(work, plan.person_id)
        if plan.reviewer_id is not None:
            publish(work, plan.reviewer_id)
    except Refused as refused:
        db.session.rollback()
        return " ".join(label(REFUSALS, code) for code in refused.codes)
    return ""


def _was_withdrawn(said: PackedWork, plan: Plan) -> bool:
    """Whether this unit took the same work out."""
    query = (
        select(Work.id)
        .outerjoin(PackOrigin, PackOrigin.work_id == Work.id)
        .where(
            Work.unit_id == plan.unit_id,
            Work.state == rules.WITHDRAWN,
            (Work.uid == said.uid) | (PackOrigin.work_uid == said.uid),
        )
    )
    return db.session.scalar(query.limit(1)) is not None
