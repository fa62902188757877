"""How keys are spelt: letters, words, tables, single answers. Pure."""

import re
import unicodedata
from collections.abc import Sequence

from lms.papers.model import CHOICE, CLUSTER, ESSAY, FILE, NUMBER

# Letters that look like ours, each for one: full width, Cyrillic, Greek, the Icelandic eth.
_LOOK = str.maketrans(
    "АВСЕНаΑΒΕΗÐðƉɖ−–—‐‑\u00a0\u3000\u2002\u2003\u2009：；，．",
    "ABCEHaABEHĐđĐđ-----\u0020\u0020\u0020\u0020\u0020:;,.",
)
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_UNSEEN = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_BREAK = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
HEADING = re.compile(
    r"\s*(?:(?:phần|part)\s+(?:[IVX]{1,4}|\d{1,2})\b|[IVX]{1,4}\s*[.):](?=\s*[^\W\d]{2}))"
    r"\s*[.:)-]*\s*",
    re.IGNORECASE,
)
_ASKED = r"(?:câu\s*hỏi|câu|bài|question|c)"
BEGINS = re.compile(rf"{_ASKED}?\s*\d", re.IGNORECASE)
ALONE = re.compile(rf"\s*{_ASKED}?\s*\d{{1,3}}\s*[.:)]?\s*", re.IGNORECASE)
SKIP = re.compile(r"(?:[\s,;|.]|[-_=*]+(?=[\s|]|$))+")
NOISE = re.compile(
    r"(?:(?:bảng\s+)?đáp\s*án(?:\s+đề)?|answer\s+keys?|keys?|hết|mã\s*đề(?:\s*thi)?\s*:?\s*\d{1,6}"
    r"|(?:câu(?:\s*(?:hỏi|số))?|question|stt|chọn|trả\s*lời|ý)(?!\s*\d))(?!\w)\s*:?",
    re.IGNORECASE,
)
LETTERED = re.compile(r"a\)?\s+b\)?\s+c\)?(?:\s+d\)?)?\s*$", re.IGNORECASE)
NUMBERED = re.compile(rf"(?:{_ASKED}\s*)?(\d{{1,3}})(?!\d)", re.IGNORECASE)
GAP = re.compile(r"[\s.:)\]=>-]*")
_TRUE, _FALSE = ("đ", "đúng", "d", "t", "true"), ("s", "sai", "f", "false")
_TRUTH = r"(?:đúng|sai|true|false|[đdstf])(?!\w)"
STATEMENT = re.compile(rf"([a-h])\s*[-.:)=]*\s*((?i:{_TRUTH}))")
STATEMENT_WORD = re.compile(rf"([a-h])\s*[-.:)=]*\s*({_TRUTH})", re.IGNORECASE)
RUN = re.compile(r"[đdst]{2,8}(?!\w)", re.IGNORECASE)
_APART = re.compile(rf"{_TRUTH}(?:[ \t,/;|-]+{_TRUTH}){{1,7}}", re.IGNORECASE)
ONE_TRUTH = re.compile(r"(?:đúng|sai|true|false|[đst])(?!\w)", re.IGNORECASE)
_CHOICE = re.compile(r"[A-H](?:\s*/\s*[A-H])*(?![^\W\d])", re.IGNORECASE)
A_NUMBER = re.compile(r"\d{1,12}(?:[.,]\d{1,12})?(?!\w)")
_BY_HAND = re.compile(r"(tl|tự\s*luận|essay)(?!\w)|(ảnh|tệp|file)(?!\w)", re.IGNORECASE)
BARE = re.compile(r"[A-H]+(?!\w)")
BARE_NUMBER = re.compile(r"\s*(-?\s*\d{1,12}(?:[.,]\d{1,12})?)\s*$")
WORD = re.compile(r"[^\s;|]+")
_CELL_LABEL = re.compile(
    r"\s*(?:câu(?:\s*(?:hỏi|số))?|question|stt|(?:đáp\s*án|đa|key|chọn|trả\s*lời|kết\s*quả)\s*:?)?"
    r"\s*",
    re.IGNORECASE,
)
_CELL_NUMBER = re.compile(rf"{_ASKED}?\s*(\d{{1,3}})\s*[.:)]?", re.IGNORECASE)
CELL_STATEMENT = re.compile(r"(?:ý\s*)?([a-h])\s*[.:)]?", re.IGNORECASE)


