"""The teacher layout as text: every habit once, and every fault named."""

import unicodedata

import pytest

from lms.bank.layout.model import ParsedQuestion
from lms.bank.layout.reader import apply_key, choose_key, read_text, summary

OPTIONS = "A. Huế\nB. Hà Nội\nC. Vinh\nD. Đà Lạt"
RIGHT = ("Thủ đô nước ta là", ["Huế", "Hà Nội", "Vinh", "Đà Lạt"], "B")


def seen(question: ParsedQuestion) -> tuple[str, list[str], str | None]:
    return question.stem, [text for _, text in question.options], question.key


def only(text: str) -> ParsedQuestion:
    (question,) = read_text(text).questions
    return question


def codes(question: ParsedQuestion) -> set[str]:
    return {note.code for note in question.notes}


@pytest.mark.parametrize(
    "heading",
    ["Câu 1.", "Câu 1:", "CÂU 1)", "Bài 1.", "Question 1.", "1.", "1)", "Câu 1 -", "câu 1 :",
     "Câu 1 (0,25 điểm):", "Câu 1 [NB].", "Câu 1. [TH]", "Câu 01.", "Câu hỏi 1:", "Câu 1\n",
     "Câu 1:\n", "1.\n", "Câu\xa01.\xa0", "\ufeffCâu 1.", "  Câu 1."],
)  # fmt: skip
def test_headings(heading: str) -> None:
    question = only(f"{heading} Thủ đô nước ta là\n{OPTIONS}\nĐáp án: B")
    assert seen(question) == RIGHT
    assert question.number == 1
    assert question.status == "ready"


@pytest.mark.parametrize(
    "options",
    [
        "A. Huế\tB. Hà Nội\tC. Vinh\tD. Đà Lạt",
        "A. Huế   B. Hà Nội   C. Vinh   D. Đà Lạt",
        "A. Huế\tB. Hà Nội\nC. Vinh\tD. Đà Lạt",
        "A) Huế\nB) Hà Nội\nC) Vinh\nD) Đà Lạt",
        "A: Huế\nB: Hà Nội\nC: Vinh\nD: Đà Lạt",
        "A/ Huế\nB/ Hà Nội\nC/ Vinh\nD/ Đà Lạt",
        "(A) Huế\n(B) Hà Nội\n(C) Vinh\n(D) Đà Lạt",
        "A.Huế\nB.Hà Nội\nC.Vinh\nD.Đà Lạt",
        "A .Huế\n B . Hà Nội\n\tC. Vinh\n\n  D. Đà Lạt",
    ],
)
def test_ways_to_lay_out_options(options: str) -> None:
    question = only(f"Câu 1. Thủ đô nước ta là\n{options}\nĐáp án: B")
    assert seen(question) == RIGHT
    assert question.status == "ready"


@pytest.mark.parametrize(
    "options, code",
    [
        ("A. Huế B. Hà Nội C. Vinh D. Đà Lạt", "option_after_space"),
        ("A. Huế\nB Hà Nội\nC. Vinh\nD. Đà Lạt", "option_unmarked_dot"),
        ("A Huế\nB. Hà Nội\nC. Vinh\nD. Đà Lạt", "option_unmarked_dot"),
        ("A. Huế\nB. Hà Nội\nC. Vinh\nD, Đà Lạt", "option_unmarked_dot"),
        ("a) Huế\nb) Hà Nội\nc) Vinh\nd) Đà Lạt", "options_lower_case"),
        ("\u0410. Huế\n\u0412. Hà Nội\n\u0421. Vinh\nD. Đà Lạt", "letter_lookalike"),
        ("B. Hà Nội\nA. Huế\nC. Vinh\nD. Đà Lạt", "options_out_of_order"),
    ],
)
def test_repairs_are_reported_as_alterations(options: str, code: str) -> None:
    question = only(f"Câu 1. Thủ đô nước ta là\n{options}\nĐáp án: B")
    assert seen(question) == RIGHT
    assert question.status == "altered"
    assert code in codes(question)


def test_option_glued_to_the_stem() -> None:
    question = only("Câu 1. Đâu là thủ đô?A. Huế\nB. Hà Nội\nC. Vinh\nD. Đà Lạt\nĐáp án: B")
    assert seen(question) == ("Đâu là thủ đô?", RIGHT[1], "B")
    assert codes(question) == {"option_glued"}


