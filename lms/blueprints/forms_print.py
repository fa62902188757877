"""The forms (mã đề) of an exam on paper: PDF by Typst, Word with real equations, table of keys."""

import io
import json
import subprocess
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pypandoc
import typst
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from lms.blueprints import pieces, setting
from lms.blueprints.grids import Cell, Grid
from lms.blueprints.pieces import Node
from lms.blueprints.sheets import FONT, placed, quoted

SECONDS = 60
TABLE_BORDERS = ("top", "left", "bottom", "right", "insideH", "insideV")


class Unprintable(Exception):
    """pandoc or Typst gave up; the text says what it said."""


@dataclass(frozen=True)
class Head:
    """What stands above a paper: the office above the school, the school, the exam and so on."""

    office: str
    school: str
    exam: str
    subject: str
    minutes: int
    note: str = ""


@dataclass(frozen=True)
class Question:
    """One question of a form: its number within the part, and its key there."""

    number: int
    kind: str
    stem: str
    shown: Mapping[str, Any]
    key: str
    stimulus: str = ""


@dataclass(frozen=True)
class PaperPart:
    """A part of a form."""

    title: str
    note: str
    questions: Sequence[Question]


@dataclass(frozen=True)
class Form:
    """A form with its code."""

    code: str
    parts: Sequence[PaperPart]


@dataclass(frozen=True)
class Pictures:
    """Contents of pictures by uid, and the names under which they are written into a folder."""

    data: Mapping[str, bytes] = field(default_factory=dict)

    def written(self, folder: Path) -> dict[str, str]:
        """Write them; names by uid."""
        names = {}
        for uid, data in self.data.items():
            kind = "png" if data.startswith(b"\x89PNG") else "jpg"
            names[uid] = f"{uid}.{kind}"
            (folder / names[uid]).write_bytes(data)
        return names


def _blocks(form: Form, names: Mapping[str, str]) -> list[Node]:
    blocks: list[Node] = []
    for part in form.parts:
        if part.title:
            told = f". {part.note}" if part.note else ""
            blocks.append(pieces.para([pieces.strong(part.title), *pieces.string(told)]))
        said = ""
        for question in part.questions:
            if question.stimulus and question.stimulus != said:
                blocks += pieces.blocks(question.stimulus, names)
            said = question.stimulus
            blocks += pieces.question(question.number, question.stem, question.shown, names)
    end = pieces.para([pieces.strong("----------- HẾT -----------")])
    return [*blocks, end]


def _pandoc(blocks: Sequence[Node], to: str, folder: Path) -> bytes:
    told = json.dumps(pieces.document(blocks)).encode()
    command = [pypandoc.get_pandoc_path(), "-f", "json", "-t", to, "--wrap=none", "-o", "-"]
    try:
        done = subprocess.run(
            command, input=told, capture_output=True, timeout=SECONDS, check=False, cwd=folder
        )
    except subprocess.TimeoutExpired as error:
        raise Unprintable("pandoc took too long") from error
    if done.returncode:
        raise Unprintable(done.stderr.decode(errors="replace")[-500:])
    return done.stdout


def sheet(form: Form) -> list[tuple[str, Grid]]:
    """The answer sheet: letters, true or false by statement, boxes; by part, with its title."""
    found = []
    for part in form.parts:
        kinds = {question.kind for question in part.questions}
        if kinds <= {"single_choice", "multiple_choice"}:
            grid = _letters(part)
        elif kinds == {"true_false"}:
            grid = _truths(part)
        elif kinds <= {"short_number", "short_text"}:
            grid = _boxes(part)
        else:
            continue
        found.append((part.title, grid))
    return found


def _letters(part: PaperPart) -> Grid:
    rows = []
    across = 4
    for start in range(0, len(part.questions), across):
        some = part.questions[start : start + across]
        row = []
        for one in some:
            count = len(one.shown.get("options", ())) or 4
            row += [Cell(str(one.number), bold=True), Cell("   ".join("ⒶⒷⒸⒹⒺⒻⒼⒽ"[:count]))]
        rows.append(row + [Cell("")] * (2 * (across - len(some))))
    return Grid(rows, [1, 4] * across, 0)


