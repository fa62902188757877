"""What the reader of .xls files does not tell: number formats, the reach of cells, passwords."""

import io
import struct
from collections.abc import Iterator

import olefile

from school.roster.sheets import MOST_ROWS, ZEROS, Unreadable

MOST_CELLS = 4_000_000
_STREAMS = ("Workbook", "Book")
_BOF = (0x0809, 0x0409, 0x0209, 0x0009)
_FORMAT, _XF, _FILEPASS, _BOUNDSHEET = 0x041E, 0x00E0, 0x002F, 0x0085
_NUMBER, _RK, _MULRK = 0x0203, 0x027E, 0x00BD
_CELLS = {_NUMBER, _RK, _MULRK, 0x00FD, 0x0204, 0x0006, 0x0205, 0x00D6}

Widths = dict[tuple[int, int], int]


def stream(data: bytes) -> bytes:
    """The stream of a workbook. Raises Unreadable."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            if file.exists("EncryptedPackage"):
                raise Unreadable("password")
            name = next((name for name in _STREAMS if file.exists(name)), None)
            if name is None:
                raise Unreadable("kind")
            held: bytes = file.openstream(name).read()
            return held
    except (OSError, ValueError, IndexError, struct.error):
        raise Unreadable("broken") from None


def widths(held: bytes) -> list[Widths]:
    """For each sheet, how many digits the format of a number asks for (000000) by row and column.

    Raises Unreadable for a workbook with a password and for cells that reach too far.
    """
    formats: dict[int, str] = {}
    kinds: list[int] = []
    sheets: list[Widths] = []
    reach = [0, 0]
    for opcode, body in _records(held):
        if opcode in _BOF:
            sheets.append({})
            reach = [0, 0]
        elif opcode == _FILEPASS:
            raise Unreadable("password")
        elif opcode == _FORMAT and len(body) > 5:
            wide = body[4] & 1
            formats[_short(body, 0)] = body[5:].decode(
                "utf-16-le" if wide else "latin-1", "replace"
            )
        elif opcode == _XF and len(body) >= 4:
            kinds.append(_short(body, 2))
        elif opcode in _CELLS and len(body) >= 6 and sheets:
            _note_cell(opcode, body, reach, sheets[-1], kinds, formats)
    return sheets[1:]


def _note_cell(
    opcode: int,
    body: bytes,
    reach: list[int],
    found: Widths,
    kinds: list[int],
    formats: dict[int, str],
) -> None:
    row, column = _short(body, 0), _short(body, 2)
    reach[:] = max(reach[0], row), max(reach[1], column)
    if reach[0] > MOST_ROWS:
        raise Unreadable("too_many_rows")
    if (reach[0] + 1) * (reach[1] + 1) > MOST_CELLS:
        raise Unreadable("bomb")
    places = range(4, len(body) - 6, 6) if opcode == _MULRK else (4,)
    if opcode in (_NUMBER, _RK, _MULRK):
        for step, at in enumerate(places):
            kind = _short(body, at)
            text = formats.get(kinds[kind], "") if kind < len(kinds) else ""
            if ZEROS.fullmatch(text):
                found[row, column + step] = len(text)


def _records(held: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(held):
        opcode, size = struct.unpack_from("<HH", held, at)
        yield opcode, held[at + 4 : at + 4 + size]
        at += 4 + size


def _short(body: bytes, at: int) -> int:
    return int.from_bytes(body[at : at + 2], "little")
