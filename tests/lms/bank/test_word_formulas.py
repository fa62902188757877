"""Forty formulas: Word to the bank, out to Word, in again, without loss; pictures on the way."""

import io
import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as WordDocument
from hypothesis import HealthCheck, Phase, given, settings
from lxml import etree

from lms.bank import rules
from lms.bank.layout.reader import read_lines
from lms.bank.layout.word import word_parts
from lms.bank.rules import Content
from lms.formats import equations, word_check, word_write
from lms.formats.model import Piece
from tests.kit.formulas import FORMULAS
from tests.lms.formats.contents import canonical, contents, without
from tests.lms.formats.ways import PICTURES, renamed_by

ROOT = Path(__file__).parents[3]


def saved(document: WordDocument) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def paper() -> bytes:
    """Ten questions, a formula in each stem and in three options."""
    document = Document()
    made = equations.to_omml(FORMULAS)
    for number in range(10):
        stem, *options = made[number * 4 : number * 4 + 4]
        line = document.add_paragraph(f"Câu {number + 1}. Cho ")
        assert stem is not None
        line._p.append(stem)
        line.add_run(". Chọn câu đúng.")
        for letter, equation in zip("ABC", options, strict=True):
            assert equation is not None
            line = document.add_paragraph(f"{letter}. ")
            line._p.append(equation)
        document.add_paragraph("D. một kết quả khác")
        document.add_paragraph(f"Đáp án: {'ABCD'[number % 4]}")
    return saved(document)


def doubts(data: bytes, pieces: list[Piece]) -> set[str]:
    questions = read_lines(word_parts(data)[0], "word").questions
    return {loss.code for loss in word_check.otherwise(questions, pieces)}


def read(data: bytes) -> list[Content]:
    lines, pictures = word_parts(data)
    result = read_lines(lines, "word")
    assert {one.status for one in result.questions} <= {"ready", "altered"}, result
    names = {one.name: one.data for one in pictures}
    return [renamed_by(rules.from_parsed(one), names) for one in result.questions]


def formulas_of(questions: list[Content]) -> list[str]:
    told = []
    for one in questions:
        told.append(one.stem.split("$")[1])
        told += [text.strip("$") for text in one.body["options"][:3]]
    return told


def test_forty_formulas_go_in_out_and_in_without_loss() -> None:
    first = read(paper())
    assert len(formulas_of(first)) == 40
    assert all(text.startswith("$") for one in first for text in one.body["options"][:3])
    written = word_write.write([Piece(one) for one in first], {})
    assert not written.losses
    with zipfile.ZipFile(io.BytesIO(written.data)) as packed:
        assert packed.read("word/document.xml").count(b"<m:oMath>") == 40
    again = read(written.data)
    assert again == first
    assert read(word_write.write([Piece(one) for one in again], {}).data) == first


def test_every_formula_is_shown_by_katex() -> None:
    node = shutil.which("node")
    katex = ROOT / "static" / "vendor" / "katex" / "katex.min.js"
    if node is None or not katex.exists():
        pytest.skip("needs node and KaTeX")
    told = json.dumps([*FORMULAS, *formulas_of(read(paper()))])
    script = (
        f"const k = require({json.dumps(str(katex))});"
        "for (const f of JSON.parse(require('fs').readFileSync(0)))"
        "k.renderToString(f, {throwOnError: true, strict: 'ignore', maxSize: 20, maxExpand: 500})"
    )
    done = subprocess.run(
        [node, "-e", script], input=told, text=True, capture_output=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_what_pandoc_cannot_read_is_named() -> None:
    piece = Piece(Content("essay", "Tính $\\khong{co}lenh{$ nhé", {}, {}))
    written = word_write.write([piece], {})
    assert [loss.code for loss in written.losses] == ["formula_as_text"]


@pytest.mark.parametrize("kind", ["single_choice", "true_false", "short_number", "essay"])
def test_kinds_come_back_from_word(kind: str) -> None:
    @settings(
        max_examples=12,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],
    )
    @given(contents(kind, plain=True))
    def check(content: Content) -> None:
        written = word_write.write([Piece(content)], PICTURES)
        size = len(content.body.get("options") or content.body.get("statements") or [1] * 4)
        codes = {loss.code for loss in written.losses} | doubts(written.data, [Piece(content)])
        if size != 4 and codes & {"for_people", "comes_back_otherwise"}:
            return  # the layout doubts fewer options than four
        assert "comes_back_otherwise" not in codes
        (again,) = read(written.data)
        assert canonical(again) == canonical(without(content, written.losses))

    check()


OBJECT = """<w:object xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
 xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
 <v:shape><v:imagedata r:id="{}"/></v:shape>
 <o:OLEObject Type="Embed" ProgID="Equation.DSMT4"/></w:object>"""


@pytest.mark.parametrize(
    ("preview", "code"), [(True, "mathtype_pictured"), (False, "mathtype_seen")]
)
def test_mathtype_is_named_and_kept_as_its_picture(preview: bool, code: str) -> None:
    document = Document()
    line = document.add_paragraph("Câu 1. Tính ")
    data = next(iter(PICTURES.values()))
    link, _image = line.part.get_or_add_image(io.BytesIO(data))
    line.add_run()._r.append(etree.fromstring(OBJECT.format(link if preview else "none")))
    for letter in "ABCD":
        document.add_paragraph(f"{letter}. số {letter}")
    document.add_paragraph("Đáp án: B")
    lines, pictures = word_parts(saved(document))
    (question,) = read_lines(lines, "word").questions
    assert [note.code for note in question.notes] == [code]
    assert [one.data for one in pictures] == ([data] if preview else [])
    assert ("![hình](file:" in question.stem) is preview
    assert question.status == ("altered" if preview else "refused")
    assert not rules.taken_by_default(question)
