"""Six papers in Word as teachers make them, each read whole; then each fault named."""

from collections.abc import Callable

import pytest
from docx.document import Document as WordDocument
from docx.shared import RGBColor

from lms.bank.layout.model import ParsedQuestion
from lms.bank.layout.reader import read_docx, summary
from tests.kit import papers
from tests.kit.shared import shared


def codes(question: ParsedQuestion) -> set[str]:
    return {note.code for note in question.notes}


def refused_for(data: bytes) -> dict[int | None, set[str]]:
    """Refused questions by number, with the codes that refuse them."""
    return {
        question.number: {n.code for n in question.notes if n.severity == "refused"}
        for question in read_docx(data).questions
        if question.status == "refused"
    }


@pytest.mark.parametrize("name", list(papers.PAPERS))
def test_a_paper_is_read_whole(name: str) -> None:
    make, items = papers.PAPERS[name]
    result = read_docx(make())
    found = [(q.stem, q.options, q.key) for q in result.questions]
    assert found == papers.expected(items)
    assert [q.number for q in result.questions] == list(range(1, len(items) + 1))
    assert [q.solution for q in result.questions] == [item.solution for item in items]
    assert summary(result).refused == 0
    altered = {code for q in result.questions if q.status == "altered" for code in codes(q)}
    assert altered <= {"table_flattened"}
    assert {note.code for note in result.notes} <= {"line_ignored"}


def test_where_the_key_came_from() -> None:
    sources = {
        name: {q.key_source for q in read_docx(make()).questions}
        for name, (make, _) in papers.PAPERS.items()
    }
    assert sources == {
        "history": {"line"},
        "geography": {"table"},
        "biology": {"underline"},
        "english": {"star"},
        "informatics": {"colour"},
        "chemistry": {"table"},
    }
    highlighted = read_docx(papers.informatics(highlight=True)).questions
    assert {q.key_source for q in highlighted} == {"highlight"}
    assert [q.key for q in highlighted] == [item.key for item in papers.INFORMATICS]


def _drop(text: str) -> Callable[[WordDocument], None]:
    return lambda document: papers.remove(papers.paragraph_with(document, text))


def _retext(where: str, old: str, new: str) -> Callable[[WordDocument], None]:
    return lambda document: papers.retext(papers.paragraph_with(document, where), old, new)


FAULTS = {
    "history": [
        (_drop("C. Lý Thái Tổ."), {2: {"option_missing"}}),
        (_drop("Đáp án: C"), {2: {"key_missing"}}),
        (_retext("C. Lý Thái Tổ.", "C.", "B."), {2: {"option_repeated", "options_missing"}}),
        (_retext("C. Lý Thái Tổ.", "Lý Thái Tổ.", ""), {2: {"option_empty"}}),
        (_retext("Đáp án: C", "C", "E"), {2: {"key_not_an_option"}}),
        (_retext("Năm 1010", "Năm 1010 nhà vua ban Chiếu dời đô.", "Chọn B."),
         {2: {"key_conflict"}}),
    ],
    "geography": [
        (_drop("B. Tháng 11"), {2: {"option_missing"}}),
        (lambda d: papers.paragraph_with(d, "A. Lào Cai.").add_run("\nĐáp án: A"),
         {3: {"option_missing", "key_conflict"}}),
    ],
    "english": [
        (_retext("apple", "A. apple", "*A. apple"), {4: {"key_conflict"}}),
        (_retext("apple", "*C. carpet", "C. carpet"), {4: {"key_missing"}}),
    ],
    "informatics": [
        (lambda d: _paint(d, "B. Màn hình"), {1: {"key_several", "key_missing"}}),
        (_retext("D. Loa", "D. Loa", "C. Loa"), {1: {"option_repeated", "options_missing"}}),
    ],
    "chemistry": [
        (_retext("1-B", "2-C", "2-C, 2-D"), {2: {"key_conflict"}}),
        (_retext("1-B", ", 3-A", ""), {3: {"key_missing"}}),
        (_drop("Đồng"), {3: {"option_missing"}}),
    ],
}  # fmt: skip


