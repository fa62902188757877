"""How the columns of a file are understood: shown in the preview, corrected there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from school.roster import mappings
from school.roster.headers import Header, by_words, key
from school.roster.layout import Layout, heading
from school.roster.words import COLUMNS, GRID, KINDS, REQUIRED, SERIAL
from school.units.models import OrgUnit

SAMPLE = 40


@dataclass(frozen=True)
class ColumnView:
    at: int
    heading: str
    sample: str
    field: str


@dataclass(frozen=True)
class SheetView:
    """A sheet for the preview; `open` where somebody should look."""

    number: int
    name: str
    kind: str
    rows: int
    class_name: str
    open: bool
    columns: list[ColumnView]
    choices: list[str]


def views(layouts: Sequence[Layout]) -> list[SheetView]:
    """The sheets that have a header, in the order of the file."""
    return [
        _view(number, one, one.header)
        for number, one in enumerate(layouts)
        if one.header is not None
    ]


def _view(number: int, one: Layout, header: Header) -> SheetView:
    fields = {at: name for name, at in header.fields.items()} | dict.fromkeys(header.grid, GRID)
    columns = [
        ColumnView(at, heading(header, at), _sample(one, at), fields.get(at, ""))
        for at in range(len(header.labels))
        if at in fields or (header.labels[at] and not serial(header.labels[at]))
    ]
    choices = list(COLUMNS.get(header.kind, ()))
    if any(GRID in choice for choice in REQUIRED.get(header.kind, ())):
        choices.append(GRID)
    doubtful = not header.kind or bool(header.missing or header.twice)
    rows = len(one.rows)
    return SheetView(
        number, one.sheet.name, header.kind, rows, one.class_name, doubtful, columns, choices
    )


def serial(label: str) -> bool:
    """Whether a column only numbers its rows; nobody needs to see it."""
    return key(label) in SERIAL


def _sample(one: Layout, at: int) -> str:
    held = (row[at] for _, row in one.rows if at < len(row) and row[at])
    return next(held, "")[:SAMPLE]


def keep(
    school: OrgUnit, layouts: Sequence[Layout], form: Mapping[str, str], person_id: int | None
) -> bool:
    """Keep what the form of the preview changed; whether it changed anything."""
    changed = False
    for number, one in enumerate(layouts):
        kind, header = form.get(f"kind-{number}"), one.header
        if header is None or kind is None or kind not in ("", *KINDS):
            continue
        fields = _chosen(number, header, form)
        if kind != header.kind:
            fields = _by_words(one, header, kind)
        elif fields == _present(header):
            continue
        mappings.keep(school, header, kind, fields, person_id)
        changed = True
    return changed


def _chosen(number: int, header: Header, form: Mapping[str, str]) -> dict[int, str]:
    present = _present(header)
    return {at: form.get(f"col-{number}-{at}", name) for at, name in present.items()}


def _present(header: Header) -> dict[int, str]:
    held = {at: name for name, at in header.fields.items()} | dict.fromkeys(header.grid, GRID)
    return {at: held.get(at, "") for at in range(len(header.labels))}


def _by_words(one: Layout, header: Header, kind: str) -> dict[int, str]:
    """For another kind the columns are recognised anew."""
    if not kind:
        return {}
    depth = 1 + max((label.count(" – ") for label in header.labels), default=0)
    return _present(by_words(one.sheet, kind, header.row - depth, depth))
