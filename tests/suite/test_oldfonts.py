"""Old fonts: every letter there and back, whole columns recognised, proper names left alone."""

import random
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suite import oldfonts
from suite.oldfonts import TCVN3, VNI
from suite.syllables import is_syllable
from suite.text import nfc
from tests.kit import oldtext

FAMILY = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Huỳnh",
    "Phan",
    "Vũ",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
    "Tô",
    "Hà",
    "Tạ",
    "Mạc",
]
MIDDLE = [
    "Văn",
    "Thị",
    "Hữu",
    "Đức",
    "Minh",
    "Ngọc",
    "Thanh",
    "Quốc",
    "Xuân",
    "Thu",
    "Gia",
    "Bảo",
    "Khánh",
    "Diệu",
    "Tường",
    "Thuỳ",
]
GIVEN = [
    "An",
    "Bình",
    "Ánh",
    "Dương",
    "Hiếu",
    "Hằng",
    "Khuê",
    "Quyên",
    "Quỳnh",
    "Uyên",
    "Thơ",
    "Tú",
    "Ý",
    "Yến",
    "Vỹ",
    "Ngữ",
    "Nghĩa",
    "Giang",
    "Gấm",
    "Nhã",
    "Cẩm",
    "Toàn",
    "Thuận",
    "Trưởng",
    "Phượng",
    "Loan",
    "Khoa",
    "Kiệt",
    "Lộc",
    "Mẫn",
    "Nở",
    "Ỷ",
    "Sẵn",
    "Đẹp",
    "Thư",
    "Tuyết",
    "Việt",
    "Hoè",
    "Chuẩn",
    "Ất",
]
FOREIGN = [
    "José",
    "Müller",
    "Chloé",
    "François",
    "Hélène",
    "Anaïs",
    "Noël",
    "René",
    "Zoé",
    "Thaïs",
    "Maël",
    "Björn",
    "Søren",
    "Åse",
    "Muñoz",
    "Peña",
    "Núñez",
    "João",
    "Inês",
    "André",
    "Léa",
    "Gaëlle",
    "Loïc",
    "Jérôme",
    "Benoît",
    "Cécile",
    "Élodie",
    "Õunapuu",
    "Łukasz",
    "Dvořák",
    "O'Brien",
]
LETTERS = sorted(
    {
        nfc(b + t)
        for b in "aăâeêioôơuưy"
        for t in ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
    }
    | {"đ"}
)


def names(count: int, seed: int = 7) -> list[str]:
    dice = random.Random(seed)
    return [
        f"{dice.choice(FAMILY)} {dice.choice(MIDDLE)} {dice.choice(GIVEN)}" for _ in range(count)
    ]


@pytest.mark.parametrize("font", oldfonts.FONTS)
def test_every_letter_comes_back(font: str) -> None:
    assert len(LETTERS) == 73
    for letter in LETTERS:
        assert oldfonts.convert(oldtext.encode(letter, font), font) == letter
        word = f"B{letter.upper()}B"
        assert oldfonts.convert(oldtext.encode(word, font), font) == word


@pytest.mark.parametrize("font", oldfonts.FONTS)
@given(word=st.text("bcghklmnpqrstvx" + "".join(LETTERS), min_size=1, max_size=8))
@settings(max_examples=200, deadline=None)
def test_any_word_there_and_back(font: str, word: str) -> None:
    if font == VNI and oldtext.ambiguous_in_vni(word):
        return
    assert oldfonts.convert(oldtext.encode(word, font), font) == word


@pytest.mark.parametrize("font", oldfonts.FONTS)
@given(st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_a_column_of_names_is_recognised(font: str, seed: int) -> None:
    column = names(12, seed)
    old = [oldtext.encode(name, font) for name in column]
    assert oldfonts.detect(old) == font and oldfonts.confidence(old, font) > 0.9
    assert [n.casefold() for n in oldfonts.repaired(old, font)] == [n.casefold() for n in column]


@pytest.mark.parametrize("font", oldfonts.FONTS)
def test_capitals(font: str) -> None:
    column = [name.upper() for name in names(300)]
    old = [oldtext.encode(name, font) for name in column]
    assert oldfonts.detect(old) == font and oldfonts.repaired(old, font) == column


def test_small_letters_under_a_font_of_capitals() -> None:
    assert oldfonts.convert("NGUYÔN V¡N b×nh", TCVN3) == "NGUYỄN VĂN bình"
    assert oldfonts.convert("§inh ThÞ ¸nh", TCVN3) == "Đinh Thị ánh"


@given(st.lists(st.sampled_from(FOREIGN + names(400)), min_size=1, max_size=40))
@settings(max_examples=300, deadline=None)
def test_proper_names_are_never_taken_for_old(column: list[str]) -> None:
    assert oldfonts.detect(column) is None
    assert oldfonts.detect([unicodedata.normalize("NFD", name) for name in column]) is None


def test_thousands_of_proper_names_stay_even_in_a_mixed_column() -> None:
    column = names(3000)
    for font in oldfonts.FONTS:
        assert oldfonts.repaired(column, font) == column
    old = [oldtext.encode(name, TCVN3) for name in column[:100]]
    assert oldfonts.repaired([*old, *column[100:300]], TCVN3)[100:] == column[100:300]
    assert all(is_syllable(word) for name in column for word in name.split())


def test_foreign_names_in_an_old_column_stay() -> None:
    old = [oldtext.encode(name, VNI) for name in names(30)]
    assert oldfonts.repaired([*old, "Smith John", "Björn Søren"], VNI)[-2:] == [
        "Smith John",
        "Björn Søren",
    ]


def test_too_little_to_tell() -> None:
    assert oldfonts.detect([]) is None and oldfonts.detect(["Nam", "N÷"]) is None
