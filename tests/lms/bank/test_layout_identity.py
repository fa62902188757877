"""Any text is read without an error, and what is written is read back the same."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.bank.layout.model import ParsedQuestion
from lms.bank.layout.notes import NOTE_TEXTS
from lms.bank.layout.reader import apply_key, read_text, summary
from lms.bank.layout.render import KeyStyle, Layout, reads_back, render_text

PIECES = [
    "Câu 1.", "Câu 2:", "CÂU 3", "Bài 1.", "1.", "2)", "A.", "B.", "C.", "D.", "A)", "a.", "b)",
    "*B.", "[ĐÚNG]", "Đáp án: B", "Đáp án:", "Chọn C", "Lời giải", "HẾT", "BẢNG ĐÁP ÁN", "PHẦN I",
    "1.A 2.B", "Câu\t1\t2", "ĐA\tA\tB", "\n", "\n\n", "\t", "  ", " ", "anh A. và", "?", "$x$",
    "B.\n", "1\t2", "A\tB", "Trang 1/2", "Cho biểu đồ sau", "E", "Câu", "\r\n", "\u0301", "\xa0",
]  # fmt: skip
SCRAPS = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)


@settings(max_examples=400, deadline=None)
@given(
    st.one_of(st.text(max_size=400), SCRAPS, st.lists(SCRAPS | st.text(max_size=9)).map("\n".join))
)
def test_any_text_is_read(text: str) -> None:
    result = read_text(text)
    for question in result.questions:
        assert question.status in ("ready", "altered", "refused")
        assert 0 <= question.confidence <= 1
        assert question.first_line <= question.last_line
        letters = [letter for letter, _ in question.options]
        if question.kind != "single_choice":
            assert question.kind in ("true_false", "short_number", "short_text", "essay")
        elif question.status != "refused":
            assert letters == list("ABCDEFGH"[: len(letters)])
            assert len(letters) >= 3
            assert question.key in letters
            assert question.stem
            assert all(option for _, option in question.options)
        assert {note.code for note in question.notes} <= NOTE_TEXTS.keys()
    for note in [*result.notes, *(n for q in result.questions for n in q.notes)]:
        assert NOTE_TEXTS[note.code] % note.params
    assert summary(result).questions == len(result.questions)
    apply_key(result, text)


WORDS = ["hình", "số", "đường", "Hà Nội", "nước", "bằng", "là", "của", "anh", "năm 1945", "(x; y)",
         "A", "B và C", "$x^2$", "lớn hơn", "“sóng”", "3,5", "không"]  # fmt: skip
PHRASE = st.lists(st.sampled_from(WORDS), min_size=2, max_size=8).map(" ".join)
STEM = st.builds(
    lambda first, rest, end: "\n".join([f"Hỏi {first}", *[f"- {line}" for line in rest]]) + end,
    PHRASE, st.lists(PHRASE, max_size=2), st.sampled_from(["?", " là", ":", "..."]),
)  # fmt: skip


@st.composite
def made_questions(draw: st.DrawFn) -> list[ParsedQuestion]:
    questions = []
    for number in range(1, draw(st.integers(1, 5)) + 1):
        texts = draw(st.lists(PHRASE, min_size=4, max_size=4, unique=True))
        options = [(letter, f"{text}.") for letter, text in zip("ABCD", texts, strict=True)]
        solution = draw(st.sampled_from(["", "Vì thế.", "Bước 1.\nBước hai."]))
        key = draw(st.sampled_from("ABCD"))
        questions.append(
            ParsedQuestion(number, "", draw(STEM), options, key, "", solution, [], 1, 1)
        )
    return questions


KEYS: list[KeyStyle] = ["line", "table", "pairs", "star", "flag"]


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("heading", ["Câu {n}.", "CÂU {n}:", "Bài {n}.", "Question {n}.", "{n}."])
@settings(max_examples=25, deadline=None)
@given(questions=made_questions(), per_line=st.sampled_from([1, 2, 4]),
       letter=st.sampled_from(["{letter}.", "{letter})", "({letter})"]))  # fmt: skip
def test_written_questions_read_back_the_same(
    heading: str, key: KeyStyle, questions: list[ParsedQuestion], per_line: int, letter: str
) -> None:
    layout = Layout(heading=heading, per_line=per_line, key=key, letter=letter)
    text = render_text(questions, layout)
    for source in (text, unicodedata.normalize("NFD", text).replace("\n", "\r\n")):
        again = read_text(source).questions
        assert [(q.number, q.stem, q.options, q.key, q.solution) for q in again] == [
            (q.number, q.stem, q.options, q.key, q.solution) for q in questions
        ]
        assert {q.status for q in again} <= {"ready"}, [q.notes for q in again]
    assert reads_back(questions, layout) == []


def test_what_would_not_read_back_is_named() -> None:
    options = [(letter, f"ý {letter}") for letter in "ABCD"]
    good = ParsedQuestion(1, "", "Hỏi gì?", options, "A", "", "", [], 1, 1)
    odd = replace(good, stem="Cho hai ý:\nA. một\nB. hai")
    assert reads_back([good, odd, good]) == [1]
    split = replace(good, stem="Hỏi\nCâu 9. gì?")
    assert reads_back([good, split]) == [1]
