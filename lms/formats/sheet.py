"""The Excel template: one row a question, options in columns A to L. Pure.

Kinds are told in Vietnamese or by their English names. Matching: "left => right" in a column
each; ordering: the items in their right order; statements: the key is Đ and S in their order.
"""

import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from lms.asking import LETTERS
from lms.bank.rules import Content
from lms.formats import content as common
from lms.formats import safe
from lms.formats.gift_write import size_losses, text_losses
from lms.formats.markup import PICTURE
from lms.formats.model import Loss, Piece, Reading, Unreadable, Written, numbered
from suite.text import fold

OPTIONS = 12
HEAD = ["Loại", "Câu hỏi", *LETTERS[:OPTIONS], "Đáp án", "Cách tính điểm", "Lời giải", "Chủ đề"]
KIND, STEM, FIRST = 0, 1, 2
KEY, RULE, SOLUTION, TOPIC = range(FIRST + OPTIONS, FIRST + OPTIONS + 4)
NAMES = {
    "single_choice": "Một lựa chọn",
    "multiple_choice": "Nhiều lựa chọn",
    "true_false": "Đúng sai",
    "short_number": "Trả lời ngắn (số)",
    "short_text": "Trả lời ngắn (chữ)",
    "matching": "Ghép đôi",
    "ordering": "Sắp xếp",
    "essay": "Tự luận",
}
KINDS = {fold(name): kind for kind, name in NAMES.items()} | {kind: kind for kind in NAMES}
RULES = {
    "all": "tất cả hoặc không", "each": "từng phần", "minus": "trừ điểm",
    "places": "theo vị trí", "neighbours": "theo cặp kề",
}  # fmt: skip
RULE_OF = {fold(words): rule for rule, words in RULES.items()} | {rule: rule for rule in RULES}
ARROW, OR = "=>", " | "
MOST_ROWS, MOST_CELL = 2_000, 20_000


def write(pieces: Sequence[Piece], _pictures: Mapping[str, bytes] | None = None) -> Written:
    """A workbook with one sheet. What a row cannot hold is named."""
    book = Workbook()
    sheet: Worksheet = book.active  # type: ignore[assignment]
    sheet.title = "Câu hỏi"
    _put(sheet, 1, HEAD)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    losses: list[Loss] = []
    row = 1
    for place, piece in numbered(pieces):
        found: list[Loss] = []
        maker = MAKERS.get(piece.content.kind)
        told = maker(piece.content, place, found) if maker else None
        if told is None or not _comes_back(told[0]):
            code = "kind_not_written" if told is None else "read_otherwise"
            losses.append(Loss(code, place, {"kind": piece.content.kind}))
            continue
        losses += found
        if common.pictures_in(piece.content):
            losses.append(Loss("picture_left_out", place))
        row += 1
        options, key, rule = told
        cells = [NAMES[piece.content.kind], piece.content.stem]
        cells += [*options, *[""] * (OPTIONS - len(options))]
        cells += [key, rule, piece.content.solution, piece.topic]
        _put(sheet, row, [_words(one) for one in cells])
    sheet.freeze_panes = "C2"
    for letter, wide in (("A", 20), ("B", 60), ("O", 16), ("Q", 40)):
        sheet.column_dimensions[letter].width = wide
    out = io.BytesIO()
    book.save(out)
    return Written(out.getvalue(), losses)


def _words(text: str) -> str:
    return PICTURE.sub(lambda found: f"[{found['alt']}]", text)


def template() -> bytes:
    """An empty template with one example of every kind."""
    told = [
        Content("single_choice", "Số nào là số nguyên tố?", {"options": ["4", "6", "7", "9"]},
                {"right": 2}, "7 chỉ chia hết cho 1 và chính nó."),
        Content("multiple_choice", "Chọn các số chẵn.", {"options": ["2", "3", "4", "5"]},
                {"right": [0, 2], "rule": "each"}),
        Content("true_false", "Xét số $12$.",
                {"statements": ["chia hết cho 2", "chia hết cho 5", "là số chính phương",
                                "chia hết cho 3"]},
                {"truths": [True, False, False, True], "table": []}),
        Content("short_number", "Căn bậc hai của $2,25$ là", {},
                {"accepted": [{"value": "1,5", "tolerance": "0"}]}),
        Content("short_text", "Thủ đô của nước ta là", {},
                {"accepted": ["Hà Nội"], "fold": False, "case": False}),
        Content("matching", "Ghép nước với thủ đô.",
                {"left": ["Lào", "Thái Lan"], "right": ["Viêng Chăn", "Băng Cốc"]},
                {"pairs": [0, 1], "rule": "each"}),
        Content("ordering", "Sắp xếp từ bé đến lớn.", {"items": ["$0,5$", "$1$", "$1,5$"]},
                {"order": [0, 1, 2], "rule": "all"}),
        Content("essay", "Tả một cảnh đẹp ở quê em.", {}, {}),
    ]  # fmt: skip
    return write([Piece(content) for content in told]).data


