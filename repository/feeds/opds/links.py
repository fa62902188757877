"""Addresses and types of what the two catalogues link to."""

from collections.abc import Mapping
from functools import cache
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

from repository import api
from repository.feeds.opds.shelves import Line

ACQUIRE, OPEN_ACCESS = (
    "http://opds-spec.org/acquisition",
    "http://opds-spec.org/acquisition/open-access",
)
NEW, IMAGE, THUMBNAIL = (
    "http://opds-spec.org/sort/new",
    "http://opds-spec.org/image",
    "http://opds-spec.org/image/thumbnail",
)
HTML = "text/html"


def line_url(line: Line, version: str) -> str:
    """Where a line leads in a catalogue ("" for 1.2, "2" for 2.0)."""
    if line.by:
        return api.address(f"opds.by{version}", name=line.by)
    return api.address(f"opds.works{version}", **line.args)


def page_url(args: Mapping[str, Any], page: int, version: str) -> str:
    """The address of another page of a shelf."""
    more = {"page": page} if page > 1 else {}
    return api.address(f"opds.works{version}", **args, **more)


def fetched(work: api.Work) -> list[tuple[str, str, str, int | None]]:
    """What can be fetched of a work: (relation, address, type, size in bytes); what has no file
    is opened on its page."""
    relation = OPEN_ACCESS if work.audience == "public" else ACQUIRE
    if not work.files:
        return [(ACQUIRE, api.address("works.work", uid=work.uid), HTML, None)]
    return [
        (relation, api.address("works.download", file_id=file.id), file.media_type, file.size)
        for file in work.files
    ]


def cover(work: api.Work) -> str | None:
    """The address of the cover."""
    return api.address("works.cover", uid=work.uid) if work.cover_sha256 else None


def house_picture() -> str:
    """The address of the picture for works without a cover."""
    return api.address("opds.picture")


@cache
def drawn() -> bytes:
    """That picture: a plain book as PNG."""
    image = Image.new("RGB", (160, 227), "#0b5c6b")
    draw = ImageDraw.Draw(image)
    draw.rectangle((14, 0, 18, 226), fill="#084651")
    draw.rectangle((38, 48, 136, 92), fill="#f3f7f7")
    out = BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()
