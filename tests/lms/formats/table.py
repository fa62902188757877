"""The table of formats and kinds, from full examples of every kind that go out and come back."""

from collections.abc import Iterator
from dataclasses import replace

from lms.bank.rules import Content
from lms.formats import word_write
from lms.formats.model import Piece
from lms.formats.registry import FORMATS
from lms.formats.words import LOSSES
from tests.lms.formats.contents import KINDS, UID
from tests.lms.formats.ways import PICTURES, back

PICTURE = f"![hình](file:{UID.format(1)})"
MORE = {
    "single_choice": ({"options": ["a", "b", "c"], "fixed": [2]}, {"right": 0, "also": [1]}),
    "multiple_choice": (
        {"options": ["a", "b", "c"], "fixed": [2]},
        {"right": [0, 1], "rule": "all"},
    ),
    "short_text": (
        {"most_chars": 20},
        {"accepted": ["Huế"], "fold": True, "case": True},
    ),
    "short_number": (
        {"most_chars": 4, "unit": "m"},
        {"accepted": [{"value": "-1,5", "tolerance": "0,1"}]},
    ),
    "matching": ({"left": ["a", "b"], "right": ["x", "y"]}, {"pairs": [0, 1], "rule": "all"}),
    "ordering": ({"items": ["a", "b", "c"]}, {"order": [2, 1, 0], "rule": "neighbours"}),
    "cloze": (
        {"text": "Sông {{1}} chảy qua Huế.", "gaps": [{"type": "text", "most_chars": 20}]},
        {"gaps": [{"accepted": ["Hương"], "fold": True, "case": True}]},
    ),
    "file_answer": ({"most_files": 3, "what": ["photo", "pdf"]}, {}),
}


def examples(kind: str) -> Iterator[Content]:
    """Questions of a kind with everything that it may have."""
    for sample in KINDS[kind].samples():
        body = dict(sample.body)
        if "picture" in body:
            body["picture"] = f"file:{UID.format(1)}"
        yield Content(kind, f"Câu hỏi $x^2$ {PICTURE}", body, dict(sample.key), "Lời giải\ndài")
    if kind in MORE:
        yield Content(kind, f"Câu hỏi {PICTURE}", *MORE[kind], "Lời giải")


def cell(code: str, kind: str) -> tuple[str, list[str]]:
    """ "whole", "losses" or "not", and the codes of all losses."""
    codes: dict[str, None] = {}
    written = 0
    for content in examples(kind):
        if content.key.get("parameters") or content.body.get("parameters"):
            continue
        plain = replace(content)
        held, again = back(code, plain)
        written += again is not None
        codes |= dict.fromkeys(loss.code for loss in held.losses)
    if not written:
        return "not", []
    return ("losses" if codes else "whole"), list(codes)


def word_cell(kind: str) -> tuple[str, list[str]]:
    """As `cell`; a kind that stands there for people only is "people"."""
    pieces = [Piece(one) for one in examples(kind) if not one.body.get("params")]
    made = word_write.write(pieces, PICTURES)
    codes = list(dict.fromkeys(loss.code for loss in made.losses))
    if sum(loss.code == "for_people" for loss in made.losses) == len(pieces):
        return "people", codes
    return ("losses" if codes else "whole"), codes


def page() -> str:
    """docs/formats.md."""
    titles = {code: one.title for code, one in FORMATS.items()} | {"word": "Word"}
    cells = {(code, kind): cell(code, kind) for kind in KINDS for code in FORMATS}
    cells |= {("word", kind): word_cell(kind) for kind in KINDS}
    signs = {"whole": "whole", "losses": "with losses", "not": "–", "people": "to read only"}
    head = "| kind | " + " | ".join(titles.values()) + " |"
    lines = [head, "| --- |" + " --- |" * len(titles)]
    for kind in KINDS:
        told = " | ".join(signs[cells[code, kind][0]] for code in titles)
        lines.append(f"| {kind} | {told} |")
    lost = ["", "## What is lost on the way out", ""]
    for (code, kind), (_state, codes) in cells.items():
        if codes:
            words = " ".join(LOSSES[one] for one in codes)
            lost.append(f"- **{titles[code]}, {kind}**: {words}")
    return INTRO + "\n".join([*lines, *lost]) + "\n"


INTRO = """# Formats of questions

Questions go in and out as GIFT, Moodle XML, QTI packages (2.1, 2.2 and 3.0 in, 3.0 out), Excel
(own template) and Aiken, besides Word and plain text. Whatever a format cannot hold is named
before the file is downloaded, and whatever a file held that a question cannot is named on the
preview, before anything is taken in.

The table is written by `python -m tools.formats_doc` from questions that were written, read again
and compared; a test fails when it is not what the formats do. "whole": nothing is lost.

In Word and plain text, kinds beyond choices, clusters, short answers and essays stand under the
heading of a part of their own:

- `TRẮC NGHIỆM NHIỀU ĐÁP ÁN ĐÚNG`: options, `Đáp án: A, C`
- `GHÉP NỐI` (Word only): a table of two columns, `1) …` and `A. …`, `Đáp án: 1-B, 2-A`
- `SẮP XẾP THỨ TỰ`: items `1) …`, `Đáp án: 2-3-1`
- `ĐIỀN VÀO CHỖ TRỐNG`: gaps `___(1)___` or `(1) ……`, for each `Đáp án: (1) Huế | Hue`,
  `(2) [số] 3,1 ± 0,1` or `(3) [chọn] *đúng | sai`
- `NỘP TỆP HOẶC ẢNH`: `Cách nộp: ảnh, PDF; nhiều nhất 3 tệp`

A line `Cách chấm: từng phần` (`đúng hết mới có điểm`, `từng phần, ý sai bị trừ`, `từng vị trí`,
`từng cặp liền nhau`; for words `không xét dấu`, `phân biệt chữ hoa`) says how it is marked.

"""