@pytest.mark.parametrize(
    "key",
    ["Đáp án: B", "Đáp án B", "ĐÁP ÁN: B.", "Chọn B", "Chọn đáp án B.", "=> Chọn B", "→ Chọn B",
     "Đáp án đúng là B", "Đáp án: b", "Chọn đáp án\xa0 B", "Đáp án: B. Hà Nội", "Vậy chọn B.",
     "Đáp án:\nB", "Answer: B", "Key: B", "1.B", "BẢNG ĐÁP ÁN\n1.B", "ĐÁP ÁN\n1-B",
     "ĐÁP ÁN\nCâu 1: B", "Lời giải\nVì luật định.\nChọn B."],
)  # fmt: skip
def test_keys(key: str) -> None:
    if key == "1.B":
        key = "ĐÁP ÁN\n1.B"
    question = only(f"Câu 1. Thủ đô nước ta là\n{OPTIONS}\n{key}")
    assert seen(question) == RIGHT
    assert question.status == "ready"


@pytest.mark.parametrize(
    "star",
    ["*B. Hà Nội", "B.* Hà Nội", "* B. Hà Nội", "B. *Hà Nội", "B. Hà Nội [ĐÚNG]",
     "[ĐÚNG] B. Hà Nội", "#B. Hà Nội", "B. Hà Nội *"],
)  # fmt: skip
def test_marks_on_the_option(star: str) -> None:
    question = only(f"Câu 1. Thủ đô nước ta là\n{OPTIONS.replace('B. Hà Nội', star)}")
    assert seen(question) == RIGHT
    assert question.status == "ready"


TABLES = [
    "1.A 2.B 3.C", "1-A, 2-B, 3-C", "1A 2B 3C", "1 A\n2 B\n3 C", "1.A\n2.B\n3.C",
    "Câu\t1\t2\t3\nĐáp án\tA\tB\tC", "1\t2\t3\nA\tB\tC", "1.A\t2.B\t3.C",
    "Câu 1: A\nCâu 2: B\nCâu 3: C",
    "Câu 1. Chọn A. Vì thế.\nCâu 2. Chọn B. Vì vậy.\nCâu 3. Chọn C. Do đó.", "1. A\n2. B\n3. C",
    "Câu\tĐáp án\n1\tA\n2\tB\n3\tC",
]  # fmt: skip


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("title", ["ĐÁP ÁN", "BẢNG ĐÁP ÁN", "--- HẾT ---\nBẢNG ĐÁP ÁN:", "HẾT"])
@pytest.mark.parametrize("word", ["Câu {}.", "{}."])
def test_key_tables(table: str, title: str, word: str) -> None:
    text = "\n".join(f"{word.format(n)} Hỏi {n}\n{OPTIONS}" for n in (1, 2, 3))
    result = read_text(f"{text}\n{title}\n{table}")
    assert [q.key for q in result.questions] == ["A", "B", "C"]
    assert {q.status for q in result.questions} == {"ready"}


def test_key_table_by_parts() -> None:
    part = "\n".join(f"Câu {n}. Hỏi {n}\n{OPTIONS}" for n in (1, 2))
    text = f"PHẦN I. Dễ\n{part}\nPHẦN II. Khó\n{part}\nĐÁP ÁN\n"
    good = read_text(text + "PHẦN I\n1.A 2.B\nPHẦN II\n1.C 2.D")
    assert [q.key for q in good.questions] == ["A", "B", "C", "D"]
    unclear = read_text(text + "1.A 2.B")
    assert all("key_number_repeated" in codes(q) for q in unclear.questions)