def _put(sheet: Worksheet, row: int, cells: Sequence[str]) -> None:
    """Texts as texts, also those that begin like a formula."""
    for column, text in enumerate(cells, 1):
        if text:
            cell = sheet.cell(row, column)
            cell.value = text
            cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def _comes_back(options: Sequence[str]) -> bool:
    return len(options) <= OPTIONS


Row = tuple[Sequence[str], str, str]


def _single(content: Content, place: str, losses: list[Loss]) -> Row:
    losses += common.fixed_losses(content.body, place)
    right = [content.key["right"], *content.key.get("also", [])]
    return content.body["options"], ", ".join(LETTERS[index] for index in right), ""


def _multiple(content: Content, place: str, losses: list[Loss]) -> Row:
    losses += common.fixed_losses(content.body, place)
    key = ", ".join(LETTERS[index] for index in content.key["right"])
    return content.body["options"], key, RULES[content.key["rule"]]


def _cluster(content: Content, place: str, losses: list[Loss]) -> Row:
    losses += [*common.fixed_losses(content.body, place), Loss("points_table_left_out", place)]
    key = ", ".join("Đ" if truth else "S" for truth in content.key["truths"])
    return content.body["statements"], key, ""


def _number(content: Content, place: str, losses: list[Loss]) -> Row:
    losses += size_losses(content, place)
    told = [
        one["value"] + (f" ± {one['tolerance']}" if one.get("tolerance", "0") != "0" else "")
        for one in content.key["accepted"]
    ]
    return [], OR.join(told), ""


def _text(content: Content, place: str, losses: list[Loss]) -> Row | None:
    if any(OR.strip() in text for text in content.key["accepted"]):
        return None
    losses += size_losses(content, place) + text_losses(content.key, place)
    if content.key.get("case"):
        losses.append(Loss("case_left_out", place))
    return [], OR.join(content.key["accepted"]), ""


def _matching(content: Content, _place: str, _losses: list[Loss]) -> Row | None:
    told = common.couples(content)
    if any(ARROW in text for couple in told for text in couple) or len(told) > OPTIONS:
        return None
    options = [f"{left} {ARROW} {right}".strip() for left, right in told]
    return options, "", RULES[content.key["rule"]]


def _order(content: Content, _place: str, _losses: list[Loss]) -> Row:
    items = [content.body["items"][index] for index in content.key["order"]]
    return items, "", RULES[content.key["rule"]]


def _essay(content: Content, place: str, losses: list[Loss]) -> Row:
    if content.body:
        losses.append(Loss("size_left_out", place))
    return [], "\n".join(common.rubric_lines(content.key)), ""


MAKERS: dict[str, Callable[[Content, str, list[Loss]], Row | None]] = {
    "single_choice": _single,
    "multiple_choice": _multiple,
    "true_false": _cluster,
    "short_number": _number,
    "short_text": _text,
    "matching": _matching,
    "ordering": _order,
    "essay": _essay,
}


def read(data: bytes) -> Reading:
    """The questions of the first sheet that has the head of the template. Raises Unreadable."""
    archive = safe.Archive(data)
    if "xl/workbook.xml" not in archive.names:
        raise Unreadable("not_excel")
    for name in archive.names:
        if name.endswith((".xml", ".rels")):
            bare = archive.read(name).replace(b"\0", b"")
            if b"<!DOCTYPE" in bare or b"<!ENTITY" in bare:
                raise Unreadable("entities")
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheets = [_cells(sheet) for sheet in book.worksheets[:20]]
    except Exception:
        # openpyxl raises whatever its parsers raise on a broken or hostile file.
        raise Unreadable("excel_damaged") from None
    for rows in sheets:
        if rows and (columns := _columns(rows[0])):
            return _read(rows, columns)
    raise Unreadable("not_template")


def _cells(sheet: Any) -> list[list[str]]:
    sheet.reset_dimensions()
    told = sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=40, values_only=True)
    return [[_shown(value) for value in row] for row in told]


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return common.our_number(repr(value)) or repr(value)
    return common.tidy(str(value))[:MOST_CELL]