def _truths(part: PaperPart) -> Grid:
    head = [Cell("Câu", bold=True)]
    head += [Cell(f"{letter}) Đ / S", bold=True) for letter in "abcd"]
    rows = [[Cell(str(one.number), bold=True), *([Cell("○ Đ   ○ S")] * 4)]
            for one in part.questions]  # fmt: skip
    return Grid([head, *rows], [1, 3, 3, 3, 3], 0)


def _boxes(part: PaperPart) -> Grid:
    across = 2
    rows = []
    for start in range(0, len(part.questions), across):
        some = part.questions[start : start + across]
        row = [cell for one in some
               for cell in (Cell(str(one.number), bold=True), *([Cell(" ")] * 4))]  # fmt: skip
        rows.append(row + [Cell("")] * (5 * (across - len(some))))
    return Grid(rows, [2, 2, 2, 2, 2] * across, 0)


def keys(forms: Sequence[Form]) -> Grid:
    """The key of every question on every form; parts below each other."""
    head = [Cell("Phần", bold=True), Cell("Câu", bold=True)]
    head += [Cell(f"Mã đề {form.code}", bold=True) for form in forms]
    rows = [head]
    first = forms[0] if forms else Form("", [])
    for at, part in enumerate(first.parts):
        for n, question in enumerate(part.questions):
            lead = [Cell(part.title or "–", down=len(part.questions))] if n == 0 else []
            answers = [Cell(form.parts[at].questions[n].key) for form in forms]
            rows.append([*lead, Cell(str(question.number)), *answers])
    return Grid(rows, [4, 2, *([4] * len(forms))], 1)


def pdf(head: Head, forms: Sequence[Form], pictures: Pictures) -> bytes:
    """All forms one after another, each with its answer sheet, pages counted for each form."""
    with tempfile.TemporaryDirectory(prefix="lopso-print-") as name:
        folder = Path(name)
        names = pictures.written(folder)
        source = [_TYPST]
        for at, form in enumerate(forms):
            tree = setting.over(_blocks(form, names))
            body = setting.set_right(_pandoc(tree, "typst", folder).decode())
            source.append(_typst_head(head, form, first=at == 0))
            source.append(body)
            source.append(_typst_sheet(form))
        (folder / "paper.typ").write_text("\n".join(source), encoding="utf-8")
        try:
            made: bytes = typst.compile(folder / "paper.typ", root=folder, format="pdf")
        except RuntimeError as error:
            raise Unprintable(str(error)[:500]) from error
        return made


_TYPST = """\
#set text(font: "Libertinus Serif", lang: "vi", size: 11.5pt)
#set par(justify: true, leading: 0.55em)
#set table(stroke: none, inset: (x: 2pt, y: 3pt))
#show figure: set block(breakable: true)
#show figure: it => align(left, it.body)
#let horizontalrule = line(length: 100%)
"""


def _typst_head(head: Head, form: Form, *, first: bool) -> str:
    code = quoted(f"Mã đề {form.code}")
    foot = f'#set page(paper: "a4", margin: (x: 18mm, y: 16mm), footer: context align(center, ' \
           f'text(size: 9pt, {code} + " – Trang " + counter(page).display())))'  # fmt: skip
    left = [head.office.upper(), head.school.upper()]
    right = [head.exam.upper(), f"Môn: {head.subject}", f"Thời gian làm bài: {head.minutes} phút"]
    lines = [
        foot,
        "" if first else "#counter(page).update(1)",
        "#table(columns: (1fr, 1.3fr), align: center,",
        "[" + " #linebreak() ".join(f"#strong({quoted(one)})" for one in left) + "],",
        "["
        + " #linebreak() ".join(f"#strong({quoted(one)})" for one in right)
        + f" #linebreak() #text({quoted(head.note)})])",
        "#table(columns: (1fr, 1fr, auto), align: (left, left, center),",
        '[#text("Họ và tên: ..................................................")],'
        ' [#text("Số báo danh: ....................")],'
        f" table.cell(stroke: 0.8pt)[#strong({code})])",
        "",
    ]
    return "\n".join(lines)


