"""Uploads that go on where they were cut off: begun, added to, ended, forgotten.

The offset is moved only when the bytes before it are on disk. No transaction is open while bytes
come, so that nobody's saving waits for a slow line. Of two requests at one upload the later one
writes on; the earlier, mostly the ghost of a lost connection, adds nothing any more.
"""

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, cast

from sqlalchemy import CursorResult, Update, func, select, update

from repository.deposit.tus import pieces, rules
from repository.deposit.tus.lines import Crowded, Line
from repository.deposit.tus.models import Resumable
from repository.deposit.tus.rules import Checksum, Wrong
from repository.ingest import service as ingest
from repository.ingest.sniff import clean_name
from repository.packs import importing
from repository.packs.service import MOST_BYTES
from school.api import Person
from suite import clock, files
from suite.db import db, new_uid
from suite.text import nfc

# What is kept at once: so many bytes, or what came in so many seconds.
BLOCK, LONGEST = 4 << 20, 10.0
# A request that brings bytes holds a thread of the server; the others are for answers of exams.
AT_ONCE = 6
ENDING, PACK = "ending", "pack"
UNDER_WAY = (Resumable.upload_id.is_(None), Resumable.pack_id.is_(None))
_room = threading.BoundedSemaphore(AT_ONCE)


def begin(name: str, size: int, said: str, mark: str, unit_id: int, person_id: int) -> Resumable:
    """Make room for a file of `size` bytes. Raises Wrong and files.NoRoom."""
    name, is_pack = nfc(clean_name(name)), goal_of(said) == PACK
    most = MOST_BYTES if is_pack else ingest.most_for(name)
    if size > most:
        raise Wrong(413, f"the file is larger than {most} bytes")
    if is_pack and not size:
        raise Wrong(400, "the pack is empty")
    _ask(size, person_id, max(2 * ingest.most(), MOST_BYTES if is_pack else 0))
    now = clock.now()
    row = Resumable(
        uid=new_uid(), unit_id=unit_id, person_id=person_id, name=name, said=said, mark=mark[:300],
        size=size, received=0, writer="", moved_at=now, expires_at=now + rules.KEPT,
    )  # fmt: skip
    pieces.begin(row.uid)
    db.session.add(row)
    db.session.commit()
    return row


def goal_of(said: str) -> str:
    """What a file is sent for, by its metadata: PACK, or "" for the library."""
    return PACK if rules.metadata(said).get("goal") == PACK else ""


def _ask(size: int, person_id: int, together: int) -> None:
    """Refuse what one person may not have under way, and what the disk would not hold together
    with all that was promised: each file lies there twice while it moves into the store."""
    db.session.execute(select(Person.id).where(Person.id == person_id).with_for_update())
    under_way = select(func.count(), func.coalesce(func.sum(Resumable.size), 0))
    under_way = under_way.where(*UNDER_WAY)
    mine, bytes_of_mine = db.session.execute(
        under_way.where(Resumable.person_id == person_id)
    ).one()
    if mine >= rules.MOST_OPEN:
        raise Wrong(429, f"{mine} uploads are under way; end or discard one first")
    if bytes_of_mine + size > together:
        raise Wrong(429, "the uploads under way are too large together; end or discard one first")
    promised = select(func.coalesce(func.sum(2 * Resumable.size - Resumable.received), 0))
    alive = Resumable.moved_at > clock.now() - rules.PROMISED
    waiting = db.session.scalar(promised.where(*UNDER_WAY, alive)) or 0
    files.store().ask_for(int(waiting) + 2 * size)


def add(row: Resumable, source: IO[bytes], length: int, proof: Checksum | None) -> int:
    """Keep `length` bytes of `source` behind those that are there; the offset then. With a
    `proof` either all of them or none. Raises Wrong and files.NoRoom."""
    if not _room.acquire(blocking=False):
        raise Wrong(503, "others are sending at the moment; try again")
    try:
        return _add(row, source, length, proof)
    except Crowded as error:
        raise Wrong(503, "too many connections are dead; try again") from error
    finally:
        _room.release()


def _add(row: Resumable, source: IO[bytes], length: int, proof: Checksum | None) -> int:
    row_id, uid, offset, writer = row.id, row.uid, row.received, new_uid()
    mine = update(Resumable).where(Resumable.id == row_id, Resumable.received == offset)
    if not _moved(mine.values(writer=writer)):
        raise Wrong(409, "somebody else writes at this upload")
    if proof is None:
        for block in _blocks(source, length):
            offset = _keep(row_id, uid, writer, offset, block)
        return offset
    with pieces.aside() as proved:
        _prove(source, length, proof, proved)
        proved.seek(0)
        while block := proved.read(BLOCK):
            offset = _keep(row_id, uid, writer, offset, block)
    return offset


