"""What may stand under what in the organisation tree."""

import re

UNDER: dict[str, tuple[str | None, ...]] = {
    "province": (None,),
    "commune": ("province",),
    "school": ("commune", "province"),
}
GRADES = {"primary": range(1, 6), "lower_secondary": range(6, 10), "upper_secondary": range(10, 13)}


class UnitError(ValueError):
    """A unit that cannot stand so; the text says why, `code` in a word."""

    def __init__(self, text: str, code: str = "place") -> None:
        super().__init__(text)
        self.code = code


def check(kind: str, parent_kind: str | None, stage: str | None) -> None:
    """Raise UnitError unless a unit of `kind` may stand under one of `parent_kind`."""
    if kind not in UNDER:
        raise UnitError(f"{kind} is no kind of unit; kinds are {', '.join(UNDER)}")
    if parent_kind not in UNDER[kind]:
        allowed = " or ".join(str(p) for p in UNDER[kind] if p)
        raise UnitError(f"a {kind} stands under a {allowed}" if allowed else f"a {kind} is topmost")
    if stage is not None and (kind != "school" or stage not in GRADES):
        raise UnitError(f"{stage} is no stage of a school; stages are {', '.join(GRADES)}")


def check_code(code: str) -> None:
    """Raise UnitError unless a code has 1 to 20 letters, digits, dots, dashes or underscores."""
    if not re.fullmatch(r"[\w.-]{1,20}", code):
        raise UnitError("a code has 1 to 20 letters, digits, dots and dashes", "code")


def check_name(name: str) -> None:
    """Raise UnitError unless a name has 1 to 200 letters."""
    if not 0 < len(name.strip()) <= 200:
        raise UnitError("a name has from 1 to 200 letters", "name")


def grades_of(stage: str | None) -> range:
    """The grades of a stage; all twelve where none is told."""
    return GRADES.get(stage or "", range(1, 13))
