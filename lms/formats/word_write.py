"""Questions as a Word file in the layout in which papers come in, formulas as equations.

Runs of one kind stand under the heading of a part, by which clusters, short answers and essays
are read back. Kinds that the layout does not know stand there for people, and that is named.
"""

import io
import re
from collections.abc import Mapping, Sequence

from docx import Document
from docx.document import Document as WordDocument
from docx.shared import Cm, Emu
from docx.text.paragraph import Paragraph

from lms.asking import LETTERS
from lms.bank import tabled
from lms.bank.layout import headed
from lms.bank.rules import Content
from lms.formats import content as common
from lms.formats import equations, word_kinds
from lms.formats.markup import FORMULA, PICTURE, to_dollars, to_round
from lms.formats.model import Loss, Piece, Written, numbered

PARTS = {
    "single_choice": "TRẮC NGHIỆM", "true_false": "TRẮC NGHIỆM ĐÚNG SAI",
    "short_number": "TRẮC NGHIỆM TRẢ LỜI NGẮN", "short_text": "TRẮC NGHIỆM TRẢ LỜI NGẮN",
    "essay": "TỰ LUẬN", **headed.HEADINGS,
}  # fmt: skip
FOR_PEOPLE = "CÂU HỎI KHÁC"
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
WIDTH = Cm(10)
_PIECE = re.compile(f"{FORMULA.pattern}|(?P<picture>{PICTURE.pattern})", re.DOTALL)


def write(pieces: Sequence[Piece], pictures: Mapping[str, bytes]) -> Written:
    """A .docx; losses name what does not come back when the file is read again."""
    maker = _Maker(pictures, _formulas(pieces))
    part, count = "", 0
    for place, piece in numbered(pieces):
        wanted = PARTS.get(piece.content.kind, FOR_PEOPLE)
        if wanted != part:
            part, count = wanted, count + 1
            number = ROMAN[count - 1] if count <= len(ROMAN) else str(count)
            maker.document.add_paragraph().add_run(f"PHẦN {number}. {part}").bold = True
        maker.question(place, piece.content)
    out = io.BytesIO()
    maker.document.save(out)
    return Written(out.getvalue(), maker.losses)


def _formulas(pieces: Sequence[Piece]) -> dict[str, equations.Element | None]:
    """The equation of every formula; none where pandoc is missing."""
    told: dict[str, None] = {}

    def walk(value: object) -> None:
        if isinstance(value, str):
            for found in FORMULA.finditer(to_dollars(to_round(value))):
                told[found["block"] or found["line"] or ""] = None
        elif isinstance(value, dict):
            for one in value.values():
                walk(one)
        elif isinstance(value, list):
            for one in value:
                walk(one)

    for piece in pieces:
        walk([piece.content.stem, piece.content.body, piece.content.key, piece.content.solution])
    told.pop("", None)
    try:
        return dict(zip(told, equations.to_omml(list(told)), strict=True))
    except equations.NoPandoc:
        return {}