REFUSED = [
    ("A. Huế\nB. Hà Nội\nC. Vinh\nĐáp án: B", "option_missing"),
    ("A. Huế\nB. Hà Nội\nD. Vinh\nĐáp án: B", "option_missing"),
    ("B. Hà Nội\nC. Vinh\nD. Đà Lạt\nĐáp án: B", "option_missing"),
    ("A. Huế\nB. Hà Nội\nB. Vinh\nD. Đà Lạt\nĐáp án: B", "option_repeated"),
    ("A. Huế\nB.\nC. Vinh\nD. Đà Lạt\nĐáp án: B", "option_empty"),
    ("A. anh B. và C B. Hà Nội C. Vinh D. Đà Lạt\nĐáp án: B", "option_ambiguous"),
    ("Đáp án: B", "options_missing"),
    (OPTIONS, "key_missing"),
    (OPTIONS + "\nĐáp án:", "key_missing"),
    (OPTIONS + "\nĐáp án: B\nLời giải\nVì thế.\nChọn C.", "key_conflict"),
    (OPTIONS.replace("C.", "*C.") + "\nĐáp án: B", "key_conflict"),
    (OPTIONS.replace("C.", "*C.").replace("B.", "*B."), "key_conflict"),
    (OPTIONS + "\nĐáp án: B\nĐÁP ÁN\n1.C", "key_conflict"),
    (OPTIONS + "\nĐÁP ÁN\n1.C 1.B", "key_conflict"),
    (OPTIONS + "\nĐáp án: B, C", "key_several"),
    (OPTIONS + "\nĐáp án: B hoặc C", "key_several"),
    (OPTIONS + "\nĐáp án: E", "key_not_an_option"),
    (OPTIONS + "\nĐáp án: Hà Nội hay Huế", "key_unreadable"),
    (OPTIONS + "\nĐáp án: B. Vinh", "key_text_differs"),
    (OPTIONS.replace("Vinh", "Hà Nội") + "\nĐáp án: B", "key_option_same"),
    ("a) Huế\nb) Hà Nội\nc) Vinh\nd) Đà Lạt\nĐáp án: a-Đ, b-S, c-Đ", "true_false_seen"),
]


@pytest.mark.parametrize("tail, code", REFUSED)
def test_what_is_wrong_is_refused_with_its_reason(tail: str, code: str) -> None:
    question = only(f"Câu 1. Thủ đô nước ta là\n{tail}")
    assert question.status == "refused"
    assert code in codes(question)
    assert question.confidence <= 0.3


def test_an_option_letter_in_ordinary_text_is_no_option() -> None:
    stem = "Anh A. và chị B. gặp ông C. ở đạo D. Ai đúng?"
    question = only(f"Câu 1. {stem}\nA. Anh A. và chị B.\nB. Ông C.\nC. C. Mác\nD. $A. B$\nChọn A")
    assert seen(question) == (stem, ["Anh A. và chị B.", "Ông C.", "C. Mác", "$A. B$"], "A")
    assert question.status == "ready"


def test_stem_without_options_of_its_own_does_not_borrow_letters_of_its_text() -> None:
    question = only("Câu 1. Theo đạo A, theo đạo B. Hành vi\nB. x\nC. y\nD. z\nĐáp án: B")
    assert "option_missing" in codes(question)


def test_lists_inside_a_stem_stay_there() -> None:
    stem = "Cho các ý:\n1. Một.\n2. Hai.\na. Ba\nSố ý đúng là"
    for heading in ("Câu {}:", "{}."):
        text = "\n".join(f"{heading.format(n)} {stem}\n{OPTIONS}\nĐáp án: B" for n in (1, 2, 3, 4))
        result = read_text(text)
        assert [seen(q) for q in result.questions] == [(stem, RIGHT[1], "B")] * 4


def test_bare_number_that_may_be_a_lost_question_is_refused() -> None:
    result = read_text(f"1. Hỏi một\n2. Hỏi hai\n{OPTIONS}\nChọn A\n3. Hỏi ba\n{OPTIONS}\nChọn B")
    assert "stem_number_ambiguous" in codes(result.questions[0])
    assert result.questions[1].status == "ready"


def test_title_parts_end_and_pages_are_left_out_and_said() -> None:
    result = read_text(
        "TRƯỜNG THCS HOA SEN\nThời gian: 45 phút\nPHẦN I. TRẮC NGHIỆM\n"
        f"Câu 1. Thủ đô nước ta là\n{OPTIONS}\nĐáp án: B\nTrang 1/2\nB. TỰ LUẬN (3 điểm)\n"
        "Làm văn.\n--- HẾT ---\nCán bộ coi thi không giải thích gì thêm."
    )
    assert [seen(q) for q in result.questions] == [RIGHT]
    assert result.questions[0].status == "ready"
    assert [note.line for note in result.notes] == [1, 2, 3, 10, 11, 12, 13, 14]
    assert {note.code for note in result.notes} == {"line_ignored"}


def test_text_shared_by_questions_refuses_those_it_belongs_to() -> None:
    result = read_text(
        f"Câu 1. Hỏi\n{OPTIONS}\nChọn A\nĐọc đoạn văn sau và trả lời câu 2 và câu 3.\nSen nở.\n"
        f"Câu 2. Hỏi\n{OPTIONS}\nChọn A\nCâu 3. Hỏi\n{OPTIONS}\nChọn A\n"
        f"Câu 4. Hỏi\n{OPTIONS}\nChọn A"
    )
    assert [q.status for q in result.questions] == ["ready", "refused", "refused", "ready"]


