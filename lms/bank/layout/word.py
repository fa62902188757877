"""From a Word file to lines with looks: paragraphs, table rows, list numbers, and what is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from lms.bank.layout.lines import clean, clusters
from lms.bank.layout.model import PLAIN, Line, Look
from lms.bank.layout.options import LINE_START, marks_in
from lms.bank.layout.word_guard import WordArchive
from lms.bank.layout.word_numbering import UNREADABLE, Numbering
from lms.bank.layout.word_style import Styles, W, look_of, run_props, value

_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_O = "{urn:schemas-microsoft-com:office:office}"
_THROUGH = {W + "ins", W + "hyperlink", W + "smartTag", W + "sdt", W + "sdtContent",
            W + "customXml", W + "fldSimple", W + "moveTo", W + "dir", W + "bdo",
            _MC + "AlternateContent"}  # fmt: skip
_PICTURES = {W + "drawing", W + "pict", _MC + "AlternateContent"}
_NOTES = {W + "footnoteReference", W + "endnoteReference"}
_UP = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_DOWN = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")


@dataclass
class _Piece:
    """Characters with their looks, growing; a line feed parts lines."""

    text: list[str] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    flaws: dict[int, dict[str, None]] = field(default_factory=dict)
    line: int = 0

    def add(self, text: str, look: Look) -> None:
        for char in text:
            self.text.append(char)
            self.looks.append(look)
            self.line += char == "\n"

    def flaw(self, code: str) -> None:
        self.flaws.setdefault(self.line, {})[code] = None


def word_lines(data: bytes) -> list[Line]:
    """Lines of a Word file; `number` counts body paragraphs and table rows from 1."""
    archive = WordArchive(data)
    return _Walker(archive).lines()


class _Walker:
    def __init__(self, archive: WordArchive) -> None:
        links = archive.relations(archive.main)
        parts = {kind.rsplit("/", 1)[-1]: target for kind, target in links.values()}
        self.styles = Styles(archive.xml(parts.get("styles", "")))
        self.numbering = Numbering(archive.xml(parts.get("numbering", "")))
        self.root = archive.xml(archive.main)
        self.number = 0

    def lines(self) -> list[Line]:
        body = None if self.root is None else self.root.find(W + "body")
        return [] if body is None else list(self._blocks(body))

    def _blocks(self, parent: etree._Element) -> Iterator[Line]:
        for child in parent:
            if child.tag == W + "p":
                self.number += 1
                yield from self._paragraph(child)
            elif child.tag == W + "tbl":
                yield from self._table(child)
            elif child.tag in (W + "sdt", W + "sdtContent", W + "customXml", W + "ins"):
                yield from self._blocks(child)
            elif child.tag in (_M + "oMathPara", _M + "oMath"):
                self.number += 1
                yield Line(self.number, "", flaws=("formula_seen",))

    def _table(self, table: etree._Element) -> Iterator[Line]:
        for row in _inside(table, W + "tr"):
            self.number += 1
            here = self.number
            cells = [list(self._blocks(cell)) for cell in _inside(row, W + "tc")]
            self.number = here
            if len(cells) == 1 or any(_stacked(cell) for cell in cells):
                yield from (replace(line, number=here) for cell in cells for line in cell)
            elif cells:
                yield _join(here, cells)

    def _paragraph(self, paragraph: etree._Element) -> list[Line]:
        ppr = paragraph.find(W + "pPr")
        style = value(ppr.find(W + "pStyle")) or "" if ppr is not None else ""
        piece = _Piece()
        label = self._label(ppr, style)
        if label == UNREADABLE:
            piece.flaw("number_unreadable")
        elif label:
            mark = run_props(ppr.find(W + "rPr")) if ppr is not None else {}
            piece.add(clean(label), look_of(mark))
            piece.add(" ", PLAIN)
        self._inline(paragraph, style, piece)
        return _lines(self.number, piece, bool(label))

    def _label(self, ppr: etree._Element | None, style: str) -> str:
        direct = None if ppr is None else ppr.find(W + "numPr")
        num_pr = direct if direct is not None else self.styles.num_pr(style)
        return "" if num_pr is None else self.numbering.label(num_pr)

    def _inline(self, parent: etree._Element, style: str, piece: _Piece) -> None:
        for child in parent:
            if child.tag == W + "r":
                self._run(child, style, piece)
            elif child.tag in (_M + "oMath", _M + "oMathPara"):
                piece.flaw("formula_seen")
            elif child.tag in _THROUGH:
                self._inline(child, style, piece)
            elif child.tag in (_MC + "Choice", _MC + "Fallback"):
                self._alternate(child, piece)

    def _alternate(self, choice: etree._Element, piece: _Piece) -> None:
        code = "object_dropped" if next(choice.iter(W + "txbxContent"), None) is not None else ""
        piece.flaw(code or "picture_dropped")

    def _run(self, run: etree._Element, style: str, piece: _Piece) -> None:
        look, props = self.styles.look(style, run.find(W + "rPr"))
        hidden = bool(props.get("vanish"))
        for child in run:
            text = ""
            if child.tag == W + "t":
                text = clean(child.text or "").replace("\n", " ")
            elif child.tag in (W + "tab", W + "ptab"):
                text = "\t"
            elif child.tag in (W + "br", W + "cr"):
                text = "\n"
            elif child.tag == W + "noBreakHyphen":
                text = "-"
            else:
                _lost(child, piece)
            if hidden and text.strip():
                piece.flaw("hidden_text_dropped")
            elif text:
                piece.add(_raise(text, props.get("raised", ""), piece), look)


def _inside(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Rows of a table or cells of a row, also those wrapped in content controls."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in (W + "sdt", W + "sdtContent", W + "customXml", W + "ins"):
            yield from _inside(child, tag)


def _stacked(cell: list[Line]) -> bool:
    """Whether a cell holds lines of its own (options under each other, whole questions)."""
    filled = [line for line in cell if not line.blank]
    starts = [mark for line in filled for mark in marks_in(0, line.text)[:1]]
    return len(filled) > 2 or (
        len(filled) == 2 and any(mark.strength == LINE_START for mark in starts)
    )


def _lost(child: etree._Element, piece: _Piece) -> None:
    """Note what a run holds besides text."""
    if child.tag in _PICTURES:
        boxed = next(child.iter(W + "txbxContent"), None) is not None
        piece.flaw("object_dropped" if boxed else "picture_dropped")
    elif child.tag == W + "object":
        kinds = [ole.get("ProgID") or "" for ole in child.iter(_O + "OLEObject")]
        equation = any(kind.startswith("Equation") for kind in kinds)
        piece.flaw("formula_seen" if equation else "object_dropped")
    elif child.tag in _NOTES:
        piece.flaw("object_dropped")
    elif child.tag == W + "sym":
        piece.flaw("symbol_dropped")
    elif child.tag == W + "instrText" and (child.text or "").strip().upper().startswith("EQ "):
        piece.flaw("formula_seen")


def _raise(text: str, where: str, piece: _Piece) -> str:
    """Raised and lowered characters as Unicode writes them; what has no such form refuses."""
    if where not in ("superscript", "subscript") or not text.strip():
        return text
    turned = text.translate(_UP if where == "superscript" else _DOWN)
    if any(old == new and not old.isspace() for old, new in zip(text, turned, strict=True)):
        piece.flaw("raised_lost")
        return text
    piece.flaw("raised_text")
    return turned


def _lines(number: int, piece: _Piece, listed: bool) -> list[Line]:
    """Lines of one paragraph, composed to NFC cluster by cluster so that looks stay in step."""
    raw = "".join(piece.text)
    starts = clusters(raw)
    texts: list[list[str]] = [[]]
    looks: list[list[Look]] = [[]]
    for start, stop in zip(starts, [*starts, len(raw)][1:], strict=True):
        if raw[start] == "\n":
            texts.append([])
            looks.append([])
            continue
        composed = clean(raw[start:stop])
        texts[-1].append(composed)
        looks[-1] += [piece.looks[start]] * len(composed)
    return [
        Line(
            number, "".join(text), tuple(looks[i]), tuple(piece.flaws.get(i, ())),
            listed=listed and i == 0,
        )
        for i, text in enumerate(texts)
    ]  # fmt: skip


def _join(number: int, cells: list[list[Line]]) -> Line:
    """One table row as one line, cells parted by tabs."""
    text: list[str] = []
    looks: list[Look] = []
    flaws: dict[str, None] = {}
    for index, cell in enumerate(cells):
        if index:
            text.append("\t")
            looks.append(PLAIN)
        for line in cell:
            flaws.update(dict.fromkeys(line.flaws))
            if line.blank:
                continue
            if text and text[-1] != "\t":
                text.append(" ")
                looks.append(PLAIN)
            text.append(line.text)
            looks += line.looks or (PLAIN,) * len(line.text)
    return Line(number, "".join(text), tuple(looks), tuple(flaws), row=True)
