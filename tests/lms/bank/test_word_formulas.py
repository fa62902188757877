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
from hypothesis import strategies as st
from lxml import etree

from lms.bank import rules
from lms.bank.layout.reader import read_lines, read_text
from lms.bank.layout.word import word_parts
from lms.bank.rules import Content
from lms.formats import equations, word_check, word_write
from lms.formats.model import Piece
from tests.kit.formulas import FORMULAS
from tests.lms.formats.contents import KINDS, canonical, contents, without
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


BACK = [kind for kind in KINDS if kind != "hotspot"]


def four(content: Content) -> bool:
    """Single choices and clusters of another size are doubted by the layout."""
    few = content.body.get("options") or content.body.get("statements")
    return content.kind not in ("single_choice", "true_false") or len(few or ()) == 4


@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)
@given(st.tuples(*(contents(kind, plain=True).filter(four) for kind in BACK)))
def test_kinds_come_back_from_word(told: tuple[Content, ...]) -> None:
    pieces = [Piece(one) for one in told]
    written = word_write.write(pieces, PICTURES)
    assert doubts(written.data, pieces) == set()
    again = read(written.data)
    assert [one.kind for one in again] == [one.kind for one in told]
    for number, (one, other) in enumerate(zip(told, again, strict=True), 1):
        losses = [loss for loss in written.losses if loss.place == str(number)]
        assert canonical(other) == canonical(without(one, losses)), one.kind


def test_papers_of_others_are_read_under_such_headings() -> None:
    paper = """PHẦN I. TRẮC NGHIỆM NHIỀU ĐÁP ÁN ĐÚNG
Câu 1. Số nào chẵn?
A. 1
B. 2
C. 3
D. 4
Đáp án: B, D
PHẦN II. SẮP XẾP THỨ TỰ
Câu 2. Xếp tăng dần.
1) ba
2) một
3) hai
Đáp án: 2-3-1
PHẦN III. ĐIỀN VÀO CHỖ TRỐNG
Câu 3. Huế nằm bên sông (1) ........, có (2) ...... cầu.
Đáp án: (1) Hương | sông Hương
Đáp án: (2) 6
PHẦN IV. SẮP XẾP THỨ TỰ
Câu 4. Thứ tự nào đúng?
A. a-b
B. b-a
C. c-a
D. a-c
Đáp án: A"""
    several, order, gaps, single = map(rules.from_parsed, read_text(paper).questions)
    assert several.key == {"right": [1, 3], "rule": "all"}
    assert (order.stem, order.key["order"]) == ("Xếp tăng dần.", [1, 2, 0])
    assert gaps.body["text"] == "Huế nằm bên sông {{1}}, có {{2}} cầu."
    assert gaps.key["gaps"][0]["accepted"] == ["Hương", "sông Hương"]
    assert gaps.key["gaps"][1] == {"accepted": [{"value": "6", "tolerance": "0"}]}
    assert (single.kind, single.key) == ("single_choice", {"right": 0})


def test_a_key_that_is_missing_is_named() -> None:
    told = read_text("PHẦN I. SẮP XẾP THỨ TỰ\nCâu 1. Xếp.\n1) ba\n2) một")
    (question,) = told.questions
    assert [note.code for note in question.notes] == ["answer_missing"]
    assert rules.from_parsed(question).key == {}


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
