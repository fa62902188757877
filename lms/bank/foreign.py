"""Pictures of a file that is taken in: kept as the school's, texts made to name them.

They are kept when the draft is, because the preview shows them; questions are not.
"""

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import func, select

from lms.bank.models import BankFile
from lms.bank.pictures import MOST_A_DAY, Made, PictureRefused, keep, made_anew
from lms.bank.rules import Content
from lms.formats.content import pictures_in
from lms.formats.markup import PICTURE
from lms.formats.model import Loss, Picture, Piece, Reading
from suite import audit, clock
from suite.db import db

MOST_IN_FILE, SECONDS = 150, 60


def written_anew(pictures: Sequence[Picture], author_id: int) -> dict[str, Made]:
    """The pictures that are kept, by their names in the file: as many as one may bring in a day,
    and as are made in SECONDS. They have no rows yet; no transaction stays open."""
    left = min(MOST_IN_FILE, MOST_A_DAY - _brought_today(author_id)) if pictures else 0
    db.session.rollback()
    found: dict[str, Made] = {}
    until = time.monotonic() + SECONDS
    for one in pictures[: max(0, left)]:
        if time.monotonic() > until:
            break
        try:
            found[one.name] = made_anew(one.data)
        except PictureRefused:
            continue
    return found


def keep_pictures(made: Mapping[str, Made], school_id: int, author_id: int) -> dict[str, str]:
    """The uids of the pictures by their names in the file; does not commit."""
    names = {name: keep(one, school_id, author_id, again=False).uid for name, one in made.items()}
    if names:
        audit.record("bank.pictures", f"school:{school_id}", detail={"number": len(names)})
    return names


def shown_with(reading: Reading, names: Mapping[str, str]) -> Reading:
    """The reading with the uids of the kept pictures in its texts. A picture that was not kept is
    told by its words, and the question says so."""
    return replace(reading, pieces=[renamed(one, names) for one in reading.pieces], pictures=[])


def with_names(value: Any, names: Mapping[str, str]) -> Any:
    """The texts of a JSON value with other names of pictures; without one, its words."""

    def named(found: re.Match[str]) -> str:
        name = names.get(found["name"])
        return f"![{found['alt']}](file:{name})" if name else f"[{found['alt']}]"

    if isinstance(value, str):
        if value.startswith("file:"):
            return f"file:{names.get(value.removeprefix('file:'), '')}"
        return PICTURE.sub(named, value)
    if isinstance(value, dict):
        return {key: with_names(one, names) for key, one in value.items()}
    return [with_names(one, names) for one in value] if isinstance(value, list) else value


def _brought_today(author_id: int) -> int:
    today = clock.start_of(clock.today())
    query = select(func.count()).where(
        BankFile.author_id == author_id, BankFile.created_at >= today
    )
    return db.session.scalar(query) or 0


def renamed(piece: Piece, names: Mapping[str, str]) -> Piece:
    """The piece with other names of pictures; a picture without one becomes its words."""
    shown = pictures_in(piece.content)
    if not shown:
        return piece
    content = Content(**with_names(asdict(piece.content), names))
    losses = piece.losses
    if any(one not in names for one in shown):
        losses = (*losses, Loss("media_left_out", piece.place))
    return replace(piece, content=content, losses=losses)


def packed(reading: Reading) -> dict[str, Any]:
    """A reading without its pictures as plain JSON."""
    return {
        "pieces": [asdict(one) for one in reading.pieces],
        "losses": [asdict(one) for one in reading.losses],
    }


def unpacked(content: Mapping[str, Any]) -> Reading | None:
    """The way back; None where the draft was read by the layout."""
    if "pieces" not in content:
        return None
    return Reading(
        [_piece(one) for one in content["pieces"]],
        [Loss(**one) for one in content.get("losses", ())],
    )


def _piece(held: Mapping[str, Any]) -> Piece:
    losses = tuple(Loss(**one) for one in held["losses"])
    return Piece(**{**held, "content": Content(**held["content"]), "losses": losses})
