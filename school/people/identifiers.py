"""How identifiers are kept and found again: the citizen number never stands open in the rows."""

from typing import Any

from suite import sealing

MOET, SCHOOL, LIFELONG, CITIZEN = "moet", "school", "lifelong", "cccd"
ONEROSTER = "oneroster"
"""The sourcedId of a system from which people came by OneRoster files."""
SCHEMES = (MOET, SCHOOL, LIFELONG, CITIZEN)
SEALED = (CITIZEN,)
OPEN_DIGITS = 3


def columns_of(scheme: str, value: str) -> dict[str, Any]:
    """The columns of a PersonIdentifier for a value as it is written."""
    if scheme not in SEALED:
        return {"scheme": scheme, "value": value}
    return {
        "scheme": scheme,
        "value": key_of(scheme, value),
        "sealed": sealing.seal(value),
        "hint": value[-OPEN_DIGITS:],
    }


def key_of(scheme: str, value: str) -> str:
    """What stands in the column `value`: by it the same identifier is found again."""
    return sealing.digest(scheme, value) if scheme in SEALED else value