def _paint(document: WordDocument, text: str) -> None:
    for run in papers.paragraph_with(document, text).runs:
        run.font.color.rgb = RGBColor(255, 0, 0)


@pytest.mark.parametrize(
    "name, index", [(name, i) for name, faults in FAULTS.items() for i in range(len(faults))]
)
def test_a_fault_is_named_and_spoils_no_other_question(name: str, index: int) -> None:
    make, items = papers.PAPERS[name]
    fault, refused = FAULTS[name][index]
    data = papers.edit(make(), fault)
    found = refused_for(data)
    assert found.keys() == refused.keys()
    for number, expected in refused.items():
        assert found[number] & expected, found
    whole = papers.expected(items)
    for question in read_docx(data).questions:
        if question.status != "refused":
            assert question.number is not None
            assert (question.stem, question.options, question.key) == whole[question.number - 1]


def test_two_underlined_letters_are_refused() -> None:
    assert refused_for(papers.biology(also="D")) == {1: {"key_several", "key_missing"}} or (
        refused_for(papers.biology(also="D")) == {1: {"key_several"}}
    )


def test_a_short_key_table_leaves_a_question_without_a_key() -> None:
    assert refused_for(papers.geography(keys="BBCD")) == {5: {"key_missing"}}
    spare = read_docx(papers.geography(keys="BBCDAC"))
    assert "key_unused" in summary(spare).by_code


def test_a_picture_refuses_its_question_only() -> None:
    def add_picture(document: WordDocument) -> None:
        run = papers.paragraph_with(document, "Tỉnh nào giáp biển").add_run()
        run._r.append(run._r.makeelement(papers.qn("w:drawing"), {}))

    assert refused_for(papers.edit(papers.geography(), add_picture)) == {3: {"picture_dropped"}}


def test_a_list_without_its_definition_is_refused() -> None:
    def unlink(document: WordDocument) -> None:
        for node in list(document.part.numbering_part.element):
            if node.get(papers.qn("w:numId")) == "90":
                node.getparent().remove(node)

    result = read_docx(papers.edit(papers.chemistry(), unlink))
    assert summary(result).ready == 0
    assert summary(result).altered == 0


def test_raised_text_is_kept_or_refused() -> None:
    def square(text: str) -> Callable[[WordDocument], None]:
        def change(document: WordDocument) -> None:
            run = papers.paragraph_with(document, "1, 2, 3.").add_run(text)
            run.font.superscript = True

        return change

    good = read_docx(papers.edit(papers.history(), square("2"))).questions[2]
    assert good.options[0] == ("A", "1, 2, 3.²")
    assert refused_for(papers.edit(papers.history(), square("ab"))) == {3: {"raised_lost"}}


def test_options_in_a_table_of_two_by_two() -> None:
    def change(document: WordDocument) -> None:
        last = papers.paragraph_with(document, "D. Trần Thái Tông.")
        table = document.add_table(2, 2)
        cells = ["A. Một", "B. Hai", "C. Ba", "D. Bốn"]
        for index, text in enumerate(cells):
            table.cell(index // 2, index % 2).text = text
        last._p.addnext(table._tbl)
        names = ("A. Đinh Tiên", "B. Lê Đại", "C. Lý Thái Tổ", "D. Trần Thái Tông")
        for text in names:
            papers.remove(papers.paragraph_with(document, text))

    question = read_docx(papers.edit(papers.history(), change)).questions[1]
    assert question.options == [("A", "Một"), ("B", "Hai"), ("C", "Ba"), ("D", "Bốn")]
    assert question.status == "ready"


def test_the_aztest_layout_is_refused_by_name() -> None:
    data = shared("data/questions/word/aztest-template.docx").read_bytes()
    result = read_docx(data)
    assert len(result.questions) == 5
    assert all(q.status == "refused" for q in result.questions)
    assert all("question_unmarked" in codes(q) for q in result.questions)
    assert sum("![hình](file:" in q.stem for q in result.questions) == 2
    assert "layout_unlettered" in {note.code for note in result.notes}
