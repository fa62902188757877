"""Keys as teachers type and paste them."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.papers.model import CHOICE, CLUSTER, ESSAY, FILE, NUMBER, Entry, Part
from lms.papers.rules import read, write

THREE = (Part("", (Entry(1, CHOICE, "A"), Entry(2, CHOICE, "B"), Entry(3, CHOICE, "D"))),)
WRITTEN = [
    "1A 2B 3D", "1.A; 2-B, 3) D", "1: A\n2: B\n3: D", "1A2B3D", "Câu 1. A Câu 2. B Câu 3. D",
    "1a 2b 3d", "1 - A - 2 - B - 3 - D", "1\tA\n2\tB\n3\tD", "1 2 3\nA B D", "ABD", "A\nB\nD",
    "Câu\t1\t2\t3\nĐáp án\tA\tB\tD", "| 1 | 2 | 3 |\n|---|---|---|\n| A | B | D |",
    "BẢNG ĐÁP ÁN\nMã đề 101\nCâu  Đáp án\n1 A\n2 B\n3 D\nHẾT", "1\tA\t3\tD\n2\tB",
    "１．Ａ　２．В　3.D",
]  # fmt: skip
ONE_CLUSTER = (Part("", (Entry(1, CLUSTER, "ĐSĐS"),)),)
CLUSTERS = [
    "1a-Đ b-S c-Đ d-S", "Câu 1: a) Đ b) S c) Đ d) S", "ĐSĐS", "1 ĐSĐS", "1: Đ S Đ S", "1dsds",
    "1) a. Đúng b. Sai c. Đúng d. Sai", "1a Đ, 1b S, 1c Đ, 1d S", "Câu 1\na) Đ\nb) S\nc) Đ\nd) S",
    "Câu\ta\tb\tc\td\n1\tĐ\tS\tĐ\tS", "1 T F T F", "1: ÐSÐS", "Câu 1a) Đúng b) Sai c) Đúng d) Sai",
]  # fmt: skip
TWO_NUMBERS = (Part("", (Entry(1, NUMBER, "-1,5"), Entry(2, NUMBER, "3"))),)
NUMBERS = [
    "1: -1,5\n2: 3",
    "1 -1,5 2) 3",
    "1. −1,5; 2. 3",
    "1=-1,5 2=3",
    "1\t-1,5\n2\t3",
    "1 2\n-1,5 3",
]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        *((text, THREE) for text in WRITTEN),
        *((text, ONE_CLUSTER) for text in CLUSTERS),
        *((text, TWO_NUMBERS) for text in NUMBERS),
    ],
)
def test_the_ways_in_which_keys_are_written(text: str, parts: tuple[Part, ...]) -> None:
    for form in ("NFC", "NFD"):
        found = read(unicodedata.normalize(form, text))
        assert (found.parts, found.faults) == (parts, ())


def test_parts_begin_anew() -> None:
    text = (
        "PHẦN I\n1A 2B\nPHẦN II. Câu trắc nghiệm đúng sai\n1a-Đ b-S c-Đ d-S\nPhần 3: 1: -1.5\n2: TL"
    )
    found = read(text)
    assert found.faults == ()
    assert [part.heading for part in found.parts] == [
        "PHẦN I", "PHẦN II. Câu trắc nghiệm đúng sai", "Phần 3",
    ]  # fmt: skip
    assert found.parts[2].entries == (Entry(1, NUMBER, "-1.5"), Entry(2, ESSAY, ""))
    unnamed = read("1A 2B 1 ĐSSĐ 1: 2,5")
    assert [part.heading for part in unnamed.parts] == ["PHẦN I", "PHẦN II", "PHẦN III"]
    named = read("I. TRẮC NGHIỆM\n1A\nII. TỰ LUẬN\n1: ảnh")
    assert named.faults == () and named.parts[1].entries == (Entry(1, FILE, ""),)
    grid = read("Câu 1 2\na) Đ S\nb) S S\nc) Đ S\nd) Đ Đ")
    assert [one.says for one in grid.parts[0].entries] == ["ĐSĐĐ", "SSSĐ"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("1A 2X 3B", ("unknown", 1, 4, "2X")), ("1A\n\n3B", ("gap", 3, 1, "2")),
        ("1A 1B", ("twice", 1, 4, "1")), ("1.5", ("unclear", 1, 1, "1.5")),
        ("1-1,5", ("unclear", 1, 1, "1-1,5")), ("1 2 3\nA B", ("rows", 2, 1, "3/2")),
        ("1: Đ", ("short", 1, 1, "1: Đ")), ("1a-Đ b-S d-S", ("order", 1, 10, "1d")),
        ("1A CD", ("no_number", 1, 4, "CD")),
        ("PHẦN I\n1A\nPHẦN II", ("part_empty", 3, 1, "PHẦN II")),
        ("1A\nPHẦN II: 1A 2X", ("unknown", 2, 13, "2X")),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_named_with_its_place(
    text: str, fault: tuple[str, int, int, str]
) -> None:
    (found, *_rest) = read(text).faults
    assert (found.code, found.line, found.column, found.word) == fault


SAYS = st.one_of(
    st.sampled_from("ABCDEFGH").map(lambda letter: (CHOICE, letter)),
    st.just((CHOICE, "A/C")),
    st.text("ĐS", min_size=2, max_size=8).map(lambda says: (CLUSTER, says)),
    st.from_regex(r"-?[0-9]{1,4}([.,][0-9]{1,3})?", fullmatch=True).map(lambda n: (NUMBER, n)),
    st.sampled_from([(ESSAY, ""), (FILE, "")]),
)


@st.composite
def sheets(draw: st.DrawFn) -> tuple[Part, ...]:
    many = draw(st.integers(1, 3))
    parts = []
    for at in range(many):
        first = draw(st.sampled_from([1, 1, 13]))
        said = draw(st.lists(SAYS, min_size=1, max_size=12))
        entries = tuple(Entry(first + n, *one) for n, one in enumerate(said))
        heading = draw(st.sampled_from([f"PHẦN {'I' * (at + 1)}", f"Phần {at + 1}. Trả lời ngắn"]))
        parts.append(Part(heading if many > 1 or draw(st.booleans()) else "", entries))
    return tuple(parts)


@settings(max_examples=40, deadline=None)
@given(sheets(), st.sampled_from(["NFC", "NFD"]))
def test_what_is_written_reads_back(parts: tuple[Part, ...], form: str) -> None:
    text = write(parts)
    found = read(unicodedata.normalize(form, text))
    assert (found.parts, found.faults) == (parts, ())
    assert write(found.parts) == text


@settings(max_examples=60, deadline=None)
@given(st.text("12 35ABDĐSabđs-,.:;\t\n|/)(câuPHẦNI@", max_size=60))
def test_no_text_breaks_it_and_a_sheet_without_faults_is_the_same_again(text: str) -> None:
    found = read(text)
    if not found.faults:
        again = read(write(found.parts))
        assert (again.parts, again.faults) == (found.parts, ())


@settings(max_examples=15, deadline=None)
@given(sheets(), st.data())
def test_a_word_that_nobody_knows_is_never_lost(
    parts: tuple[Part, ...], data: st.DataObject
) -> None:
    lines = [line for line in write(parts).split("\n") if not line.lower().startswith("phần")]
    at = data.draw(st.integers(0, len(lines) - 1))
    lines[at] += " §§"
    assert any(fault.word == "§§" for fault in read("\n".join(lines)).faults)