def _blocks(source: IO[bytes], length: int) -> Iterator[bytes]:
    """What comes, in blocks; a line that breaks ends them, and what came before is given."""
    line = Line(source, length)
    try:
        left, broken = length, False
        while left and not broken:
            block, until = bytearray(), time.monotonic() + LONGEST
            while len(block) < min(BLOCK, left) and not broken and time.monotonic() < until:
                piece = line.piece()
                broken = not piece
                block += piece
            left -= len(block)
            if block:
                yield bytes(block)
    finally:
        line.close()


def _keep(row_id: int, uid: str, writer: str, offset: int, block: bytes) -> int:
    """Put a block on disk, then move the offset. Raises Wrong 409 where another writes on."""
    files.store().ask_for(len(block))
    where = (Resumable.id == row_id, Resumable.received == offset, Resumable.writer == writer)
    try:
        with pieces.held(uid) as file:
            allowed = db.session.scalar(select(Resumable.id).where(*where))
            db.session.commit()
            if allowed is None:
                raise Wrong(409, "another request writes on at this upload")
            pieces.write(file, offset, block)
            now, moved = clock.now(), offset + len(block)
            values = {"received": moved, "moved_at": now, "expires_at": now + rules.KEPT}
            if not _moved(update(Resumable).where(*where).values(values)):
                raise Wrong(409, "another request writes on at this upload")
    except FileNotFoundError:
        raise Wrong(410, "the upload was discarded") from None
    return moved


def _prove(source: IO[bytes], length: int, proof: Checksum, target: IO[bytes]) -> None:
    digest, came = proof.begun(), 0
    for block in _blocks(source, length):
        files.store().ask_for(len(block))
        digest.update(block)
        target.write(block)
        came += len(block)
    if came < length:
        raise Wrong(400, "the request was cut off, and nothing of it is proved")
    if digest.digest() != proof.digest:
        raise Wrong(460, "the bytes are not those of the checksum")


def end(row: Resumable) -> None:
    """Give a file that is whole to the library, as if it had come at once. Nothing where it is
    not whole or was given already. Raises files.NoRoom."""
    uid, whole = row.uid, Resumable.received == Resumable.size
    free = (Resumable.id == row.id, whole, *UNDER_WAY)
    claim = update(Resumable).where(*free, Resumable.writer != ENDING)
    if not _moved(claim.values(writer=ENDING, moved_at=clock.now())):
        return
    try:
        _give(row, pieces.path(uid))
    except BaseException:
        db.session.rollback()
        row.writer = ""
        db.session.commit()
        raise
    row.expires_at = clock.now() + rules.ENDED
    db.session.commit()
    pieces.drop(uid)


def _give(row: Resumable, place: Path) -> None:
    """Hand a whole file on: to the library, or as a class pack that is looked through first."""
    name, unit_id, person_id = row.name, row.unit_id, row.person_id
    if goal_of(row.said) != PACK:
        upload = ingest.receive(name, place, unit_id=unit_id, person_id=person_id)
        row.upload_id = upload.id
        return
    submit = bool(rules.metadata(row.said).get("submit"))
    pack = importing.receive(
        name, place, unit_id=unit_id, person_id=person_id, submit=submit, most=MOST_BYTES
    )
    row.pack_id = pack.id


def discard(row: Resumable) -> None:
    """Forget an upload and its bytes; what the library took stays there."""
    uid = row.uid
    db.session.delete(row)
    db.session.commit()
    pieces.drop(uid)


def open_of(person_id: int, goal: str = "") -> list[Resumable]:
    """What a person has under way for the library, or for another goal, the newest first."""
    query = select(Resumable).where(
        Resumable.person_id == person_id, *UNDER_WAY, Resumable.expires_at > clock.now()
    )
    rows = db.session.scalars(query.order_by(Resumable.id.desc()))
    return [row for row in rows if goal_of(row.said) == goal]


def _moved(statement: Update) -> bool:
    """Run an update and commit; whether it found its row."""
    result = cast(CursorResult[Any], db.session.execute(statement))
    db.session.commit()
    return result.rowcount == 1
