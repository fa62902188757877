"""A grid as Excel, Word and PDF."""

import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import typst
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from xlsxwriter import Workbook

from lms.blueprints.grids import About, Cell, Grid

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FONT = "Times New Roman"


def placed(grid: Grid) -> Iterator[tuple[int, int, Cell]]:
    """(row, column, cell) of every cell, from 0."""
    taken: set[tuple[int, int]] = set()
    for at, row in enumerate(grid.rows):
        column = 0
        for cell in row:
            while (at, column) in taken:
                column += 1
            taken |= {
                (at + down, column + across)
                for down in range(cell.down)
                for across in range(cell.across)
            }
            yield at, column, cell
            column += cell.across


def excel(about: About, grid: Grid) -> bytes:
    """An Excel file: one sheet, the heading above the grid. Texts never become formulas."""
    out = io.BytesIO()
    book = Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    page = book.add_worksheet("Ma trận")
    page.set_landscape()
    page.fit_to_pages(1, 0)
    base = {"font_name": FONT, "text_wrap": True, "valign": "vcenter"}
    heading = book.add_format({**base, "bold": True, "align": "center", "text_wrap": False})
    last = len(grid.widths) - 1
    for at, text in enumerate((about.school, about.title, about.subject)):
        page.merge_range(at, 0, at, last, text, heading)
    for column, width in enumerate(grid.widths):
        page.set_column(column, column, width * 2.2)
    for at, column, cell in placed(grid):
        look = book.add_format(
            {**base, "bold": cell.bold, "border": 1, "align": "left" if cell.left else "center"}
        )
        first, end = at + 4, at + 3 + cell.down
        if cell.across > 1 or cell.down > 1:
            page.merge_range(first, column, end, column + cell.across - 1, cell.text, look)
        elif cell.text.replace(",", ".", 1).replace(".", "", 1).isdecimal():
            page.write_number(first, column, float(cell.text.replace(",", ".")), look)
        else:
            page.write_string(first, column, cell.text, look)
    book.close()
    return out.getvalue()


def word(about: About, grid: Grid) -> bytes:
    """A Word file, A4 across, the heading of the grid repeated on every page."""
    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, Mm(12))
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(10)
    for text in (about.school, about.title, about.subject):
        line = document.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.paragraph_format.space_after = Pt(2)
        line.add_run(text).bold = True
    table = document.add_table(len(grid.rows), len(grid.widths), "Table Grid")
    table.autofit = False
    whole = sum(grid.widths)
    for column, width in zip(table.columns, grid.widths, strict=True):
        column.width = Mm(273 * width / whole)
    cells = [list(row.cells) for row in table.rows]
    for row in cells:
        for one, width in zip(row, grid.widths, strict=True):
            one.width = Mm(273 * width / whole)
    for at, column, cell in placed(grid):
        box = cells[at][column]
        if cell.across > 1 or cell.down > 1:
            box = box.merge(cells[at + cell.down - 1][column + cell.across - 1])
        line = box.paragraphs[0]
        line.alignment = WD_ALIGN_PARAGRAPH.LEFT if cell.left else WD_ALIGN_PARAGRAPH.CENTER
        line.paragraph_format.space_after = Pt(0)
        line.add_run(cell.text).bold = cell.bold
    for row in table.rows[: grid.heads]:
        row._tr.get_or_add_trPr().append(_repeated())
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _repeated() -> Any:
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    return mark


def quoted(text: str) -> str:
    """A text as a string of Typst, which nothing in it can leave."""
    return json.dumps(text, ensure_ascii=False)


def _cell(at: int, column: int, cell: Cell) -> str:
    align, weight = "left" if cell.left else "center", "bold" if cell.bold else "regular"
    return (
        f"table.cell(x: {column}, y: {at}, colspan: {cell.across}, rowspan: {cell.down}, "
        f'align: {align} + horizon)[#text(weight: "{weight}", {quoted(cell.text)})]'
    )


def pdf(about: About, grid: Grid) -> bytes:
    """A PDF, A4 across."""
    cells = ",\n".join(_cell(at, column, cell) for at, column, cell in placed(grid))
    heading = "\n".join(
        f'#align(center, text(weight: "bold", {quoted(text)}))'
        for text in (about.school, about.title, about.subject)
    )
    widths = ", ".join(f"{width}fr" for width in grid.widths)
    source = (
        '#set page(paper: "a4", flipped: true, margin: 12mm)\n'
        '#set text(font: "Libertinus Serif", lang: "vi", size: 9pt)\n'
        f"{heading}\n#v(2mm)\n"
        f"#table(columns: ({widths}), inset: 3pt, stroke: 0.5pt,\n{cells})\n"
    )
    made: bytes = typst.compile(source.encode(), format="pdf")
    return made


WRITERS: dict[str, tuple[Callable[[About, Grid], bytes], str]] = {
    "xlsx": (excel, EXCEL),
    "docx": (word, WORD),
    "pdf": (pdf, "application/pdf"),
}
