"""Kind and length of a WebM film, from the first elements of its container (EBML, RFC 8794)."""

import struct
from collections.abc import Iterator
from pathlib import Path

from repository.hooks import FormatError

HEAD = 1 << 18
_SEGMENT, _INFO, _TRACKS, _TRACK = 0x18538067, 0x1549A966, 0x1654AE6B, 0xAE
_SCALE, _DURATION, _TYPE = 0x2AD7B1, 0x4489, 0x83
_VIDEO = 1
LONGEST = 100 * 3600


def read_webm(path: Path) -> tuple[str, int | None]:
    """The media type and the seconds; None where its recorder did not note them. Raises
    FormatError."""
    with path.open("rb") as file:
        data = file.read(HEAD)
    segment = next((body for name, body in _elements(data) if name == _SEGMENT), b"")
    parts = dict(_elements(segment))
    if _TRACKS not in parts:
        raise FormatError("damaged")
    tracks = [dict(_elements(body)) for name, body in _elements(parts[_TRACKS]) if name == _TRACK]
    kinds = {int.from_bytes(track.get(_TYPE, b"")) for track in tracks}
    if not kinds & {_VIDEO, 2}:
        raise FormatError("damaged")
    media_type = "video/webm" if _VIDEO in kinds else "audio/webm"
    return media_type, _seconds(dict(_elements(parts.get(_INFO, b""))))


def _seconds(info: dict[int, bytes]) -> int | None:
    raw = info.get(_DURATION, b"")
    if len(raw) not in (4, 8):
        return None
    ticks = struct.unpack(">f" if len(raw) == 4 else ">d", raw)[0]
    seconds = ticks * int.from_bytes(info.get(_SCALE, b"\x0f\x42\x40")) / 1e9
    return round(seconds) if 0 < seconds <= LONGEST else None


def _elements(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Names and bodies one beside another; what is cut off ends with the data."""
    at = 0
    while at < len(data):
        name, at = _number(data, at, keep=True)
        size, at = _number(data, at, keep=False)
        if name < 0 or size < 0:
            return
        yield name, data[at : at + size]
        at += size


def _number(data: bytes, at: int, keep: bool) -> tuple[int, int]:
    """A number of one to eight bytes and the place after it; -1 for none. One whose bits are all
    set is a size that nobody knew: all that follows."""
    length = 9 - data[at].bit_length() if at < len(data) else 9
    if length > 8 or at + length > len(data):
        return -1, at
    value = int.from_bytes(data[at : at + length])
    if keep:
        return value, at + length
    value &= (1 << 7 * length) - 1
    return (len(data) if value == (1 << 7 * length) - 1 else value), at + length
