"""Shares of the points as other systems write them: percentages with five places. Pure."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

HUNDRED = Decimal(100)
PLACES = Decimal("0.00001")


def percent(share: Decimal) -> str:
    """A share from -1 to 1 as Moodle writes it: "50", "33.33333", "-100"."""
    value = (share * HUNDRED).quantize(PLACES, ROUND_HALF_UP)
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def choice_weights(count: int, right: Sequence[int], rule: str) -> list[Decimal]:
    """The weight of each option of a multiple choice: right ones share 1, wrong ones take away
    all ("each"; "all" has nothing nearer) or as much as a right one gives ("minus")."""
    one = Decimal(1) / len(right)
    wrong = -one if rule == "minus" else Decimal(-1)
    return [one if index in right else wrong for index in range(count)]


def rule_of(weights: Sequence[Decimal]) -> tuple[list[int], str, bool]:
    """Right options, rule, and whether the weights say exactly that rule."""
    right = [index for index, weight in enumerate(weights) if weight > 0]
    if not right:
        return [], "each", False
    even = all(abs(weights[index] * len(right) - 1) < Decimal("0.001") for index in right)
    wrong = [weight for index, weight in enumerate(weights) if index not in right]
    if wrong and all(abs(weight * len(right) + 1) < Decimal("0.001") for weight in wrong):
        return right, "each" if len(right) == 1 else "minus", even
    exact = all(weight == -1 for weight in wrong)
    return right, "each", even and exact
