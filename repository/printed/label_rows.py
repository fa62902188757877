"""Which labels are asked for, and what they say."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from repository.printed import rules
from repository.printed.labels import Grid, Said
from repository.printed.models import Copy, PrintTitle
from repository.printed.rules import GONE, Refused
from school.api import OrgUnit
from suite.db import db
from suite.web import path_of

FIELDS = ("kind", "list", "numbers", "rows", "columns", "top", "left", "start")
Row = tuple[Copy, PrintTitle]


def chosen(unit_id: int, asked: Mapping[str, str], most: int) -> list[Row]:
    """The copies of a list that was taken in, or of numbers and ranges that are typed. Raises
    Refused."""
    query = (
        select(Copy, PrintTitle)
        .join(PrintTitle, PrintTitle.work_id == Copy.work_id)
        .where(Copy.unit_id == unit_id, Copy.state != GONE)
        .options(joinedload(Copy.work))
        .order_by(Copy.series, Copy.serial)
    )
    text, list_id = asked.get("numbers", "")[:4000], asked.get("list", "")[:15]
    if text.strip():
        numbers = [str(number) for number in rules.numbers_of(text, "")]
        query = query.where(Copy.number.in_(numbers))
    elif list_id.isascii() and list_id.isdecimal() and int(list_id):
        query = query.where(Copy.import_id == int(list_id))
    else:
        raise Refused("nothing_chosen")
    rows = [(copy, title) for copy, title in db.session.execute(query.limit(most))]
    if not rows:
        raise Refused("no_copy")
    return rows


def grid(asked: Mapping[str, str]) -> Grid:
    """The sheet as it is asked for, within what a sheet of A4 can be."""
    rows, columns = int(_number(asked, "rows", 8, 1, 30)), int(_number(asked, "columns", 3, 1, 8))
    return Grid(
        rows=rows,
        columns=columns,
        top=_number(asked, "top", 0, 0, 40),
        left=_number(asked, "left", 0, 0, 40),
        start=int(_number(asked, "start", 1, 1, rows * columns)),
    )


def kind(asked: Mapping[str, str]) -> str:
    """The kind of label."""
    return "spine" if asked.get("kind") == "spine" else "number"


def told(unit: OrgUnit, rows: Sequence[Row], asked: Mapping[str, str], house: str) -> list[Said]:
    """What the labels say; `house` is the address of this house."""
    if kind(asked) == "spine":
        return [Said(copy.number, "", [title.ddc, title.mark]) for copy, title in rows]
    found = []
    for copy, title in rows:
        address = house + path_of("registers.opened", copy_id=copy.id)
        spine = " ".join(part for part in (title.ddc, title.mark) if part)
        found.append(Said(copy.number, address, [spine, copy.work.title, unit.name]))
    return found


def _number(asked: Mapping[str, str], name: str, usual: float, least: float, most: float) -> float:
    try:
        value = float(asked.get(name, "")[:10])
    except ValueError:
        return usual
    return min(max(value, least), most) if value == value else usual
