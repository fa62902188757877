"""Many notes of one kind in one column become one line: nobody reads two thousand of them."""

from collections.abc import Sequence

from school.roster.records import Fault

MOST = 20
EXAMPLES = 2
SUMMED = ("font_tcvn3", "font_vni", "capitals", "year_only", "short_code", "zeros_lost")


def summed(notes: Sequence[Fault]) -> list[Fault]:
    """The notes in their order; of more than MOST alike in a column only one line with examples.

    The line stands in the place of the first, its code ends in "_many", its value is
    "count|examples".
    """
    held: dict[tuple[str, str, str], list[Fault]] = {}
    for one in notes:
        if one.code in SUMMED:
            held.setdefault(_key(one), []).append(one)
    found, told = [], set[tuple[str, str, str]]()
    for one in notes:
        alike = held.get(_key(one), [])
        if len(alike) <= MOST or one.code not in SUMMED:
            found.append(one)
        elif _key(one) not in told:
            told.add(_key(one))
            examples = "; ".join(other.value for other in alike[:EXAMPLES])
            value = f"{len(alike)}|{examples}"
            found.append(Fault(f"{one.code}_many", one.sheet, 0, one.column, value))
    return found


def _key(one: Fault) -> tuple[str, str, str]:
    return one.code, one.sheet, one.column
