"""What may stand under what in the organisation tree."""

UNDER: dict[str, tuple[str | None, ...]] = {
    "province": (None,),
    "commune": ("province",),
    "school": ("commune", "province"),
}
GRADES = {"primary": range(1, 6), "lower_secondary": range(6, 10), "upper_secondary": range(10, 13)}


class UnitError(ValueError):
    """A unit that cannot stand there; the text says why."""


def check(kind: str, parent_kind: str | None, stage: str | None) -> None:
    """Raise UnitError unless a unit of `kind` may stand under one of `parent_kind`."""
    if kind not in UNDER:
        raise UnitError(f"{kind} is no kind of unit; kinds are {', '.join(UNDER)}")
    if parent_kind not in UNDER[kind]:
        allowed = " or ".join(str(p) for p in UNDER[kind] if p)
        raise UnitError(f"a {kind} stands under a {allowed}" if allowed else f"a {kind} is topmost")
    if stage is not None and (kind != "school" or stage not in GRADES):
        raise UnitError(f"{stage} is no stage of a school; stages are {', '.join(GRADES)}")


def grades_of(stage: str | None) -> range:
    """The grades of a stage; all twelve where none is told."""
    return GRADES.get(stage or "", range(1, 13))
