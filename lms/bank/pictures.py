"""Pictures of the bank: taken in, written anew, and shown by a signed address.

The address carries who may be shown what until when, so that a paper's pictures need no session,
and nothing of the content. Which pictures a text may show is asked by school: a text that names
another school's picture shows its words alone.
"""

import base64
import hmac
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any, BinaryIO

from flask import current_app
from PIL import Image, ImageOps
from sqlalchemy import func, select

from lms.bank.models import BankFile
from lms.bank.showing import picture_uids
from suite import audit, clock, files
from suite.db import db
from suite.images import ImageRefused

MOST_BYTES, MOST_PIXELS, LONGEST_SIDE = 10 * 2**20, 40_000_000, 2000
WEBP = "image/webp"
FORMATS = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": WEBP}
MOST_A_DAY = 300
HOURS = 12
MAC_BYTES = 18


class PictureRefused(Exception):
    """A picture that is not taken in; `code` is empty, size, kind or many."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def remade(data: bytes) -> tuple[bytes, str, int, int]:
    """The picture alone, without what a camera wrote beside it: bytes, type, width, height.

    Raises PictureRefused.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data), formats=tuple(FORMATS)) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise ImageRefused("too many pixels")
                return _written(image, str(image.format))
    except (OSError, ValueError, SyntaxError, ImageRefused) as error:
        raise PictureRefused("kind") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureRefused("kind") from error


def _written(image: Image.Image, kind: str) -> tuple[bytes, str, int, int]:
    upright = ImageOps.exif_transpose(image)
    shown = upright.convert("RGB" if kind == "JPEG" else "RGBA")
    shown.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = BytesIO()
    shown.save(out, kind, **({"optimize": True} if kind == "PNG" else {"quality": 88}))
    return out.getvalue(), FORMATS[kind], shown.width, shown.height


@dataclass(frozen=True)
class Made:
    """A picture that was written anew and lies in the store; no row names it yet."""

    stored: files.Stored
    media_type: str
    width: int
    height: int


def made_anew(data: bytes) -> Made:
    """The picture alone, in the store. Raises PictureRefused.

    That takes a second for a large one: it is done while no transaction is open, because on
    SQLite nobody's answers would be kept meanwhile.
    """
    made, kind, width, height = remade(data)
    return Made(files.store().put(BytesIO(made), MOST_BYTES * 4), kind, width, height)


def keep(made: Made, school_id: int, author_id: int, *, again: bool = True) -> BankFile:
    """A picture of a school; flushed, not committed.

    Not `again`: one that the school has already is taken as it is.
    """
    stored = made.stored
    if not again:
        same = BankFile.school_id == school_id, BankFile.sha256 == stored.sha256
        held = db.session.scalar(select(BankFile).where(*same).order_by(BankFile.id).limit(1))
        if held is not None:
            return held
    files.remember(stored, made.media_type)
    row = BankFile(
        school_id=school_id,
        sha256=stored.sha256,
        media_type=made.media_type,
        width=made.width,
        height=made.height,
        size=stored.size,
        author_id=author_id,
        created_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    return row


def take_in(source: BinaryIO, school_id: int, author_id: int) -> BankFile:
    """Keep a picture of a school and commit. Raises PictureRefused."""
    brought = db.session.scalar(
        select(func.count()).where(
            BankFile.author_id == author_id, BankFile.created_at >= clock.start_of(clock.today())
        )
    )
    db.session.rollback()
    if (brought or 0) >= MOST_A_DAY:
        raise PictureRefused("many")
    data = source.read(MOST_BYTES + 1)
    if not data:
        raise PictureRefused("empty")
    if len(data) > MOST_BYTES:
        raise PictureRefused("size")
    row = keep(made_anew(data), school_id, author_id)
    audit.record("bank.picture", f"bank_file:{row.id}")
    db.session.commit()
    return row


def of_school(school_id: int, values: Iterable[Any]) -> dict[str, BankFile]:
    """The pictures that the values name and the school has, by uid; one statement at most."""
    uids = {uid for value in values for uid in picture_uids(value)}
    if not uids:
        return {}
    query = select(BankFile).where(BankFile.school_id == school_id, BankFile.uid.in_(uids))
    return {row.uid: row for row in db.session.scalars(query)}


def _mac(purpose: str, text: str) -> str:
    secret = str(current_app.config["SECRET_KEY"]).encode()
    key = hmac.digest(secret, f"lopso.bank.{purpose}".encode(), "sha256")
    digest = hmac.digest(key, text.encode(), "sha256")
    return base64.urlsafe_b64encode(digest[:MAC_BYTES]).decode()


def signed(purpose: str, file_id: int, other: int) -> str:
    """A word for an address: this file, and until when or for which exam."""
    text = f"{file_id}.{other}"
    return f"{text}.{_mac(purpose, text)}"


def read(purpose: str, word: str) -> tuple[int, int] | None:
    """What a word of ours says, None for any other."""
    text, _, mac = word.rpartition(".")
    if len(word) > 100 or not word.isascii() or not hmac.compare_digest(mac, _mac(purpose, text)):
        return None
    file_id, other = text.split(".")
    return int(file_id), int(other)


def addresses(school_id: int, *values: Any) -> Mapping[str, str]:
    """The addresses of the pictures that the values name, good for some hours."""
    until = int((clock.now() + timedelta(hours=HOURS)).timestamp())
    # The same address for an hour, so that a browser need not load a picture twice.
    until -= until % 3600
    return {
        uid: f"/bank/pictures/{signed('page', row.id, until)}"
        for uid, row in of_school(school_id, values).items()
    }


def of_page(word: str) -> BankFile | None:
    """The picture of an address that is still good."""
    found = read("page", word)
    if found is None or found[1] <= clock.now().timestamp():
        return None
    return db.session.get(BankFile, found[0])


def newest(school_id: int, author_id: int, most: int = 12) -> list[BankFile]:
    """The pictures that somebody brought last."""
    query = (
        select(BankFile)
        .where(BankFile.school_id == school_id, BankFile.author_id == author_id)
        .order_by(BankFile.id.desc())
        .limit(most)
    )
    return list(db.session.scalars(query))
