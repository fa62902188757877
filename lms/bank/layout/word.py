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
from lms.formats import equations
from lms.formats.model import Picture
from lms.formats.pictures import Found

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_V = "{urn:schemas-microsoft-com:vml}"
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
    closed: bool = False  # the last thing was a formula, behind which no digit may stand

    def add(self, text: str, look: Look) -> None:
        if self.closed and text[:1].isdigit():
            text = f" {text}"
        self.closed = False
        for char in text:
            self.text.append(char)
            self.looks.append(look)
            self.line += char == "\n"

    def formula(self, latex: str) -> None:
        self.add(f"${latex}$", self.looks[-1] if self.looks else PLAIN)
        self.closed = True

    def flaw(self, code: str) -> None:
        self.flaws.setdefault(self.line, {})[code] = None


def word_lines(data: bytes) -> list[Line]:
    """Lines of a Word file; `number` counts body paragraphs and table rows from 1."""
    return word_parts(data)[0]


def word_parts(data: bytes) -> tuple[list[Line], list[Picture]]:
    """The lines, and the pictures that they name as `![…](file:NAME)`."""
    walker = _Walker(WordArchive(data))
    lines = walker.lines()
    return lines, walker.pictures.all()


class _Walker:
    def __init__(self, archive: WordArchive) -> None:
        self.archive, self.pictures = archive, Found()
        links = self.links = archive.relations(archive.main)
        parts = {kind.rsplit("/", 1)[-1]: target for kind, target in links.values()}
        self.styles = Styles(archive.xml(parts.get("styles", "")))
        self.numbering = Numbering(archive.xml(parts.get("numbering", "")))
        self.root = archive.xml(archive.main)
        self.number = 0
        self.latex = self._formulas()

    def _formulas(self) -> dict[etree._Element, str | None]:
        """LaTeX of every equation of the document; none where pandoc is missing."""
        every = [] if self.root is None else list(self.root.iter(_M + "oMath"))
        outer = [one for one in every if next(one.iterancestors(_M + "oMath"), None) is None]
        try:
            return dict(zip(outer, equations.to_latex(outer), strict=True))
        except equations.NoPandoc:
            return {}

    def _math(self, element: etree._Element, piece: _Piece) -> None:
        """An equation, or a paragraph of equations."""
        inner = [element] if element.tag == _M + "oMath" else list(element.iter(_M + "oMath"))
        for place, one in enumerate(inner):
            latex = self.latex.get(one)
            if latex is None:
                piece.flaw("formula_seen")
                continue
            piece.add(" " if place else "", PLAIN)
            piece.formula(latex)

    def _picture(self, element: etree._Element, piece: _Piece) -> bool:
        """Put the pictures of a drawing into the text; whether all of them could be kept."""
        names = [one.get(_R + "embed") for one in element.iter(_A + "blip")]
        names += [one.get(_R + "id") for one in element.iter(_V + "imagedata")]
        kept = []
        for name in names:
            _kind, target = self.links.get(name or "", ("", ""))
            kept.append(self.pictures.add(self.archive.bytes(target)) if target else None)
        for one in kept:
            if one is not None:
                piece.add(f"![hình](file:{one})", PLAIN)
        return bool(kept) and None not in kept

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
                piece = _Piece()
                self._math(child, piece)
                yield from _lines(self.number, piece, False)

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
                self._math(child, piece)
            elif child.tag in _THROUGH:
                self._inline(child, style, piece)
            elif child.tag == _MC + "Choice":
                self._drawn(child, piece)

    def _drawn(self, element: etree._Element, piece: _Piece) -> None:
        """A drawing, or the first form of one that has two."""
        if element.tag == _MC + "AlternateContent":
            choice = element.find(_MC + "Choice")
            element = element if choice is None else choice
        if next(element.iter(W + "txbxContent"), None) is not None:
            piece.flaw("object_dropped")
        elif not self._picture(element, piece):
            piece.flaw("picture_dropped")

    def _object(self, element: etree._Element, piece: _Piece) -> None:
        """An embedded object: an equation of MathType or of old Word by its picture."""
        kinds = [ole.get("ProgID") or "" for ole in element.iter(_O + "OLEObject")]
        if not any(kind.startswith("Equation") for kind in kinds):
            piece.flaw("object_dropped")
        else:
            kept = self._picture(element, piece)
            piece.flaw("mathtype_pictured" if kept else "mathtype_seen")

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
            elif child.tag in _PICTURES:
                self._drawn(child, piece)
            elif child.tag == W + "object":
                self._object(child, piece)
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
    """Note what a run holds besides text and pictures."""
    if child.tag in _NOTES:
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
