"""Reading what a teacher pastes or uploads into a draft that is kept until it is taken in."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, delete, or_

from lms.bank import apart, drafts, foreign
from lms.bank.layout.lines import clean
from lms.bank.layout.model import Line, ParseResult
from lms.bank.layout.reader import MAX_CHARACTERS
from lms.bank.layout.word_guard import MAX_FILE
from lms.bank.models import BankImport
from lms.formats.model import Picture, Reading
from lms.formats.registry import FORMATS, recognised
from suite import clock
from suite.db import db

KEPT = timedelta(days=14)
DROPPED_KEPT = timedelta(hours=1)
MOST_QUESTIONS = 1_000
MOST_BYTES = MAX_FILE
TEXT_DOCUMENT_CODES = {"text_too_long", "line_too_long"}


class NotRead(Exception):
    """Nothing could be read; `code` is file_empty, file_kind, text_encoding, too_many_questions,
    too_slow, busy or one of `layout.notes` or `formats.words`, `params` fill its words."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass(frozen=True)
class Read:
    """A source as it was read; `text` is empty for Word. `foreign` is what the file of another
    system held, where it is one; then there are no lines."""

    result: ParseResult
    lines: list[Line]
    text: str
    foreign: Reading | None = None
    pictures: Sequence[Picture] = ()


def from_text(text: str) -> Read:
    """Read a text. Raises NotRead."""
    if not text.strip():
        raise NotRead("file_empty")
    if len(text) > MAX_CHARACTERS:
        raise NotRead("text_too_long", limit=MAX_CHARACTERS)
    return _read("text", text.encode("utf-8", "surrogatepass"), text)


def from_file(name: str, data: bytes, code: str | None = None) -> Read:
    """Read a file by what is in it: Word, a text in Unicode, or the file of another system.

    `code` names its format (a code of `formats.registry`, word or text) where that is known.
    Raises NotRead.
    """
    if len(data) > MOST_BYTES:
        raise NotRead("file_too_large", limit=MOST_BYTES >> 20)
    if not data.strip():
        raise NotRead("file_empty")
    code = code or recognised(name, data)
    if code in FORMATS:
        return _read_foreign(code, data)
    if name.lower().endswith(".txt") and not data.startswith(b"PK\x03\x04"):
        return from_text(_decoded(data))
    if not name.lower().endswith((".docx", ".docm", ".doc")):
        raise NotRead("file_kind")
    return _read("word", data)


def _read_foreign(code: str, data: bytes) -> Read:
    found = _answer(code, data)
    reading = foreign.unpacked(found) or Reading([])
    if len(reading.pieces) > MOST_QUESTIONS:
        raise NotRead("too_many_questions", limit=MOST_QUESTIONS)
    reading.pictures.extend(_pictures(found))
    return Read(ParseResult([], []), [], "", reading)


def _pictures(found: dict[str, Any]) -> list[Picture]:
    told = found.get("pictures", ())
    return [Picture(one["name"], base64.b64decode(one["data"])) for one in told]


def _answer(kind: str, data: bytes) -> dict[str, Any]:
    try:
        found = apart.read(kind, data)
    except apart.Busy as error:
        raise NotRead("busy") from error
    except apart.TooSlow as error:
        raise NotRead("too_slow", limit=apart.SECONDS) from error
    if "error" in found:
        raise NotRead(found["error"]["code"], **found["error"]["params"])
    return found


def _read(kind: str, data: bytes, text: str = "") -> Read:
    found = _answer(kind, data)
    lines = [Line(number, text) for number, text in drafts.unpack_lines(found)]
    questions, notes = drafts.unpack_questions(found), drafts.unpack_notes(found)
    result = ParseResult(questions, notes, found["source"])
    return _checked(Read(result, lines, text, pictures=_pictures(found)))


def _decoded(data: bytes) -> str:
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotRead("text_encoding") from error


def _checked(read: Read) -> Read:
    if len(read.result.questions) > MOST_QUESTIONS:
        raise NotRead("too_many_questions", limit=MOST_QUESTIONS)
    for note in read.result.notes:
        if note.code in TEXT_DOCUMENT_CODES:
            raise NotRead(note.code, **note.params)
    return read


def keep(
    read: Read, school_id: int, person_id: int, name: str, about: dict[str, Any]
) -> BankImport:
    """Keep what was read as a draft; older ones and those thrown away go."""
    brought = read.pictures if read.foreign is None else read.foreign.pictures
    made = foreign.written_anew(brought, person_id)
    now = clock.now()
    thrown_away = BankImport.outcome["dropped"].as_boolean().is_(True)
    db.session.execute(
        delete(BankImport).where(
            or_(
                BankImport.created_at < now - KEPT,
                and_(BankImport.taken_at < now - DROPPED_KEPT, thrown_away),
            )
        )
    )
    content = drafts.pack(read.result, read.lines)
    names = foreign.keep_pictures(made, school_id, person_id)
    if read.pictures:
        content["questions"] = foreign.with_names(content["questions"], names)
    if read.foreign is not None:
        content |= foreign.packed(foreign.shown_with(read.foreign, names))
    row = BankImport(
        school_id=school_id,
        person_id=person_id,
        name=clean(name)[:200],
        text=clean(read.text),
        content=content,
        about=about,
        created_at=now,
    )
    db.session.add(row)
    db.session.commit()
    return row


def drop(row: BankImport) -> bool:
    """Throw a draft away; `restore` brings it back within DROPPED_KEPT. Commits.

    False, and nothing is changed, when its questions were taken in meanwhile.
    """
    db.session.refresh(row, with_for_update=True)
    if row.taken_at is None:
        row.taken_at, row.outcome = clock.now(), {"dropped": True}
    db.session.commit()
    return is_dropped(row)


def forget(row: BankImport) -> None:
    """Delete a draft for good. Commits."""
    db.session.delete(row)
    db.session.commit()


def restore(row: BankImport) -> bool:
    """Take `drop` back. Commits. False when the draft is not one that was thrown away."""
    db.session.refresh(row, with_for_update=True)
    dropped = is_dropped(row)
    if dropped:
        row.taken_at, row.outcome = None, None
    db.session.commit()
    return dropped


def is_dropped(row: BankImport) -> bool:
    """Whether the draft was thrown away."""
    return bool((row.outcome or {}).get("dropped"))


def keep_choices(row: BankImport, about: dict[str, Any], choices: dict[str, Any]) -> None:
    """Keep ticks, keys and subject as they were sent."""
    if row.taken_at is None:
        row.about, row.choices = about, choices
    db.session.commit()
