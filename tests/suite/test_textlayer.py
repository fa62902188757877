"""Broken text layers: made whole where they are broken, left alone where they are not."""

import random

import pytest

from suite.oldfonts import FONTS, TCVN3
from suite.textlayer import OLD_FONT, SPLIT, is_split, mended
from tests.kit import oldtext
from tests.kit.shared import shared

PAGE = (
    "Phương trình bậc hai một ẩn là phương trình có dạng ax + bx + c = 0.\n"
    "Học sinh đã làm được những gì? Hãy kể thêm ở dưới, các em nhé.\n"
    "Ví dụ 1. Giải phương trình và biện luận số nghiệm theo tham số."
)


@pytest.mark.parametrize("font", FONTS)
def test_old_fonts_become_unicode(font: str) -> None:
    written = oldtext.encode(PAGE, font)
    assert mended([written, ""]) == ([PAGE, ""], (OLD_FONT,))


def test_hyphens_that_were_letters() -> None:
    written = oldtext.encode(PAGE + " Thư từ, ước mơ, được", TCVN3).replace("\xad", "-")
    assert "-" in written
    assert mended([written + " - x-y"])[0] == [PAGE + " Thư từ, ước mơ, được - x-y"]


def test_a_page_too_short_to_tell_goes_with_the_others() -> None:
    texts = [oldtext.encode(text, TCVN3) for text in (PAGE, "Câu hỏi", "“Đáp án” – 3 × 4")]
    assert mended(texts) == ([PAGE, "Câu hỏi", "“Đáp án” – 3 × 4"], (OLD_FONT,))
    mixed = [oldtext.encode(PAGE, TCVN3), "Trường học đã đổi mới"]
    assert mended(mixed) == ([PAGE, "Trường học đã đổi mới"], (OLD_FONT,))


@pytest.mark.parametrize(
    "text",
    [
        PAGE,
        "5 µm × 3 µm = 15 µm², 2 × 3 · 4 © ® « à » ¼ ½",
        "Der Käfig über dem Fluß, schöne Grüße: Öl, Äpfel, Bäume, Häuser, süß, größer, Füße",
        "L'élève a été reçu à l'école; là-bas, où il fût naïf, ça sera très tôt déjà prêt, hélas",
        "Điểm M ở trên đường thẳng d, N ở dưới; x ý nghĩa, y ở đâu",
        "",
    ],
)
def test_what_is_whole_stays(text: str) -> None:
    assert mended([text]) == ([text], ())


def test_real_texts_are_not_split() -> None:
    for path in sorted(shared("data/library/viwiki").glob("00*.txt")):
        assert not is_split([path.read_text(encoding="utf-8")])


def test_syllables_are_joined() -> None:
    apart = random.Random(5)
    tokens = []
    for line in (PAGE + "\n" + PAGE).split("\n"):
        for word in line.split(" "):
            cut = next((n for n, c in enumerate(word) if n and not c.isascii()), 0)
            if cut and word[0].lower() not in "aeiou" and apart.random() < 0.9:
                tokens.append(f"{word[:cut]} {word[cut:]}")
            else:
                tokens.append(word)
        tokens.append("\n")
    found, codes = mended([" ".join(tokens)])
    assert codes == (SPLIT,)
    got, wanted = found[0].split(), (PAGE + "\n" + PAGE).split()
    same = sum(word in got for word in wanted)
    assert same / len(wanted) > 0.9


def test_marks_after_a_space_come_to_their_letter() -> None:
    assert mended(["tiê \u0301ng Viê \u0323t"]) == (["tiếng Việt"], ())
