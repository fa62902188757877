"""Matrix and specification as grids of cells, in the layout of official letter 7991.

These papers are Vietnamese in whatever language the page is: the letter says how they look.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from lms.bank.rules import APPLY, KNOW, LEVELS, UNDERSTAND
from lms.blueprints.models import Blueprint
from lms.blueprints.rules import Plan, Row
from suite.clock import show_date, today

LEVEL_WORDS = {KNOW: "Biết", UNDERSTAND: "Hiểu", APPLY: "Vận dụng"}
KIND_WORDS = {
    "single_choice": "Nhiều lựa chọn",
    "true_false": "Đúng - Sai",
    "short_number": "Trả lời ngắn",
    "essay": "Tự luận",
}


@dataclass(frozen=True)
class Cell:
    """`across` and `down` are how many columns and rows it takes."""

    text: str
    across: int = 1
    down: int = 1
    bold: bool = False
    left: bool = False


@dataclass(frozen=True)
class Grid:
    """Rows of cells; where a cell of a row above reaches down, the row has none. `widths` are
    shares of the width by column, `heads` how many rows repeat on every page."""

    rows: Sequence[Sequence[Cell]]
    widths: Sequence[int]
    heads: int


@dataclass(frozen=True)
class About:
    """What stands above a grid."""

    school: str
    title: str
    subject: str


def about(held: Blueprint, what: str) -> About:
    """The heading of the matrix or of the specification."""
    name = "MA TRẬN ĐỀ KIỂM TRA" if what == "matrix" else "BẢN ĐẶC TẢ ĐỀ KIỂM TRA"
    grade = f", lớp {held.grade}" if held.grade else ""
    subject = f"Môn: {held.subject.name_vi}{grade} · Thời gian: {held.minutes} phút"
    return About(held.school.name, name, f"{held.title} · {subject} · {show_date(today())}")


def names_of(kinds: Mapping[str, Any]) -> dict[str, str]:
    """The names of kinds as such papers have them."""
    return {name: KIND_WORDS.get(name, str(kind.label)) for name, kind in kinds.items()}


def number(value: Decimal | int) -> str:
    """A number with a comma, without needless zeros; nothing for zero."""
    text = f"{value:f}" if isinstance(value, Decimal) else str(value)
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "" if text in ("", "0") else text.replace(".", ",")


def _head(plan: Plan, names: Mapping[str, str], fixed: Sequence[str], tail: Sequence[str],
          sums: bool) -> list[list[Cell]]:  # fmt: skip
    levels = [Cell(LEVEL_WORDS[level], bold=True) for level in LEVELS]
    parts = [
        Cell(f"{part.title}. {names.get(part.kind, part.kind)}", across=3, bold=True)
        for part in plan.parts
    ]
    whole = [Cell("Tổng", across=3, bold=True)] if sums else []
    first = [*(Cell(one, down=3, bold=True) for one in fixed),
             Cell("Số câu hỏi theo dạng thức và mức độ nhận thức" if not sums
                  else "Mức độ đánh giá", across=3 * len(plan.parts), bold=True),
             *(Cell("Tổng", across=3, down=2, bold=True) for _ in whole),
             *(Cell(one, down=3, bold=True) for one in tail)]  # fmt: skip
    return [first, parts, levels * (len(plan.parts) + len(whole))]


def matrix(plan: Plan, names: Mapping[str, str]) -> Grid:
    """The matrix: numbers of questions by part and level, sums, points and shares."""
    fixed = ("TT", "Chủ đề/Chương", "Nội dung/đơn vị kiến thức")
    head = _head(plan, names, fixed, ("Tỉ lệ % điểm",), sums=True)
    rows = [_matrix_row(plan, at, row) for at, row in enumerate(plan.rows, 1)]
    sides = range(len(plan.parts))
    by_cell = [(at, level) for at in sides for level in LEVELS]
    counts = [number(plan.count(at, level)) for at, level in by_cell]
    counts += [number(plan.count(level=level)) for level in LEVELS]
    points = [number(plan.points(at, level)) for at, level in by_cell]
    points += [number(plan.points(level=level)) for level in LEVELS]
    shares = [Cell(_percent(plan, plan.points(at)), across=3, bold=True) for at in sides]
    shares += [Cell(_percent(plan, plan.points(level=level)), bold=True) for level in LEVELS]
    foot = [
        [Cell("Tổng số câu", across=3, bold=True), *(Cell(one, bold=True) for one in counts),
         Cell(str(plan.count()), bold=True)],
        [Cell("Tổng số điểm", across=3, bold=True), *(Cell(one, bold=True) for one in points),
         Cell(number(plan.points()) or "0", bold=True)],
        [Cell("Tỉ lệ %", across=3, bold=True), *shares, Cell("100", bold=True)],
    ]  # fmt: skip
    widths = [2, 8, 8, *([3] * (3 * len(plan.parts) + 3)), 4]
    return Grid([*head, *rows, *foot], widths, 3)


def _matrix_row(plan: Plan, at: int, row: Row) -> list[Cell]:
    cells = [number(row.cells.get((n, level), 0)) for n in range(len(plan.parts))
             for level in LEVELS]  # fmt: skip
    sums = [number(sum(n for (_at, of), n in row.cells.items() if of == level)) for level in LEVELS]
    lead = [Cell(str(at)), Cell(row.topic, left=True), Cell(row.unit, left=True)]
    share = _percent(plan, plan.row_points(row))
    return [*lead, *(Cell(one) for one in [*cells, *sums]), Cell(share)]


def _percent(plan: Plan, points: Decimal) -> str:
    total = plan.points()
    return number((points * 100 / total).quantize(Decimal("0.1"), ROUND_HALF_UP)) if total else ""


def specification(plan: Plan, names: Mapping[str, str]) -> Grid:
    """The specification: what each level of a topic asks for, and how many questions ask it."""
    fixed = ("TT", "Chủ đề/Chương", "Nội dung/đơn vị kiến thức", "Yêu cầu cần đạt")
    head = _head(plan, names, fixed, (), sums=False)
    rows: list[list[Cell]] = []
    for at, row in enumerate(plan.rows, 1):
        used = [level for level in LEVELS if row.asks.get(level) or _asked(row, level)] or [KNOW]
        for n, level in enumerate(used):
            told = Cell(f"{LEVEL_WORDS[level]}: {row.asks.get(level, '')}".rstrip(": "), left=True)
            lead = [Cell(str(at), down=len(used)), Cell(row.topic, down=len(used), left=True),
                    Cell(row.unit, down=len(used), left=True)] if n == 0 else []  # fmt: skip
            counts = [
                Cell(number(row.cells.get((p, of), 0)) if of == level else "")
                for p in range(len(plan.parts))
                for of in LEVELS
            ]
            rows.append([*lead, told, *counts])
    by_cell = [(p, level) for p in range(len(plan.parts)) for level in LEVELS]
    foot = [
        [Cell("Tổng số câu", across=4, bold=True),
         *(Cell(number(plan.count(p, level)), bold=True) for p, level in by_cell)],
        [Cell("Tổng số điểm", across=4, bold=True),
         *(Cell(number(plan.points(p)), across=3, bold=True) for p in range(len(plan.parts)))],
    ]  # fmt: skip
    widths = [2, 7, 7, 14, *([3] * (3 * len(plan.parts)))]
    return Grid([*head, *rows, *foot], widths, 3)


def _asked(row: Row, level: str) -> bool:
    return any(of == level and n for (_at, of), n in row.cells.items())