def plain(text: str) -> str:
    """The text as it is read: composed, with ordinary spaces, digits and letters."""
    text = _UNSEEN.sub("", _BREAK.sub("\n", unicodedata.normalize("NFC", text)))
    return text.translate(_WIDE).translate(_LOOK)


def cells_of(line: str) -> list[str]:
    """The cells of a row: by tabs or bars, else by spaces."""
    line = line.strip(" |")
    if "\t" in line or "|" in line:
        return [" ".join(cell.split()) for cell in re.split(r"\s*[\t|]\s*", line)]
    joined = re.sub(rf"({_ASKED})\s+(?=\d)", r"\1", line, flags=re.IGNORECASE)
    joined = re.sub(r"(?i)(đáp|trả|kết|câu)\s+(?=án|lời|quả|hỏi|số)", r"\1", joined)
    return joined.split() or [""]


def unlabelled(cells: Sequence[str]) -> list[str]:
    """The cells without what names the row, and without empty ones at the end."""
    first = cells[0] if cells else ""
    label = bool(_CELL_LABEL.fullmatch(first))
    kept = list(cells[1:] if label else cells)
    while kept and not kept[-1]:
        kept.pop()
    return kept


def numbers_in(cells: Sequence[str]) -> list[int]:
    """The numbers of a row that is nothing but numbers that rise one by one, else none."""
    found = [_CELL_NUMBER.fullmatch(cell) for cell in unlabelled(cells)]
    numbers = [int(one[1]) for one in found if one]
    if not numbers or len(numbers) < len(found):
        return []
    return numbers if numbers == list(range(numbers[0], numbers[0] + len(numbers))) else []


def alone_in(cell: str) -> tuple[str, str] | None:
    """What a cell that holds one answer says."""
    answer = answer_at(cell, 0)
    if answer and answer[1] == len(cell):
        return answer[0]
    number = BARE_NUMBER.fullmatch(cell)
    return (NUMBER, re.sub(r"\s", "", number[1])) if number else None


def answer_at(line: str, place: int) -> tuple[tuple[str, str], int] | None:
    """An answer that is no number and where it ends."""
    for pattern in (RUN, _APART):
        found = pattern.match(line, place)
        if found and (set(found[0].lower()) - set("df ,/;|-\t")):
            return (CLUSTER, truths_of(found[0])), found.end()
    if found := _BY_HAND.match(line, place):
        return (ESSAY if found[1] else FILE, ""), found.end()
    if found := _CHOICE.match(line, place):
        letters = sorted(set(re.findall("[A-H]", found[0].upper())))
        return (CHOICE, "/".join(letters)), found.end()
    return None


def truth_of(word: str) -> str | None:
    """ "Đ" or "S"; None for another word."""
    low = word.strip().lower()
    return "Đ" if low in _TRUE else "S" if low in _FALSE else None


def truths_of(words: str) -> str:
    found = re.findall(_TRUTH, words, re.IGNORECASE)
    joined = found if len(found) > 1 else list(words)
    return "".join(truth_of(one) or "" for one in joined)


def sign_of(gap: str, value: str) -> str | None:
    """The sign of a number behind this gap; None where gap and number may be two things."""
    said = gap.strip()
    if said.endswith("-") and gap.endswith("-"):
        if said != "-":
            return "-"
        return None if gap == said else "-"
    if said.endswith("-"):
        return ""
    if said == ".":
        return None if gap == said else ""
    if said:
        return ""
    return "" if "\t" in gap or ("," in value and gap) else None
