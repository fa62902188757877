"""From the rows of the bank to a file of another system."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lms.bank import apart, drafts, export, pictures, service
from lms.bank.models import Item, ItemVersion
from lms.formats import word_check, word_write
from lms.formats.content import pictures_in
from lms.formats.model import Loss, Piece, Written
from lms.formats.registry import FORMATS
from suite import files

MOST_PICTURES = 80 << 20  # bytes in one file
LEFT = ("kind_not_written", "read_otherwise", "parameters_left_out")
Rows = Sequence[tuple[Item, ItemVersion]]


@dataclass(frozen=True)
class Told:
    """What a file would lack: `going` questions of `whole` go out; `losses` are (code, numbers of
    questions), the left ones first."""

    going: int
    whole: int
    losses: list[tuple[str, list[str]]]


def written(way: str, rows: Rows, *, tried: bool = False) -> Written:
    """The questions in a format (a code of `formats.registry`, or docx); losses name questions by
    their place in the list from 1. `tried`: a Word file is read again to see what comes back."""
    pieces, losses, numbers = [], [], []
    for number, (item, version) in enumerate(rows, 1):
        content = service.content_of(item, version)
        if content.body.get("params"):
            losses.append(Loss("parameters_left_out", str(number)))
            continue
        pieces.append(Piece(content, str(number), topic=item.topic))
        numbers.append(str(number))
    if way == "docx":
        made = word_write.write(pieces, _pictures(rows))
        if tried:
            made = Written(made.data, [*made.losses, *_tried(made.data, pieces)])
    else:
        made = FORMATS[way].write(pieces, _pictures(rows) if way in ("moodle", "qti") else {})
    told = [_renumbered(loss, numbers) for loss in made.losses]
    return Written(made.data, sorted([*losses, *told], key=lambda one: int(one.place or 0)))


def _tried(data: bytes, pieces: Sequence[Piece]) -> list[Loss]:
    """Apart, because a text made for it would hold up the server."""
    try:
        found = apart.read("word", data)
    except apart.TooSlow:
        found = {}
    return word_check.otherwise(drafts.unpack_questions(found), pieces)


def _renumbered(loss: Loss, numbers: Sequence[str]) -> Loss:
    return Loss(loss.code, numbers[int(loss.place) - 1], loss.params)


def _pictures(rows: Rows) -> dict[str, bytes]:
    """The bytes of the pictures that the questions show, by uid, up to MOST_PICTURES."""
    schools: dict[int, list[Any]] = defaultdict(list)
    for item, version in rows:
        content = service.content_of(item, version)
        if pictures_in(content):
            schools[item.school_id].append([content.stem, content.body, content.solution])
    found: dict[str, bytes] = {}
    size = 0
    for school_id, values in schools.items():
        for uid, row in pictures.of_school(school_id, values).items():
            size += row.size
            if size <= MOST_PICTURES:
                found[uid] = files.store().path(row.sha256).read_bytes()
    return found


def told(made: Written, count: int) -> Told:
    """What is lost, by code."""
    by_code: dict[str, list[str]] = {}
    for loss in made.losses:
        by_code.setdefault(loss.code, []).append(loss.place)
    left = {loss.place for loss in made.losses if loss.code in LEFT}
    order = sorted(by_code.items(), key=lambda one: one[0] not in LEFT)
    return Told(count - len(left), count, [(code, list(dict.fromkeys(n))) for code, n in order])


def media_of(way: str) -> tuple[str, str]:
    """Media type and ending of a file."""
    if way == "docx":
        return export.WORD, "docx"
    return FORMATS[way].media_type, FORMATS[way].ending
