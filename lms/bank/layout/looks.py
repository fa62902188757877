"""Finds the option that a teacher marked in Word: the one whose letter looks unlike the others."""

from __future__ import annotations

from collections import Counter

from lms.bank.layout.model import Evidence, Look
from lms.bank.layout.options import FoundOption

KINDS = ("underline", "highlight", "colour", "bold")


def marked_by_looks(
    options: list[FoundOption],
) -> tuple[list[Evidence], list[tuple[str, dict[str, str | int]]]]:
    """Evidence by kind of formatting, and problems (several options marked alike).

    The letter decides; where letters tell nothing, an option whose whole text is marked does.
    """
    evidence: list[Evidence] = []
    problems: list[tuple[str, dict[str, str | int]]] = []
    for kind in KINDS:
        by_letter = [_value(option.letter_look, kind) for option in options]
        by_text = [_whole(option.text_looks, kind) for option in options]
        odd = _odd(by_letter, kind) or _odd(by_text, kind)
        if len(odd) == 1:
            option = options[odd[0]]
            evidence.append(Evidence(kind, option.letter, option.line))
        elif odd and kind != "bold":
            keys = ", ".join(options[index].letter for index in odd)
            problems.append(("key_several", {"keys": keys}))
    return evidence, problems


def odd_letters(options: list[FoundOption], kind: str) -> set[str]:
    """Letters that one kind of formatting sets apart; all of them where all have it."""
    by_letter = [_value(option.letter_look, kind) for option in options]
    by_text = [_whole(option.text_looks, kind) for option in options]
    for values in (by_letter, by_text):
        if all(values) and kind in ("underline", "highlight"):
            return {option.letter for option in options}
        if odd := _odd(values, kind):
            return {options[index].letter for index in odd}
    return set()


def _value(look: Look | None, kind: str) -> str:
    if look is None:
        return ""
    value = getattr(look, kind)
    return kind if value is True else (value or "")


def _whole(looks: frozenset[Look], kind: str) -> str:
    values = {_value(look, kind) for look in looks}
    return values.pop() if len(values) == 1 else ""


def _odd(values: list[str], kind: str) -> list[int]:
    """Indices of the options set apart; empty where all look alike."""
    counts = Counter(values)
    if len(counts) < 2:
        return []
    usual, most = counts.most_common(1)[0]
    if kind in ("underline", "highlight", "bold") or counts[""] >= most:
        usual = ""
    odd = [index for index, value in enumerate(values) if value != usual]
    if kind == "colour" and usual and any(not values[index] for index in odd):
        return [index for index, value in enumerate(values) if value]
    if kind == "colour" and len(odd) > 1:
        reds = [index for index in odd if _is_red(values[index])]
        return reds if len(reds) == 1 else odd
    return odd


def _is_red(colour: str) -> bool:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (0, 2, 4))
    return red > 150 and green < 100 and blue < 100
