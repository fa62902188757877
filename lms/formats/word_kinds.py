"""Kinds of questions as lines of a paper that `lms.bank.layout.headed` reads back. Pure.

Each is told as (what stands above the key, the key line); a table is a list of rows.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from lms import asking
from lms.asking import LETTERS
from lms.bank.layout import headed
from lms.bank.rules import Content
from lms.formats.content import GAP
from lms.formats.model import Loss

Told = list[str | list[list[str]]]


def lines(content: Content) -> Told:
    """The lines of a question below its stem, texts of ours in them."""
    return WRITERS[content.kind](content.body, content.key)


def losses(content: Content, place: str) -> list[Loss]:
    """What those lines do not say."""
    found = []
    gaps = content.body.get("gaps", ())
    if any(gap.get("most_chars") for gap in gaps):
        found.append(Loss("length_left_out", place))
    texts = [key for gap, key in _gaps(content) if gap["type"] == "text"]
    if len({(one.get("fold"), one.get("case")) for one in texts}) > 1:
        found.append(Loss("comparing_left_out", place))
    if content.kind == "file_answer" and content.key.get("rubric"):
        found.append(Loss("rubric_left_out", place))
    return found


def _gaps(content: Content) -> list[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    return list(zip(content.body.get("gaps", ()), content.key.get("gaps", ()), strict=False))


def _how(*words: str) -> str:
    return f"{headed.HOW}: {'; '.join(words)}"


def comparing(key: Mapping[str, Any]) -> str:
    """The line that says how words are compared, "" where there is nothing to say."""
    words = [word for word, name in ((headed.FOLD, "fold"), (headed.CASE, "case")) if key.get(name)]
    return _how(*words) if words else ""


def number(one: Mapping[str, str]) -> str:
    """An accepted number with its tolerance."""
    around = one.get("tolerance", "0")
    return one["value"] + (f" ± {around}" if asking.decimal(around) else "")


def _several(body: Any, key: Any) -> Told:
    told: Told = [
        f"{letter}. {text}" for letter, text in zip(LETTERS, body["options"], strict=False)
    ]
    right = ", ".join(LETTERS[index] for index in sorted(key["right"]))
    return [*told, _how(headed.RULES[key["rule"]]), f"Đáp án: {right}"]


def _pairs(body: Any, key: Any) -> Told:
    left, right = body["left"], body["right"]
    rows = [
        [
            f"{n + 1}) {left[n]}" if n < len(left) else "",
            f"{headed.SIDES[n]}. {right[n]}" if n < len(right) else "",
        ]
        for n in range(max(len(left), len(right)))
    ]
    pairs = ", ".join(f"{n}-{headed.SIDES[to]}" for n, to in enumerate(key["pairs"], 1))
    return [rows, _how(headed.RULES[key["rule"]]), f"Đáp án: {pairs}"]


def _order(body: Any, key: Any) -> Told:
    told: Told = [f"{n}) {text}" for n, text in enumerate(body["items"], 1)]
    order = " - ".join(str(index + 1) for index in key["order"])
    return [*told, _how(headed.RULES[key["rule"]]), f"Đáp án: {order}"]


def _cloze(body: Any, key: Any) -> Told:
    told: Told = [GAP.sub(r"___(\1)___", body["text"])]
    gaps = list(zip(body["gaps"], key["gaps"], strict=True))
    how = next((comparing(one) for gap, one in gaps if gap["type"] == "text"), "")
    told += [how] if how else []
    for number, (gap, one) in enumerate(gaps, 1):
        told.append(f"Đáp án: ({number}) {_gap(gap, one)}")
    return told


def _gap(gap: Any, key: Any) -> str:
    kind = {"number": headed.NUMBER_GAP, "choice": headed.CHOICE_GAP}.get(gap["type"])
    if gap["type"] == "choice":
        answers = [f"*{t}" if n == key["right"] else t for n, t in enumerate(gap["options"])]
    elif gap["type"] == "number":
        answers = [number(one) for one in key["accepted"]]
    else:
        answers = list(key["accepted"])
        plain = not any(one[:1].isdigit() or one[:1] in "+-−–[" for one in answers)
        kind = None if plain and not key.get("share") else headed.TEXT_GAP
    marks = [kind] if kind else []
    if key.get("share"):
        marks.append(f"{(Decimal(key['share']) * 100).normalize():f} %".replace(".", ","))
    return (f"[{'; '.join(marks)}] " if marks else "") + " | ".join(answers)


def _file(body: Any, _key: Any) -> Told:
    what = ", ".join(headed.FILES[name] for name in body["what"])
    return [f"{headed.HAND_IN}: {what}; nhiều nhất {body.get('most_files', 1)} tệp"]


WRITERS: dict[str, Callable[[Any, Any], Told]] = {
    "multiple_choice": _several, "matching": _pairs, "ordering": _order, "cloze": _cloze,
    "file_answer": _file,
}  # fmt: skip
