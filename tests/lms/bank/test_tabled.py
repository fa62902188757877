"""Tables in the texts of questions: kept in Word, HTML and on the page."""

import io

from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from lms.bank import tabled
from lms.bank.layout.reader import read_docx
from lms.bank.rules import Content
from lms.bank.showing import shown
from lms.formats import markup, word_write
from lms.formats.model import Piece

TEXT = "Cho bảng:\n| $x$ | 1 | $|a| < 2$ |\n| a \\| b | | 3 |\nTính."
SIGNS = st.sampled_from("ab |\\$đ")
CELLS = st.text(SIGNS, max_size=6).map(lambda text: " ".join(text.split()))


@given(st.integers(2, 4).flatmap(
    lambda size: st.lists(st.lists(CELLS, min_size=size, max_size=size), min_size=2, max_size=4)
))  # fmt: skip
def test_what_is_written_is_read(rows: list[list[str]]) -> None:
    if tabled.is_table(rows) and not any("\\|" in cell for row in rows for cell in row):
        assert tabled.parts(tabled.written(rows)) == [rows]


def test_lines_between_bars_are_no_table() -> None:
    for text in ("|x| = |y|", "| a | b |", "| a | b |\n| c |", "a\n\nb", "| a |\n| b |"):
        assert tabled.parts(text) == [text]


def test_a_page_shows_it_escaped() -> None:
    html = str(shown(TEXT + "\n| <b> | 1 |\n| ![h](file:x) | 2 |", {}))
    assert html.count('role="table"') == 2 and html.count('role="row"') == 4
    assert '<span class="asked-cell" role="cell">a | b</span>' in html
    assert "&lt;b&gt;" in html and html.startswith("Cho bảng:<span")


def test_word_keeps_it_out_and_in() -> None:
    options = {"options": ["m", "n", "p", "q"]}
    content = Content("single_choice", TEXT, options, {"right": 1})
    written = word_write.write([Piece(content)], {})
    (table,) = Document(io.BytesIO(written.data)).tables
    assert [cell.text for cell in table.rows[1].cells] == ["a | b", "", "3"]
    (read,) = read_docx(written.data).questions
    assert (read.stem, read.key, read.status) == (TEXT, "B", "ready")


def test_a_table_that_is_more_is_named() -> None:
    document = Document()
    document.add_paragraph("Câu 1. Cho bảng")
    table = document.add_table(2, 3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "gộp"
    for letter in "ABCD":
        document.add_paragraph(f"{letter}. số {letter}")
    document.add_paragraph("Đáp án: A")
    out = io.BytesIO()
    document.save(out)
    (read,) = read_docx(out.getvalue()).questions
    assert [note.code for note in read.notes] == ["table_flattened"]


def test_html_keeps_it_out_and_in() -> None:
    html = markup.to_html(TEXT)
    assert "<table><tr><td>\\(x\\)</td><td>1</td>" in html
    assert markup.from_html(html) == (TEXT, [])
    wide = "<table><tr><td colspan=2>a</td></tr><tr><td>b</td><td>c</td></tr></table>"
    assert markup.from_html(wide)[1] == ["table_flattened"]
