"""Labels and readers' cards on A4, drawn in millimetres. Pure, but for the codes' libraries."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import segno
from barcode import Code128

WIDTH, HEIGHT = 210.0, 297.0
MODULE, QUIET = 0.33, 10  # a bar at its usual width in mm; light modules beside a bar code
PAD = 2.5


@dataclass(frozen=True)
class Grid:
    """A sheet of labels: `rows` × `columns` within margins (mm), begun at label `start` from 1."""

    rows: int = 8
    columns: int = 3
    top: float = 0.0
    left: float = 0.0
    start: int = 1

    @property
    def width(self) -> float:
        """The width of a label in mm."""
        return (WIDTH - 2 * self.left) / self.columns

    @property
    def height(self) -> float:
        """The height of a label in mm."""
        return (HEIGHT - 2 * self.top) / self.rows


@dataclass(frozen=True)
class Text:
    """A line of text; `size` in mm, `anchor` is start or middle."""

    x: float
    y: float
    size: float
    text: str
    bold: bool = False
    anchor: str = "start"


@dataclass(frozen=True)
class Code:
    """A code drawn as one path of its dark parts, moved to x, y and scaled (mm a module)."""

    x: float
    y: float
    scale_x: float
    scale_y: float
    path: str


@dataclass(frozen=True)
class Label:
    """A label at its place on the sheet."""

    x: float
    y: float
    width: float
    height: float
    texts: Sequence[Text] = ()
    codes: Sequence[Code] = field(default_factory=tuple)


@dataclass(frozen=True)
class Said:
    """What a label says: the number in bars, what the square code holds, lines of text."""

    number: str
    address: str
    lines: Sequence[str]


def sheets(said: Sequence[Said], grid: Grid, kind: str) -> list[list[Label]]:
    """The sheets of labels; `kind` is "number", "spine" or "card"."""
    per_page, at = grid.rows * grid.columns, grid.start - 1
    pages: list[list[Label]] = []
    for one in said:
        page, place = divmod(at, per_page)
        if page == len(pages):
            pages.append([])
        row, column = divmod(place, grid.columns)
        x, y = grid.left + column * grid.width, grid.top + row * grid.height
        drawn = _spine if kind == "spine" else _number
        pages[page].append(drawn(one, x, y, grid.width, grid.height))
        at += 1
    return pages


def _number(one: Said, x: float, y: float, width: float, height: float) -> Label:
    """Square code at the left, the lines beside it, the bars below."""
    side = min(height * 0.56, width * 0.36)
    bars = height - 2 * PAD - side - 1
    beside = x + PAD + side + 2.8
    room = width - side - 2 * PAD - 2.8
    size = min(4.2, room / max(4, len(one.number)) * 1.5)
    texts = [Text(beside, y + PAD + size, size, one.number, True)]
    line = min(2.8, side / 6)
    for at, text in enumerate(one.lines, 1):
        fits = max(4, int(room / (line * 0.55)))
        shown = text if len(text) <= fits else f"{text[: fits - 1]}…"
        texts.append(Text(beside, y + PAD + size + at * line * 1.35, line, shown))
    codes = [_square(one.address, x + PAD, y + PAD, side)]
    if bars >= 4:
        codes.append(_bars(one.number, x + PAD, y + PAD + side + 1, width - 2 * PAD, bars))
    return Label(x, y, width, height, texts, codes)


def _spine(one: Said, x: float, y: float, width: float, height: float) -> Label:
    """Class number, author mark and accession number, one below the other."""
    lines = [line for line in one.lines if line]
    size = min(6.0, (height - 2 * PAD) / (len(lines) + 1) / 1.3)
    widest = max(len(text) for text in (*lines, one.number))
    size = min(size, (width - 2 * PAD) / widest * 1.6)
    texts = [
        Text(x + width / 2, y + PAD + (at + 1) * size * 1.3, size, text, at == 0, "middle")
        for at, text in enumerate((*lines, one.number))
    ]
    return Label(x, y, width, height, texts)


def _square(text: str, x: float, y: float, side: float) -> Code:
    matrix = segno.make(text, error="m", micro=False).matrix
    rows = ["".join("1" if bit & 1 else "0" for bit in row) for row in matrix]
    path = "".join(f"M{at} {down}h{run}v1h-{run}z" for down, row in enumerate(rows)
                   for at, run in _runs(row))  # fmt: skip
    scale = side / len(rows)
    return Code(x, y, scale, scale, path)


def _bars(text: str, x: float, y: float, width: float, height: float) -> Code:
    row = modules(text)
    module = min(MODULE, width / (len(row) + 2 * QUIET))
    path = "".join(f"M{at} 0h{run}v1h-{run}z" for at, run in _runs(row))
    return Code(x + (width - module * len(row)) / 2, y, module, height, path)


def modules(text: str) -> str:
    """A Code 128 as light (0) and dark (1) modules."""
    return str(Code128(text).build()[0])


def _runs(row: str) -> Iterator[tuple[int, int]]:
    """Where dark runs begin, and how long they are."""
    at = 0
    while (at := row.find("1", at)) >= 0:
        end = row.find("0", at)
        end = len(row) if end < 0 else end
        yield at, end - at
        at = end