def _columns(head: Sequence[str]) -> dict[int, int]:
    """Which column of the sheet is which of ours; empty where it is no template."""
    wanted = {fold(name): place for place, name in enumerate(HEAD)}
    found = {wanted[fold(name)]: at for at, name in enumerate(head) if fold(name) in wanted}
    return found if {KIND, STEM, KEY} <= set(found) else {}


def _read(rows: Sequence[Sequence[str]], columns: Mapping[int, int]) -> Reading:
    pieces: list[Piece] = []
    losses: list[Loss] = []
    for number, row in enumerate(rows[1:], 2):
        told = [row[columns[n]] if columns.get(n, 99) < len(row) else "" for n in range(len(HEAD))]
        if not any(told):
            continue
        kind = KINDS.get(fold(told[KIND]) or "single_choice")
        made = READERS[kind](told) if kind else None
        if made is None or kind is None:
            code = "answers_unread" if kind else "kind_not_read"
            text = told[STEM][:120]
            losses.append(Loss(code, str(number), {"kind": told[KIND][:40], "text": text}))
            continue
        body, key = made
        content = Content(kind, told[STEM], body, key, told[SOLUTION])
        source = "\n".join(f"{HEAD[n]}: {text}" for n, text in enumerate(told) if text)
        pieces.append(Piece(content, str(number), source, told[TOPIC][:120]))
    if not pieces and not losses:
        raise Unreadable("no_questions")
    return Reading(pieces, losses)


Pair = tuple[dict[str, Any], dict[str, Any]]


def _options(row: Sequence[str]) -> list[str]:
    told = list(row[FIRST:KEY])
    while told and not told[-1]:
        told.pop()
    return told


def _letters(text: str, size: int) -> list[int] | None:
    told = [one for one in text.upper().replace(";", ",").replace(" ", ",").split(",") if one]
    if len(told) == 1 and len(told[0]) > 1:
        told = list(told[0])
    found = [LETTERS.find(one) for one in told if len(one) == 1]
    return found if len(found) == len(told) and all(0 <= n < size for n in found) else None


def _read_single(row: Sequence[str]) -> Pair | None:
    options = _options(row)
    right = _letters(row[KEY], len(options))
    if right is None:
        return None
    key: dict[str, Any] = {"right": right[0]} if right else {}
    return {"options": options}, key | ({"also": right[1:]} if right[1:] else {})


def _read_multiple(row: Sequence[str]) -> Pair | None:
    options = _options(row)
    right = _letters(row[KEY], len(options))
    rule = RULE_OF.get(fold(row[RULE]), "each")
    return None if right is None else ({"options": options}, {"right": right, "rule": rule})


def _read_cluster(row: Sequence[str]) -> Pair | None:
    told = [one.strip() for one in row[KEY].replace(";", ",").replace(" ", ",").split(",")]
    truths = [common.TRUTHS.get(one.lower()) for one in told if one]
    return None if None in truths else ({"statements": _options(row)}, {"truths": truths})


def _read_number(row: Sequence[str]) -> Pair | None:
    told = [one.partition("±") for one in row[KEY].split("|") if one.strip()]
    accepted = common.accepted_numbers((value, around.strip()) for value, _sign, around in told)
    return None if len(accepted) < len(told) else ({}, {"accepted": accepted})


def _read_text(row: Sequence[str]) -> Pair | None:
    accepted = [one.strip() for one in row[KEY].split("|") if one.strip()]
    return {}, {"accepted": accepted, "fold": False, "case": False}


def _read_matching(row: Sequence[str]) -> Pair | None:
    told = [one.partition(ARROW) for one in _options(row) if one]
    if not all(sign for _left, sign, _right in told):
        return None
    made = common.pairs([(left.strip(), right.strip()) for left, _sign, right in told])
    if made.kind != "matching":
        return None
    return made.body, {**made.key, "rule": RULE_OF.get(fold(row[RULE]), "each")}


def _read_order(row: Sequence[str]) -> Pair | None:
    items = _options(row)
    rule = RULE_OF.get(fold(row[RULE]), "places")
    return {"items": items}, {"order": list(range(len(items))), "rule": rule}


def _read_essay(row: Sequence[str]) -> Pair | None:
    rubric = common.rubric_of(row[KEY]) if row[KEY] else []
    return None if rubric is None else ({}, {"rubric": rubric} if rubric else {})


READERS: dict[str, Callable[[Sequence[str]], Pair | None]] = {
    "single_choice": _read_single,
    "multiple_choice": _read_multiple,
    "true_false": _read_cluster,
    "short_number": _read_number,
    "short_text": _read_text,
    "matching": _read_matching,
    "ordering": _read_order,
    "essay": _read_essay,
}
