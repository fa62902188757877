"""The captions of the ten main classes and the hundred divisions of the Dewey classification."""

import csv
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("ddc.csv")


@cache
def _captions() -> dict[str, dict[str, str]]:
    with _FILE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


def caption(number: str, language: str) -> str:
    """What a DDC number is about, "main class > division", in "vi" or "en"; "" for no number.

    Only the first two digits are read: a division that is not used leaves the class alone.
    """
    rows = [_captions().get(number[:length]) for length in (1, 2) if number]
    names = [row["name_vi" if language == "vi" else "name_en"] for row in rows if row]
    return " › ".join(dict.fromkeys(names))
