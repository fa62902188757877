"""Whether a criterion is met, is not, or cannot be known here. Pure."""

from dataclasses import dataclass

MET, NOT_MET, UNKNOWN = "met", "not_met", "unknown"


@dataclass(frozen=True)
class Verdict:
    """What can be said; `value` and `least` in hundredths, None where there is none."""

    state: str
    value: int | None
    least: int | None


def share(number: int, people: int) -> int | None:
    """How many for each, in hundredths rounded down: a share never reaches what it does not;
    None for nobody."""
    return number * 100 // people if people else None


def judge(value: int | None, least: int | None) -> Verdict:
    """Compare; without a figure or without a number to compare with nothing is known."""
    if value is None or least is None:
        return Verdict(UNKNOWN, value, least)
    return Verdict(MET if value >= least else NOT_MET, value, least)
