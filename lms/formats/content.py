"""What readers and writers of all formats do alike with the content of a question. Pure."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from lms import asking
from lms.bank.layout.lines import clean
from lms.bank.rules import Content
from lms.formats import shares
from lms.formats.markup import PICTURE
from lms.formats.model import Loss

TRUE, FALSE = "Đúng", "Sai"
TRUTHS = {"đúng": True, "true": True, "đ": True, "sai": False, "false": False, "s": False}
GAP = re.compile(r"\{\{(\d{1,2})\}\}")
FILL = "Điền vào chỗ trống."
RUBRIC_LINE = re.compile(r"^\s*(?P<share>\d{1,3}(?:[.,]\d{1,6})?)\s*%\s*[–:-]\s*(?P<text>\S.*)$")


def tidy(text: str) -> str:
    """NFC, without invisible characters, without spaces at the ends."""
    return clean(text).strip()


def topic_of(path: str) -> str:
    """The last part of the path of a category; a doubled slash is one of a name."""
    return path.replace("//", "\x00").rpartition("/")[2].replace("\x00", "/").strip()[:120]


def point_number(text: str) -> str:
    """A number of ours as other systems write it: with a point and an ASCII sign."""
    value = asking.decimal(text)
    return f"{value if value is not None else Decimal(0):f}"


def our_number(text: str) -> str | None:
    """A number of theirs as schools write it, None for what is none."""
    value = asking.decimal(text)
    if value is None:
        try:
            value = Decimal(text.strip()) if len(text) < 40 else None
        except ArithmeticError:
            value = None
        if value is None or not value.is_finite() or abs(value.adjusted()) > 12:
            return None
    return asking.number_text(value)


def accepted_numbers(pairs: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    """Accepted numbers from (value, tolerance); what is no number is left out."""
    found = []
    for value, tolerance in pairs:
        number, around = our_number(value), our_number(tolerance or "0")
        if number is not None:
            found.append({"value": number, "tolerance": around or "0"})
    return found


def fixed_losses(body: dict[str, Any], place: str) -> list[Loss]:
    """Options that must stay where they are, for a format that does not know that."""
    return [Loss("fixed_left_out", place)] if body.get("fixed") else []


def choice(options: Sequence[str], weights: Sequence[Decimal], one: bool) -> tuple[Content, bool]:
    """A choice from the weights of its options (1 is right), and whether they say exactly that."""
    body = {"options": list(options)}
    if not one:
        right, rule, exact = shares.rule_of(weights)
        return Content("multiple_choice", "", body, {"right": right, "rule": rule}), exact
    full = [index for index, weight in enumerate(weights) if weight >= Decimal("0.9999")]
    exact = all(weight <= 0 for index, weight in enumerate(weights) if index not in full)
    key: dict[str, Any] = {"right": full[0]} if full else {}
    if full[1:]:
        key["also"] = full[1:]
    return Content("single_choice", "", body, key), exact and bool(full)


def pairs(couples: Sequence[tuple[str, str]]) -> Content:
    """A matching from (left, right), left empty for a right side without partner; a cluster of
    statements where the right sides are true and false."""
    right = list(dict.fromkeys(text for _left, text in couples))
    told = [(left, text) for left, text in couples if left]
    words = [TRUTHS.get(text.strip().lower()) for text in right]
    if right and None not in words and len(set(words)) == len(words) and len(right) <= 2:
        truths = [bool(TRUTHS[text.strip().lower()]) for _left, text in told]
        return Content(
            "true_false", "", {"statements": [left for left, _ in told]}, {"truths": truths}
        )
    return Content(
        "matching",
        "",
        {"left": [left for left, _ in told], "right": right},
        {"pairs": [right.index(text) for _left, text in told], "rule": "each"},
    )


def couples(content: Content) -> list[tuple[str, str]]:
    """The way back: (left, right) of a matching or a cluster; partners without left at the end."""
    if content.kind == "true_false":
        told = zip(content.body["statements"], content.key["truths"], strict=True)
        found = [(text, TRUE if truth else FALSE) for text, truth in told]
        missing = [word for word in (TRUE, FALSE) if word not in {word for _, word in found}]
        return found + [("", word) for word in missing]
    left, right, to = content.body["left"], content.body["right"], content.key["pairs"]
    found = [(text, right[index]) for text, index in zip(left, to, strict=True)]
    return found + [("", text) for index, text in enumerate(right) if index not in set(to)]


def rubric_lines(key: dict[str, Any]) -> list[str]:
    """A rubric as lines: "25 % – text"."""
    return [
        f"{row['share']} % – {' '.join(row['text'].split())}" for row in asking.rubric_rows(key)
    ]


def rubric_of(text: str) -> list[dict[str, str]] | None:
    """The way back; None where a line is none of a rubric, or the shares do not add up to 1."""
    rows = []
    for line in filter(str.strip, text.splitlines()):
        found = RUBRIC_LINE.match(line)
        if found is None:
            return None
        share = Decimal(found["share"].replace(",", ".")).scaleb(-2).normalize()
        rows.append({"text": found["text"].strip(), "share": f"{share:f}"})
    return rows if sum(Decimal(row["share"]) for row in rows) == 1 else None


def pictures_in(content: Content) -> list[str]:
    """Names of the pictures that the texts of a question show, in their order, once each."""
    found: dict[str, None] = {}

    def walk(value: Any) -> None:
        if isinstance(value, str):
            found.update((one["name"], None) for one in PICTURE.finditer(value))
            if value.startswith("file:"):
                found[value.removeprefix("file:")] = None
        elif isinstance(value, dict):
            for one in value.values():
                walk(one)
        elif isinstance(value, list):
            for one in value:
                walk(one)

    walk([content.stem, content.body, content.solution])
    return list(found)


def even_table(size: int) -> list[str]:
    """Shares of the points where every statement counts the same."""
    told = [(Decimal(n) / size).quantize(Decimal("0.0001")) for n in range(size + 1)]
    return [f"{one.normalize():f}" for one in told]


def split_cloze(text: str) -> tuple[str, str, bool]:
    """Stem and text of a cloze: the first line where the gaps come later; whether it was made."""
    first, _, rest = text.partition("\n")
    if rest.strip() and first.strip() and not GAP.search(first):
        return first.strip(), rest.strip(), False
    return FILL, text.strip(), True
