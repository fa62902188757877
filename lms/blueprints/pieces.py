"""Texts of questions as the tree that pandoc reads: formulas, pictures, options. Pure.

No text of a teacher is ever read as markup: every run of it becomes a string of the tree.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from lms.bank import tabled
from lms.formats.latex import schooled
from lms.formats.markup import FORMULA

Node = dict[str, Any]
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
VERSION = [1, 23, 1]
_PIECE = re.compile(
    rf"{FORMULA.pattern}"
    r"|!\[(?P<alt>[^\]\n]{0,300})\]\(file:(?P<uid>[0-9a-f-]{36})\)|(?P<gap>\{\{\d{1,2}\}\})|\n",
    re.DOTALL,
)
RULED = "Ruled"  # the style that a table with lines is known by
_GAP = "............"
# Characters up to which options stand four in a line, or two.
FOUR, TWO = 16, 40


def document(blocks: Sequence[Node]) -> Node:
    """The whole tree."""
    return {"pandoc-api-version": VERSION, "meta": {}, "blocks": list(blocks)}


def string(text: str) -> list[Node]:
    """A run of text, its spaces told apart."""
    found: list[Node] = []
    for piece in re.split(r"(\s+)", text):
        if piece:
            found.append({"t": "Space"} if piece.isspace() else {"t": "Str", "c": piece})
    return found


def inlines(text: str, pictures: Mapping[str, str]) -> list[Node]:
    """A text with its formulas and pictures; `pictures` are names of files by uid."""
    found: list[Node] = []
    end = 0
    for match in _PIECE.finditer(text):
        found += string(text[end : match.start()])
        end = match.end()
        if tex := match["block"] or match["line"]:
            kind = "DisplayMath" if match["block"] else "InlineMath"
            found.append({"t": "Math", "c": [{"t": kind}, schooled(tex)]})
        elif match["gap"]:
            found += string(f"({match['gap'].strip('{}')}) {_GAP}")
        elif match["uid"]:
            alt = string(match["alt"])
            name = pictures.get(match["uid"])
            target = [name or "", ""]
            picture = {"t": "Image", "c": [["", [], []], alt, target]}
            found += [picture] if name else string(f"[{match['alt']}]")
        elif match[0] == "\\$":
            found += string("$")
        else:
            found.append({"t": "LineBreak"})
    return found + string(text[end:])


def para(nodes: Sequence[Node]) -> Node:
    """A paragraph."""
    return {"t": "Para", "c": list(nodes)}


def strong(text: str) -> Node:
    """Bold text."""
    return {"t": "Strong", "c": string(text)}


def blocks(text: str, pictures: Mapping[str, str], lead: Sequence[Node] = ()) -> list[Node]:
    """A text with its tables as blocks of their own; `lead` stands before its first words."""
    found: list[Node] = []
    for part in tabled.parts(text):
        if isinstance(part, str):
            found.append(para([*lead, *inlines(part, pictures)]))
        else:
            found += [para(lead)] if lead else []
            rows = [[inlines(cell, pictures) for cell in row] for row in part]
            width = min(1 / len(part[0]), 0.2)
            found.append(table(rows, [width] * len(part[0]), ruled=True))
        lead = ()
    return found or [para(lead)]


def table(
    rows: Sequence[Sequence[Sequence[Node]]], widths: Sequence[float], *, ruled: bool = False
) -> Node:
    """A table without head: rows of cells of inlines; `widths` are shares of the line."""
    nothing: list[Any] = ["", [], []]
    lines = (
        [["typst:stroke", "0.5pt"], ["typst:inset", "4pt"], ["custom-style", RULED]]
        if ruled
        else []
    )
    columns = [[{"t": "AlignLeft"}, {"t": "ColWidth", "c": width}] for width in widths]
    made = [
        [nothing, [[nothing, {"t": "AlignDefault"}, 1, 1, [{"t": "Plain", "c": list(cell)}]]
                   for cell in row]]
        for row in rows
    ]  # fmt: skip
    return {
        "t": "Table",
        "c": [
            ["", [], lines],
            [None, []],
            columns,
            [nothing, []],
            [[nothing, 0, [], made]],
            [nothing, []],
        ],
    }


def options(texts: Sequence[str], pictures: Mapping[str, str]) -> Node:
    """Lettered options, four, two or one in a line, as their length allows."""
    cells = [
        [strong(f"{LETTERS[n]}."), {"t": "Space"}, *inlines(text, pictures)]
        for n, text in enumerate(texts)
    ]
    longest = max((_length(text) for text in texts), default=0)
    across = 4 if longest <= FOUR and len(texts) % 4 == 0 else 2 if longest <= TWO else 1
    padded = cells + [[] for _ in range(-len(cells) % across)]
    rows = [padded[at : at + across] for at in range(0, len(padded), across)]
    return table(rows, [1 / across] * across)


def _length(text: str) -> int:
    """About how many letters wide it is printed; a picture or a line break takes the line."""
    if "](file:" in text or "\n" in text:
        return TWO + 1
    return len(re.sub(r"\\[a-zA-Z]+|[{}$^_\\]", "", text))


def question(
    number: int, stem: str, shown: Mapping[str, Any], pictures: Mapping[str, str]
) -> list[Node]:
    """A question as it stands on paper; `shown` is what its kind shows a pupil on this form."""
    found = blocks(stem, pictures, [strong(f"Câu {number}."), {"t": "Space"}])
    if "options" in shown:
        found.append(options(shown["options"], pictures))
    elif "statements" in shown:
        found += [
            para([*string(f"{letter}) "), *inlines(text, pictures)])
            for letter, text in zip("abcdefgh", shown["statements"], strict=False)
        ]
    elif "left" in shown and "right" in shown:
        found.append(_pairs(shown, pictures))
    elif "items" in shown:
        found += [para([*string("– "), *inlines(text, pictures)]) for text in shown["items"]]
    elif "gaps" in shown:
        found.append(para(inlines(str(shown.get("text", "")), pictures)))
        for at, gap in enumerate(shown["gaps"], 1):
            if gap.get("options"):
                found += [para(string(f"({at})")), options(gap["options"], pictures)]
    elif "picture" in shown:
        uid = str(shown["picture"]).removeprefix("file:")
        found.append(para(inlines(f"![{shown.get('alt', '')}](file:{uid})", pictures)))
    return found


def _pairs(shown: Mapping[str, Any], pictures: Mapping[str, str]) -> Node:
    left, right = shown["left"], shown["right"]
    rows = []
    for at in range(max(len(left), len(right))):
        one = [*string(f"{at + 1}. "), *inlines(left[at], pictures)] if at < len(left) else []
        other = (
            [*string(f"{LETTERS[at]}. "), *inlines(right[at], pictures)] if at < len(right) else []
        )
        rows.append([one, other])
    return table(rows, [0.5, 0.5])


def answer(kind: Any, body: Mapping[str, Any], key: Mapping[str, Any], order: Sequence[int]) -> str:
    """The key of a question on one form, as a key table has it; "" for one without such a key."""

    def letter(index: Any) -> str:
        return LETTERS[order.index(index)] if index in order else "?"

    if "truths" in key:
        truths = key["truths"]
        places = order if len(order) == len(truths) else range(len(truths))
        return " ".join("Đ" if truths[at] else "S" for at in places)
    if "pairs" in key:
        shown = [order.index(at) if at in order else at for at in key["pairs"]]
        return " ".join(f"{n}{LETTERS[at]}" for n, at in enumerate(shown, 1))
    if isinstance(key.get("right"), int):
        return ", ".join(sorted(letter(at) for at in (key["right"], *key.get("also", ()))))
    if isinstance(key.get("right"), list):
        return ", ".join(sorted(letter(at) for at in key["right"]))
    accepted = key.get("accepted")
    if isinstance(accepted, list) and accepted:
        first = accepted[0]
        return str(first["value"] if isinstance(first, dict) else first)
    return "" if kind.by_hand else "; ".join(kind.lines(body, key))[:60]