class _Maker:
    """The document on its way."""

    def __init__(
        self, pictures: Mapping[str, bytes], formulas: Mapping[str, equations.Element | None]
    ) -> None:
        self.document: WordDocument = Document()
        self.pictures, self.formulas = pictures, formulas
        self.losses: list[Loss] = []

    def lose(self, code: str, place: str) -> None:
        loss = Loss(code, place)
        if loss not in self.losses:
            self.losses.append(loss)

    def line(self, text: str, place: str, head: str = "") -> None:
        """One text as paragraphs and tables, the first paragraph behind a bold head."""
        for part in tabled.parts(text) or [""]:
            if not isinstance(part, str):
                if head:
                    self.paragraph(head)
                self.table(part, place)
                head = ""
                continue
            for one in part.split("\n"):
                self.rich(self.paragraph(head), one, place)
                head = ""

    def paragraph(self, head: str = "") -> Paragraph:
        """A new paragraph, behind its head where it has one."""
        paragraph = self.document.add_paragraph()
        if head:
            paragraph.add_run(head).bold = head.startswith("Câu")
            paragraph.add_run(" ")
        return paragraph

    def table(self, rows: Sequence[Sequence[str]], place: str, style: str = "Table Grid") -> None:
        """A table of texts; `style` is one of python-docx."""
        made = self.document.add_table(len(rows), len(rows[0]), style)
        for row, texts in zip(made.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                self.rich(cell.paragraphs[0], text, place)

    def rich(self, paragraph: Paragraph, text: str, place: str) -> None:
        """Text, formulas and pictures."""
        end = 0
        for found in _PIECE.finditer(text):
            paragraph.add_run(text[end : found.start()])
            end = found.end()
            if found["picture"]:
                self.picture(paragraph, found["name"], found["alt"], place)
            else:
                self.formula(paragraph, found["block"] or found["line"], found[0], place)
        paragraph.add_run(text[end:])

    def formula(self, paragraph: Paragraph, latex: str | None, whole: str, place: str) -> None:
        equation = self.formulas.get(latex or "")
        if latex and equation is None:
            self.lose("formula_as_text", place)
        if equation is None:
            paragraph.add_run(whole)
        else:
            copy = equations.copied(equation)
            paragraph._p.append(copy)

    def picture(self, paragraph: Paragraph, name: str, alt: str, place: str) -> None:
        data = self.pictures.get(name)
        try:
            if data is None:
                raise ValueError(name)
            shape = paragraph.add_run().add_picture(io.BytesIO(data))
        except Exception:
            # python-docx knows no WebP, and raises whatever its readers raise.
            self.lose("picture_left_out", place)
            paragraph.add_run(f"[{alt}]")
            return
        if shape.width > WIDTH:
            shape.height = Emu(int(shape.height * WIDTH / shape.width))
            shape.width = WIDTH

    def question(self, place: str, content: Content) -> None:
        """One question with its key and solution."""
        self.losses += common.fixed_losses(content.body, place)
        if content.kind == "cloze" and content.stem == headed.FILL:
            self.paragraph(f"Câu {place}.")
        else:
            self.line(content.stem, place, f"Câu {place}.")
        if content.kind == "single_choice":
            self.choice(place, content)
        elif content.kind == "true_false":
            self.cluster(place, content)
        elif content.kind in ("short_number", "short_text"):
            self.short(place, content)
        elif content.kind == "essay":
            if content.body:
                self.lose("size_left_out", place)
            if content.key.get("rubric"):
                self.lose("rubric_left_out", place)
        elif content.kind in word_kinds.WRITERS:
            self.losses += word_kinds.losses(content, place)
            for one in word_kinds.lines(content):
                if isinstance(one, str):
                    self.line(one, place)
                else:
                    self.table(one, place)
        else:
            self.lose("for_people", place)
            name = content.body["picture"].removeprefix("file:")
            self.picture(self.document.add_paragraph(), name, content.body["alt"], place)
        if content.solution:
            self.document.add_paragraph("Lời giải:")
            self.line(content.solution, place)

    def choice(self, place: str, content: Content) -> None:
        for letter, text in zip(LETTERS, content.body["options"], strict=False):
            self.line(text, place, f"{letter}.")
        if content.key.get("also"):
            self.lose("other_keys_left_out", place)
        self.document.add_paragraph(f"Đáp án: {LETTERS[content.key['right']]}")

    def cluster(self, place: str, content: Content) -> None:
        statements, truths = content.body["statements"], content.key["truths"]
        told = list(zip("abcdefgh", statements, truths, strict=False))
        for letter, text, _truth in told:
            self.line(text, place, f"{letter})")
        words = ", ".join(f"{letter}-{'Đ' if truth else 'S'}" for letter, _text, truth in told)
        self.document.add_paragraph(f"Đáp án: {words}")
        self.lose("points_table_left_out", place)
        if not 3 <= len(told) <= 5:
            self.lose("for_people", place)

    def short(self, place: str, content: Content) -> None:
        if content.body.get("most_chars"):
            self.lose("length_left_out", place)
        if how := word_kinds.comparing(content.key):
            self.line(how, place)
        told = [
            one if isinstance(one, str) else word_kinds.number(one)
            for one in content.key["accepted"]
        ]
        unit = f" {content.body['unit']}" if content.body.get("unit") else ""
        self.document.add_paragraph(f"Đáp án: {'; '.join(told)}{unit}")