def test_numbers_repeated_and_left_out() -> None:
    result = read_text("\n".join(f"Câu {n}. Hỏi\n{OPTIONS}\nChọn A" for n in (1, 2, 2, 5)))
    assert [q.status for q in result.questions] == ["ready", "altered", "altered", "ready"]
    (gap,) = result.notes
    assert (gap.code, gap.params) == ("number_gap", {"before": 2, "after": 5})


def test_question_that_lost_its_number_is_named_and_does_not_spoil_the_one_before() -> None:
    text = f"Câu 1. Hỏi\n{OPTIONS}\nĐáp án: B\nThế còn đây?\n{OPTIONS}\nĐáp án: C"
    first, lost = read_text(text).questions
    assert (first.key, first.status) == ("B", "ready")
    assert lost.number is None
    assert lost.status == "refused"
    assert "question_unmarked" in codes(lost)


def test_text_after_the_key_becomes_a_solution_with_a_warning() -> None:
    question = only(f"Câu 1. Hỏi\n{OPTIONS}\nĐáp án: B\nVì thế.\nVà thế.")
    assert question.solution == "Vì thế.\nVà thế."
    assert codes(question) == {"solution_unmarked"}


def test_solution_keeps_its_letters_and_lines() -> None:
    question = only(
        f"Câu 1. Thủ đô nước ta là\n{OPTIONS}\nChọn B\nHướng dẫn giải: Xem bài 3.\n"
        "A. sai vì xa.\nB. đúng.\nC. sai.\nD. sai."
    )
    assert seen(question) == RIGHT
    assert question.solution == "Xem bài 3.\nA. sai vì xa.\nB. đúng.\nC. sai.\nD. sai."
    assert question.status == "ready"


def test_decomposed_text_with_dos_line_ends() -> None:
    text = f"Câu 1. Thủ đô nước ta là\n{OPTIONS}\nĐáp án: B".replace("\n", "\r\n")
    question = only(unicodedata.normalize("NFD", text))
    assert seen(question) == RIGHT
    assert (question.first_line, question.last_line) == (1, 6)


def test_formulas_stay_as_they_are() -> None:
    question = only("Câu 1. Giải $x^2=4$ với \\(x>0\\)\nA. $1$\nB. $2$\nC. $3$\nD. $4$\nChọn B")
    assert seen(question) == ("Giải $x^2=4$ với \\(x>0\\)", ["$1$", "$2$", "$3$", "$4$"], "B")


def test_a_key_list_can_come_later() -> None:
    result = read_text("\n".join(f"Câu {n}. Hỏi\n{OPTIONS}" for n in (1, 2, 3)))
    assert summary(result).refused == 3
    keyed = apply_key(result, "1.A 2.B 9.C")
    assert [q.key for q in keyed.questions] == ["A", "B", None]
    assert [q.status for q in keyed.questions] == ["ready", "ready", "refused"]
    assert [note.code for note in keyed.notes] == ["key_unused"]
    assert choose_key(keyed.questions[2], "D").status == "ready"
    against = apply_key(keyed, "1.C")
    assert "key_conflict" in codes(against.questions[0])


def test_three_options_are_right_where_the_whole_paper_has_three() -> None:
    three = "A. Một\nB. Hai\nC. Ba\nĐáp án: B"
    result = read_text("\n".join(f"Câu {n}. Hỏi\n{three}" for n in (1, 2, 3)))
    assert summary(result).ready == 3


def test_nothing_to_read_is_said() -> None:
    assert [note.code for note in read_text("").notes] == ["no_questions"]
    assert "no_questions" in summary(read_text("Kính gửi quý phụ huynh")).by_code


@pytest.mark.parametrize("mark", ["[ĐÚNG]", "*"])
@pytest.mark.parametrize("gap", ["\t", "  "])
def test_a_mark_behind_an_option_is_not_taken_for_the_next_one(mark: str, gap: str) -> None:
    line = gap.join(["A. Huế", f"B. Hà Nội {mark}", "C. Vinh", "D. Đà Lạt"])
    assert seen(only(f"Câu 1. Thủ đô nước ta là\n{line}")) == RIGHT
