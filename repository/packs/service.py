"""Making packs: asked for, written by the worker, kept for a while, thrown away."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select, update

from repository.ingest import staging
from repository.packs.choosing import Chosen, Part, choose
from repository.packs.models import EXPIRED, MAKING, READY, Pack
from repository.packs.writing import Broken, write
from school.api import Person, Who, who_is
from suite import audit, clock, files, jobs
from suite.db import db

JOB = "repository.make_pack"
KEPT = timedelta(days=14)
MOST_BYTES = 16 * 2**30
ZIP = "application/zip"


class TooLarge(Exception):
    """The files together are larger than MOST_BYTES."""


def ask(
    unit_id: int, owner_id: int, title: str, description: str, reach: str, parts: Sequence[Part]
) -> Pack:
    """Have a pack made of the works; the worker asks the rights again."""
    now = clock.now()
    pack = Pack(
        unit_id=unit_id, owner_id=owner_id, title=title, description=description, reach=reach,
        parts=[asdict(part) for part in parts], state=MAKING, made_at=now, expires_at=now + KEPT,
    )  # fmt: skip
    db.session.add(pack)
    db.session.flush()
    job = jobs.enqueue(JOB, owner_id=owner_id, pack_id=pack.id)
    db.session.flush()
    pack.job_id = job.id
    db.session.commit()
    return pack


def make(pack: Pack, progress: Callable[[int, int], None]) -> None:
    """Write the pack with the rights that its owner has now. Raises TooLarge, files.NoRoom."""
    who = who_is(db.session.get_one(Person, pack.owner_id))
    parts = [Part(**part) for part in pack.parts]
    folder = staging.folder()
    folder.mkdir(parents=True, exist_ok=True)
    broken: set[int] = set()
    with tempfile.TemporaryDirectory(dir=folder, prefix="pack-") as name:
        target = Path(name) / "pack.zip"
        while True:
            chosen = _without(choose(parts, who, pack.reach), broken)
            if chosen.size > MOST_BYTES:
                raise TooLarge
            files.store().ask_for(2 * chosen.size)
            try:
                write(target, pack, chosen, progress)
                break
            except Broken as found:
                broken.add(found.work_id)
        db.session.commit()
        with target.open("rb") as source:
            stored = files.store().put(source, 2 * MOST_BYTES)
    files.remember(stored, ZIP)
    db.session.flush()
    pack.sha256, pack.size, pack.state = stored.sha256, stored.size, READY
    pack.works, pack.parts = len(chosen.parts), [asdict(part) for part in chosen.parts]
    pack.left_out = [{"title": work.title, "code": code} for work, code in chosen.left_out]
    pack.made_at = clock.now()
    pack.expires_at = pack.made_at + KEPT
    ids = [part.work_id for part in chosen.parts]
    detail = {"person": pack.owner_id, "works": ids, "reach": pack.reach}
    audit.record("pack.made", f"pack:{pack.id}", detail=detail)
    db.session.commit()


def may_leave(pack: Pack, who: Who) -> bool:
    """Whether everything in a pack may still be handed on: nothing was withdrawn or narrowed. What
    became broken in the store since is whole in the pack."""
    now = choose([Part(**part) for part in pack.parts], who, pack.reach)
    broken = {work.id for work, code in now.left_out if code == "broken"}
    held = {part.work_id for part in now.parts} | broken
    return all(part["work_id"] in held for part in pack.parts)


def mine(uid: str, who: Who) -> Pack | None:
    """A pack of `who`."""
    return db.session.scalar(select(Pack).where(Pack.uid == uid, Pack.owner_id == who.person_id))


def throw_away(pack: Pack) -> None:
    """Forget a pack; its content is swept later."""
    if pack.job_id is not None:
        jobs.cancel(pack.job_id)
    db.session.delete(pack)
    db.session.commit()


@jobs.job("repository.expire_packs", every=timedelta(days=1))
def expire(_ctx: jobs.Context) -> dict[str, int]:
    """Let go of the contents of packs whose time is over."""
    old = update(Pack).where(Pack.expires_at <= clock.now(), Pack.state == READY)
    gone = old.values(state=EXPIRED, sha256=None).returning(Pack.id)
    return {"expired": len(db.session.scalars(gone).all())}


def _without(chosen: Chosen, broken: set[int]) -> Chosen:
    if not broken:
        return chosen
    parts = [part for part in chosen.parts if part.work_id not in broken]
    left = [*chosen.left_out, *((chosen.works[key], "broken") for key in sorted(broken))]
    return Chosen(parts, chosen.works, left, chosen.size)
