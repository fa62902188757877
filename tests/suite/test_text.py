"""Folding, words and Vietnamese alphabetical keys."""

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from suite.text import (
    fold,
    fold_with_offsets,
    name_sort_key,
    nfc,
    slug,
    sort_key,
    tokens,
)

LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
VOWELS = "aăâeêioôơuưy"

syllables = st.text(alphabet=LETTERS + LETTERS.upper() + "áàảãạếềểễệợữỳĐ", min_size=1, max_size=6)
vietnamese = st.lists(syllables, min_size=1, max_size=5).map(" ".join)


def reference(s: str) -> tuple[list[int], list[int]]:
    """Vietnamese order said directly: letters of the whole text, then the tone of each word."""
    letters, tones = [], []
    for word in nfc(s).lower().split(" "):
        found = [0]
        for c in word:
            parts = unicodedata.normalize("NFD", c)
            tone = next((t for t in TONES[1:] if t in parts), "")
            letters.append(LETTERS.index(nfc("".join(p for p in parts if p != tone))))
            found.append(TONES.index(tone))
        letters.append(-1)
        tones.append(max(found))
    return letters, tones


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Phương trình bậc hai", "phuong trinh bac hai"),
        ("ĐƯỜNG thẳng", "duong thang"),
        ("Nguyễn Huệ", "nguyen hue"),
        ("Ðường", "ðuong"),  # the Icelandic eth is another letter and stays
        ("x² + 1", "x² + 1"),
        ("", ""),
    ],
)
def test_fold(written: str, folded: str) -> None:
    assert fold(written) == folded
    assert fold(unicodedata.normalize("NFD", written)) == folded


@given(st.text())
@example("Σς")
@example("İstanbul")
@example("한글")
def test_fold_is_idempotent_and_blind_to_the_form(s: str) -> None:
    assert fold(fold(s)) == fold(s)
    assert fold(unicodedata.normalize("NFD", s)) == fold(nfc(s))


@given(vietnamese)
def test_fold_of_vietnamese_is_ascii(s: str) -> None:
    assert re.fullmatch("[a-z ]*", fold(s))


@given(st.text())
def test_offsets_agree_with_fold(s: str) -> None:
    folded, offsets = fold_with_offsets(s)
    assert nfc(folded) == fold(s)
    assert len(offsets) == len(folded) + 1
    assert list(offsets) == sorted(offsets)
    assert offsets[-1] == len(s)


@given(vietnamese, vietnamese)
def test_offsets_lead_back_to_what_was_written(before: str, word: str) -> None:
    for form in ("NFC", "NFD"):
        s = unicodedata.normalize(form, f"{before}|{word}|{before}")
        folded, offsets = fold_with_offsets(s)
        i, j = folded.index("|") + 1, folded.rindex("|")
        while folded[i - 1 : j + 1].count("|") > 2:
            j = folded.rindex("|", i, j)
        assert nfc(s[offsets[i] : offsets[j]]) == nfc(word)


def test_tokens_have_offsets_in_both_forms() -> None:
    for form in ("NFC", "NFD"):
        s = unicodedata.normalize(form, "Đường thẳng, y = 2x_1!")
        found = tokens(s)
        assert [nfc(t.text) for t in found] == ["Đường", "thẳng", "y", "2x", "1"]
        assert all(s[t.start : t.end] == t.text for t in found)


@given(st.text())
def test_tokens_never_overlap(s: str) -> None:
    ends = [0]
    for token in tokens(s):
        assert token.start >= ends[-1]
        assert s[token.start : token.end] == token.text
        ends.append(token.end)


@given(vietnamese, vietnamese)
def test_sort_key_gives_vietnamese_order(a: str, b: str) -> None:
    expected = (reference(a) > reference(b)) - (reference(a) < reference(b))
    found = (sort_key(a) > sort_key(b)) - (sort_key(a) < sort_key(b))
    assert found == expected


@given(st.text(max_size=30))
def test_sort_key_is_plain_and_blind_to_form_and_case(s: str) -> None:
    key = sort_key(s)
    assert re.fullmatch("[0-9A-Za-z]+", key)
    assert sort_key(unicodedata.normalize("NFD", s)) == sort_key(nfc(s)) == key


def test_alphabet_and_tones() -> None:
    assert sorted(set(LETTERS), key=sort_key) == list(LETTERS)
    tones = [nfc("ma" + tone) for tone in TONES]
    assert sorted(set(tones), key=sort_key) == tones
    words = ["lớp 6", "lớp 7", "lớp 10A", "lớp a", "lớp z", "lớp 数"]
    assert sorted(words, key=sort_key) == ["lớp 10A", *words[:2], *words[3:]]
    assert sort_key("Toán - Đại số!") == sort_key("toán đại số")
    assert sort_key("an") < sort_key("an bình") < sort_key("anh")


def test_names_sort_by_given_name_then_family_then_middle() -> None:
    expected = [
        "Lê An",
        "Nguyễn Thị An",
        "Nguyễn Văn An",
        "Trần Thị Ánh",
        "Nguyễn Văn Ân",
        "Bùi Thị Dương",
        "Lê Hoàng Đỗ",
        "Đặng Văn Đức",
        "Đỗ Văn Đức",
        "Hoa",
        "Hòa",
        "Đinh Hoà",
        "Lê Hòa",
        "Lý Thúy Hỏa",
        "Nguyễn Thị Ơn",
        "Phạm Văn Út",
        "Trần Ưng",
    ]
    assert sorted(set(expected), key=name_sort_key) == expected
    assert name_sort_key("  Trần   Thị Ánh ") == name_sort_key("trần thị ánh")
    assert name_sort_key("   ") == ""


def test_d_and_dd_are_two_letters() -> None:
    assert name_sort_key("Lê Dương") < name_sort_key("An Đỗ")
    assert sort_key("Dương") < sort_key("Đỗ")
    assert sort_key("Dũng") < sort_key("Đan")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Toán lớp 6", "toan-lop-6"),
        ("  Đề thi: học kì I (2026)  ", "de-thi-hoc-ki-i-2026"),
        ("../../etc/passwd", "etc-passwd"),
        ("数学", ""),
    ],
)
def test_slug(written: str, expected: str) -> None:
    assert slug(written) == expected


@given(st.text(), st.integers(min_value=1, max_value=100))
def test_slug_is_safe(s: str, limit: int) -> None:
    assert re.fullmatch(r"|[a-z0-9]+(-[a-z0-9]+)*", slug(s, limit))
    assert len(slug(s, limit)) <= limit
