"""Title, people, length and cover of a recording, as its tags say."""

import base64
from pathlib import Path
from typing import Any

import mutagen
from mutagen.aac import AAC
from mutagen.flac import Picture
from mutagen.mp3 import MP3
from mutagen.mp4 import MP4, Atoms
from mutagen.oggopus import OggOpus
from mutagen.oggvorbis import OggVorbis
from mutagen.wave import WAVE

from repository.formats.media.kind import EBML
from repository.formats.media.webm import read_webm
from repository.hooks import Extract, FormatError, Limits
from suite.images import ImageRefused, thumbnail_png
from suite.text import nfc

LONGEST = 100 * 3600
_KINDS = {
    MP3: "audio/mpeg",
    MP4: "audio/mp4",
    AAC: "audio/aac",
    OggVorbis: "audio/ogg",
    OggOpus: "audio/ogg",
    WAVE: "audio/wav",
}
_TITLES = ("TIT2", "\xa9nam", "title")
_PEOPLE = ("TPE1", "\xa9ART", "artist")


def read(path: Path, limits: Limits) -> Extract:
    """What the recording says of itself; it has no pages. Raises FormatError."""
    with path.open("rb") as file:
        if file.read(4) == EBML:
            media_type, seconds = read_webm(path)
            return Extract(media_type=media_type, seconds=seconds)
    try:
        found = mutagen.File(path, options=list(_KINDS))
        length = float(found.info.length)
        media_type = _media_type(found, path)
        tags = dict(found.tags or {})
        title, people = _said(tags, _TITLES), _said(tags, _PEOPLE)
        picture = _picture(tags)
    except MemoryError:
        raise
    except Exception as error:
        # Every tag reader raises its own on what is cut off or lies about itself.
        raise FormatError("damaged") from error
    if not 0 <= length <= LONGEST:
        raise FormatError("damaged")
    cover, warnings = _cover(picture, limits)
    return Extract(
        title=title,
        creators=(people,) if people else (),
        cover=cover,
        media_type=media_type,
        seconds=round(length),
        warnings=warnings,
    )


def _media_type(found: Any, path: Path) -> str:
    media_type = _KINDS[type(found)]
    if isinstance(found, MP4):
        with path.open("rb") as file:
            traks = Atoms(file)[b"moov"].findall(b"trak")
            if any(trak[b"mdia", b"hdlr"].read(file)[1][8:12] == b"vide" for trak in traks):
                return "video/mp4"
    return media_type


def _said(tags: Any, names: tuple[str, ...]) -> str:
    for name in names:
        value = tags.get(name)
        if value:
            texts: Any = getattr(value, "text", value)
            text = texts if isinstance(texts, str) else str(texts[0])
            return nfc(" ".join(text.split()))[:200]
    return ""


def _picture(tags: Any) -> bytes | None:
    for name in tags:
        if name.startswith("APIC"):
            return bytes(tags[name].data)
    for value in tags.get("covr") or ():
        return bytes(value)
    for value in tags.get("metadata_block_picture") or ():
        return bytes(Picture(base64.b64decode(value)).data)
    return None


def _cover(picture: bytes | None, limits: Limits) -> tuple[bytes | None, tuple[str, ...]]:
    if not picture:
        return None, ()
    try:
        size = limits.cover_width, limits.cover_height
        return thumbnail_png(picture, *size, max_pixels=limits.image_pixels), ()
    except ImageRefused:
        return None, ("cover_refused",)
