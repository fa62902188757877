"""One gap of a cloze text: what makes it usable, what an answer in it is worth. Pure."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from lms import asking

TYPES = ("text", "number", "choice")
FEWEST_OPTIONS, MOST_OPTIONS, MOST_CHARS = 2, 12, 100
Gap = Mapping[str, Any]


def problems(gap: Any, key: Any) -> list[str]:
    """Codes: gap_unknown, those of options, key_missing, key_no_number."""
    if not isinstance(gap, dict) or not isinstance(key, dict) or gap.get("type") not in TYPES:
        return ["gap_unknown"]
    if gap["type"] == "text":
        return asking.text_key_problems(key)
    if gap["type"] == "number":
        return asking.number_key_problems(key)
    found = asking.option_problems(gap.get("options"), FEWEST_OPTIONS, MOST_OPTIONS)
    if found:
        return found
    right = asking.index(key.get("right"), len(gap["options"]))
    return ["key_missing"] if right is None else []


def fits(gap: Gap, value: Any) -> bool:
    """Whether a value can be an answer in the gap; None can."""
    if value is None:
        return True
    if gap["type"] == "choice":
        return asking.index(value, len(gap["options"])) is not None
    return isinstance(value, str)


def is_empty(value: Any) -> bool:
    """Whether nothing was answered."""
    return value is None or (isinstance(value, str) and not value.strip())


def found(gap: Gap, key: Gap, value: Any) -> int | None:
    """Which way of answering the value is, by `ways`; None for an empty gap."""
    if is_empty(value):
        return None
    if gap["type"] == "choice":
        return int(value)
    if gap["type"] == "number":
        number = asking.decimal(value)
        place = None if number is None else asking.accepted_number(key, number)
    else:
        place = asking.accepted_text(key, value)
    return len(key["accepted"]) if place is None else place


def ways(gap: Gap, key: Gap) -> list[str]:
    """The known ways of answering: options, or accepted answers without "another one"."""
    if gap["type"] == "choice":
        return list(gap["options"])
    if gap["type"] == "number":
        return [asking.number_words(one) for one in key["accepted"]]
    return list(key["accepted"])


def is_right(gap: Gap, key: Gap, way: int | None) -> bool:
    """Whether a way of answering is right."""
    if way is None:
        return False
    return way == key["right"] if gap["type"] == "choice" else way < len(key["accepted"])


def typed(gap_type: str, answers: str, folded: bool, case: bool) -> tuple[dict[str, Any], Any]:
    """Gap and key from a row of the editor: answers with `|` between them; of a choice, the right
    one begins with `*`; of a number, a tolerance stands behind `±`."""
    told = [one.strip() for one in answers.split("|") if one.strip()]
    if gap_type == "choice":
        right = [n for n, one in enumerate(told) if one.startswith("*")]
        options = [one.removeprefix("*").strip() for one in told]
        key = {"right": right[0]} if len(right) == 1 else {}
        return {"type": gap_type, "options": options}, key
    if gap_type == "number":
        pairs = [one.partition("±") for one in told]
        accepted = [{"value": v.strip(), "tolerance": t.strip() or "0"} for v, _sign, t in pairs]
        return {"type": gap_type}, {"accepted": accepted}
    return {"type": gap_type}, {"accepted": told, "fold": folded, "case": case}


def written(gap: Gap, key: Gap) -> str:
    """The answers as `typed` reads them."""
    if gap["type"] == "choice":
        marks = ["*" if n == key.get("right") else "" for n in range(len(gap["options"]))]
        return " | ".join(mark + text for mark, text in zip(marks, gap["options"], strict=True))
    if gap["type"] == "number":
        pairs = [(one["value"], one.get("tolerance", "0")) for one in key["accepted"]]
        return " | ".join(
            v + (f" ± {t}" if asking.decimal(t) != Decimal(0) else "") for v, t in pairs
        )
    return " | ".join(key["accepted"])
