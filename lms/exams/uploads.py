"""Files that belong to answers: sent one by one while the attempt is open, named in the answer.

The browser sends a file under a random word of its own and repeats it until it has arrived; a
repeat finds what the first sending kept. Nothing is taken once the disk is nearly full, so that
there is always room for answers.
"""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from flask import url_for
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from lms.exams.clocks import database_now
from lms.exams.models import Attempt, ExamQuestion, Upload
from lms.exams.papers import places_of, question_kind
from lms.exams.results import Line
from lms.exams.tokens import AttemptPass
from suite import files, media
from suite.db import db
from suite.settings import current_settings

MOST_BYTES = 15 * 2**20
MOST_OF_AN_ITEM = 25  # tries, replacements included
KINDS: dict[str, dict[str, tuple[str, ...]]] = {
    "photo": {
        "image/jpeg": (".jpg", ".jpeg"),
        "image/png": (".png",),
        "image/webp": (".webp",),
        "image/heic": (".heic", ".heif"),
    },
    "pdf": {"application/pdf": (".pdf",)},
    "office": {
        media.WORD: (".docx",),
        media.EXCEL: (".xlsx",),
        media.SLIDES: (".pptx",),
        "application/vnd.oasis.opendocument.text": (".odt",),
    },
    "audio": {"audio/mpeg": (".mp3",), "audio/mp4": (".m4a",), "audio/x-m4a": (".m4a",)},
}


class Refused(Exception):
    """A file that is not kept; `code` is closed, item, type, size, empty, many or full."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Sent:
    """What a browser sends: the place in the paper, its random word, name and content."""

    item: int
    key: str
    name: str
    content: BinaryIO


@dataclass(frozen=True)
class ShownFile:
    """A file as a page shows it; size in bytes."""

    name: str
    url: str
    size: int
    media_type: str


def _allowed(attempt: Attempt, item: int) -> dict[str, tuple[str, ...]]:
    """The types that the question at a place takes. Raises Refused where it takes none."""
    places = places_of(attempt.form)
    if not 1 <= item <= len(places):
        raise Refused("item")
    question = db.session.get_one(ExamQuestion, places[item - 1].question_id)
    body: dict[str, Any] = question.version.body if question.version else {}
    what = body.get("what")
    if not question_kind(question.item.kind).by_hand or not isinstance(what, list):
        raise Refused("item")
    return {kind: ends for one in what for kind, ends in KINDS.get(one, {}).items()}


def _open_attempt(granted: AttemptPass) -> Attempt:
    attempt = db.session.scalar(
        select(Attempt).where(
            Attempt.id == granted.attempt_id, Attempt.school_id == granted.school_id
        )
    )
    now = database_now()
    if attempt is None or attempt.closed_at is not None or attempt.accepts_until <= now:
        raise Refused("closed")
    if attempt.epoch != granted.epoch:
        raise Refused("closed")
    return attempt


def _known(granted: AttemptPass, key: str) -> str | None:
    return db.session.scalar(
        select(Upload.uid).where(
            Upload.school_id == granted.school_id,
            Upload.attempt_id == granted.attempt_id,
            Upload.key == key,
        )
    )


def _room(attempt: Attempt, item: int) -> None:
    if shutil.disk_usage(current_settings().data_dir).free < current_settings().keep_free:
        raise Refused("full")
    count = db.session.scalar(
        select(func.count()).where(Upload.attempt_id == attempt.id, Upload.item == item)
    )
    if (count or 0) >= MOST_OF_AN_ITEM:
        raise Refused("many")


def keep(granted: AttemptPass, sent: Sent) -> str:
    """Keep a file and commit; its uid. Raises Refused."""
    if known := _known(granted, sent.key):
        return known
    attempt = _open_attempt(granted)
    allowed = _allowed(attempt, sent.item)
    _room(attempt, sent.item)
    kind = media.kind_of(sent.content, allowed)
    if kind is None:
        raise Refused("type" if sent.content.read(1) else "empty")
    db.session.rollback()  # a slow disk must keep nobody's answers waiting
    try:
        stored = files.store().put(sent.content, MOST_BYTES, reserve=0)  # asked for above
    except files.TooLarge as error:
        raise Refused("size") from error
    return _note(granted, sent, stored, kind, allowed[kind])


def _note(
    granted: AttemptPass, sent: Sent, stored: files.Stored, kind: str, endings: Sequence[str]
) -> str:
    _open_attempt(granted)
    files.remember(stored, kind)
    row = Upload(
        school_id=granted.school_id,
        attempt_id=granted.attempt_id,
        item=sent.item,
        key=sent.key,
        sha256=stored.sha256,
        name=media.safe_name(sent.name, endings),
        media_type=kind,
        size=stored.size,
        received_at=database_now(),
    )
    db.session.add(row)
    try:
        db.session.commit()
    except IntegrityError:
        # The same file, sent twice at the same moment.
        db.session.rollback()
        return _known(granted, sent.key) or ""
    return row.uid


def told(attempt: Attempt, lines: Sequence[Line]) -> dict[str, ShownFile]:
    """The files that the attempt's answers name, by uid; of this attempt only."""
    uids = {
        one
        for line in lines
        if isinstance(line.response, list)
        for one in line.response
        if isinstance(one, str)
    }
    if not uids:
        return {}
    rows = db.session.scalars(
        select(Upload).where(Upload.attempt_id == attempt.id, Upload.uid.in_(uids))
    )
    return {
        row.uid: ShownFile(
            row.name, url_for("exam_files.upload", uid=row.uid), row.size, row.media_type
        )
        for row in rows
    }