def _typst_grid(grid: Grid) -> str:
    widths = ", ".join(f"{width}fr" for width in grid.widths)
    cells = ",".join(
        f"table.cell(x: {column}, y: {at}, colspan: {cell.across}, rowspan: {cell.down}, "
        f"stroke: 0.5pt, align: center)[#text(weight: "
        f'"{"bold" if cell.bold else "regular"}", {quoted(cell.text)})]'
        for at, column, cell in placed(grid)
    )
    return f"#table(columns: ({widths}), {cells})"


def _typst_sheet(form: Form) -> str:
    found = sheet(form)
    if not found:
        return ""
    title = quoted(f"PHIẾU TRẢ LỜI – MÃ ĐỀ {form.code}")
    lines = ["#pagebreak()", f"#align(center, strong({title}))",
             '#text("Họ và tên: ..................................................'
             '    Số báo danh: ....................")']  # fmt: skip
    for title, grid in found:
        lines += ["", f"#strong({quoted(title)})", "", _typst_grid(grid)]
    return "\n".join(lines)


def word(head: Head, form: Form, pictures: Pictures) -> bytes:
    """One form as a Word file, formulas as equations that can be edited."""
    with tempfile.TemporaryDirectory(prefix="lopso-print-") as name:
        folder = Path(name)
        made = _pandoc(_blocks(form, pictures.written(folder)), "docx", folder)
    document = Document(io.BytesIO(made))
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin = section.bottom_margin = Mm(16)
    for style in ("Normal", "Body Text", "First Paragraph", "Compact"):
        shape = document.styles[style]
        shape.font.name, shape.font.size = FONT, Pt(12)
        shape.paragraph_format.space_before = shape.paragraph_format.space_after = Pt(2)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    foot.add_run(f"Mã đề {form.code}")
    for table in document.tables:
        if table._tbl.tblStyle_val == pieces.RULED:
            _ruled(table)
    _word_head(document, head, form)
    _word_sheet(document, form)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _word_head(document: Any, head: Head, form: Form) -> None:
    top = document.add_table(1, 2)
    texts = (
        f"{head.office.upper()}\n{head.school.upper()}",
        f"{head.exam.upper()}\nMôn: {head.subject}\nThời gian làm bài: {head.minutes} phút"
        + (f"\n{head.note}" if head.note else ""),
    )
    for cell, text in zip(top.rows[0].cells, texts, strict=True):
        line = cell.paragraphs[0]
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.add_run(text).bold = True
    who = document.add_paragraph(
        "Họ và tên: ........................................  Số báo danh: ...............  "
    )
    who.add_run(f"Mã đề {form.code}").bold = True
    body = document.element.body
    body.insert(0, top._tbl)
    body.insert(1, who._p)


def _word_sheet(document: Any, form: Form) -> None:
    found = sheet(form)
    if not found:
        return
    document.add_page_break()
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.add_run(f"PHIẾU TRẢ LỜI – MÃ ĐỀ {form.code}").bold = True
    document.add_paragraph("Họ và tên: ..............................  Số báo danh: ............")
    for name, grid in found:
        document.add_paragraph().add_run(name).bold = True
        _word_grid(document, grid)


def _word_grid(document: Any, grid: Grid) -> None:
    table = document.add_table(len(grid.rows), len(grid.widths))
    _ruled(table)
    for at, column, cell in placed(grid):
        box = table.rows[at].cells[column]
        box.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
        box.paragraphs[0].add_run(cell.text).bold = cell.bold


def _ruled(table: Any) -> None:
    borders = OxmlElement("w:tblBorders")
    for side in TABLE_BORDERS:
        line = OxmlElement(f"w:{side}")
        for attribute, value in (("val", "single"), ("sz", "4"), ("color", "000000")):
            line.set(qn(f"w:{attribute}"), value)
        borders.append(line)
    table._tbl.tblPr.append(borders)


def words(head: Head, forms: Sequence[Form], pictures: Pictures) -> bytes:
    """All forms as Word files in one archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for form in forms:
            archive.writestr(f"ma-de-{form.code}.docx", word(head, form, pictures))
    return out.getvalue()
