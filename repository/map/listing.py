"""The tables of the map, as pages and files."""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from flask_babel import format_decimal, gettext, lazy_gettext
from flask_babel.speaklater import LazyString
from sqlalchemy import select

from repository.map import asking, drawing, rules
from repository.map.drawing import Branch, Drawn, Field
from repository.map.forms import WANTED
from repository.map.models import MapAsk
from repository.map.places import Place
from repository.map.rules import Moved, Weights
from repository.usage import LeafLine
from school.api import CurriculumNode, Person, Who
from suite.lists import Column, Listing, Table
from suite.text import numbered_sort_key

STATES: dict[str, LazyString] = {
    rules.MET: lazy_gettext("met"),
    rules.PARTLY: lazy_gettext("partly"),
    rules.EMPTY: lazy_gettext("empty"),
    rules.COARSE: lazy_gettext("not broken down"),
}
LEVELS: dict[str, LazyString] = {
    "subject": lazy_gettext("subject"),
    "strand": lazy_gettext("strand"),
    "topic": lazy_gettext("topic"),
    "requirement": lazy_gettext("requirement"),
}
LACKS: dict[str, LazyString] = {
    rules.ANY: lazy_gettext("no material yet"),
    rules.EXPLAIN: lazy_gettext("needs explaining"),
    rules.PRACTICE: lazy_gettext("needs practice"),
}


def periods(weight: Fraction) -> str:
    """Periods as people read them."""
    return format_decimal(round(float(weight), 1))


def why(leaf: LeafLine) -> LazyString:
    """Why a leaf is not met."""
    if leaf.coarse:
        return lazy_gettext("not broken down")
    if leaf.explain and leaf.practice:
        return lazy_gettext("too few")
    return LACKS[rules.lacks(leaf)]


def _number(weight: Fraction) -> float:
    return round(float(weight), 2)


def _weights(of: Callable[[Any], Weights]) -> list[Column]:
    def column(state: str) -> Column:
        index = rules.STATES.index(state)
        return Column(
            state,
            STATES[state],
            lambda row: _number(of(row).parts[index]),
            kind="num",
            by=lambda row: of(row).parts[index],
        )

    return [column(state) for state in rules.STATES]


def _about(place: Place) -> list[tuple[Any, Any]]:
    return [(gettext("Unit"), place.unit.name), (gettext("On"), f"{place.day:%d/%m/%Y}")]


def fields(place: Place, made: Drawn) -> Table:
    """Every subject in every grade."""
    columns = (
        Column("subject", lazy_gettext("Subject"), lambda one: one.subject, kind="head"),
        Column("grade", lazy_gettext("Grade"), lambda one: one.root.grade, kind="num"),
        Column("periods", lazy_gettext("Periods"), lambda one: _number(one.weights.total)),
        *_weights(lambda one: one.weights),
    )
    return Table(made.fields, columns, filters=_about(place))


def walk(branch: Branch) -> Iterator[Branch]:
    yield branch
    for child in branch.children:
        yield from walk(child)


def _leaf(branch: Branch, name: str) -> int | None:
    return getattr(branch.leaf, name) if branch.leaf else None


def branches(place: Place, root: Branch) -> Table:
    """Every node of a subject × grade, in the order of the programme."""
    columns = (
        Column("code", lazy_gettext("Code"), lambda one: one.node.code),
        Column("level", lazy_gettext("Level"), lambda one: LEVELS[one.node.level]),
        Column("name", lazy_gettext("Topic"), lambda one: one.node.name, kind="head"),
        Column(
            "state",
            lazy_gettext("State"),
            lambda one: STATES[one.weights.state] if one.weights.total else gettext("not counted"),
        ),
        Column("periods", lazy_gettext("Periods"), lambda one: _number(one.weights.total)),
        *_weights(lambda one: one.weights),
        Column("explain", lazy_gettext("Explain"), lambda one: _leaf(one, "explain")),
        Column("practice", lazy_gettext("Practice"), lambda one: _leaf(one, "practice")),
    )
    return Table(list(walk(root)), columns, filters=_about(place))


class Gap:
    """A leaf that is not met, with its node, its subject and who is asked for it."""

    def __init__(
        self, leaf: LeafLine, node: CurriculumNode, one: Field, asks: Sequence[MapAsk]
    ) -> None:
        self.leaf, self.node, self.field, self.asks = leaf, node, one, asks


def gaps(
    place: Place,
    made: Drawn,
    chosen: Sequence[Field],
    asks_of: Callable[[Collection[CurriculumNode]], dict[int, list[MapAsk]]],
) -> Table:
    """What is not met, heaviest first."""
    by_root = {one.root.id: one for one in chosen}
    unmet = rules.gaps(made.leaves_of(by_root))
    nodes = drawing.nodes_of(chosen) if unmet else {}
    asks = asks_of(nodes.values())
    rows = [
        Gap(leaf, nodes[leaf.node_id], by_root[leaf.path[0]], asks.get(leaf.node_id, ()))
        for leaf in unmet
    ]
    filters = _about(place)
    if len(chosen) < len(made.fields):
        names = dict.fromkeys(f"{one.subject} {one.root.grade}" for one in chosen)
        filters.append((gettext("Subject"), ", ".join(names)))
    return Table(rows, GAPS, per_page=50, filters=filters)


def _asked(gap: Gap) -> str:
    return "; ".join(f"{ask.person.full_name} ({ask.due_on:%d/%m/%Y})" for ask in gap.asks)


GAPS = (
    Column("name", lazy_gettext("Topic"), lambda one: one.node.name, kind="head",
           by=lambda one: numbered_sort_key(one.node.name)),
    Column("subject", lazy_gettext("Subject"), lambda one: f"{one.field.subject} {one.node.grade}",
           by=lambda one: numbered_sort_key(f"{one.field.subject} {one.node.grade}")),
    Column("code", lazy_gettext("Code"), lambda one: one.node.code,
           by=lambda one: numbered_sort_key(one.node.code)),
    Column("periods", lazy_gettext("Periods"), lambda one: _number(one.leaf.weight), kind="num",
           by=lambda one: one.leaf.weight),
    Column("explain", lazy_gettext("Explain"), lambda one: one.leaf.explain, kind="num",
           by=lambda one: one.leaf.explain),
    Column("practice", lazy_gettext("Practice"), lambda one: one.leaf.practice, kind="num",
           by=lambda one: one.leaf.practice),
    Column("why", lazy_gettext("Why"), lambda one: why(one.leaf)),
    Column("asked", lazy_gettext("Asked of"), _asked),
)  # fmt: skip


def year(moves: Sequence[Moved], since: date) -> Table:
    """The kept months."""
    columns = (
        Column("day", lazy_gettext("On"), lambda one: one.day, kind="head"),
        Column("periods", lazy_gettext("Periods"), lambda one: _number(one.weights.total)),
        *_weights(lambda one: one.weights),
        Column(
            "change",
            lazy_gettext("Met more than before"),
            lambda one: None if one.change is None else _number(one.change),
        ),
    )
    return Table(list(moves), columns, filters=[(gettext("Since"), f"{since:%d/%m/%Y}")])


def asks(me: Who, done: bool) -> Listing:
    """Requests that are open, soonest first, or closed, newest first."""
    query = asking.seen_by(me)
    which = MapAsk.closed_at.is_not(None) if done else MapAsk.closed_at.is_(None)
    order = MapAsk.closed_at.desc() if done else MapAsk.due_on
    columns = (
        Column("topic", lazy_gettext("Topic"), lambda row: row.node.name, kind="head"),
        Column("person", lazy_gettext("Asked of"), lambda row: row.person.full_name,
               (_name_of(MapAsk.person_id),)),
        Column("due", lazy_gettext("Due on"), lambda row: row.due_on, (MapAsk.due_on,)),
        Column("wanted", lazy_gettext("Wanted"), lambda row: WANTED[row.wanted]),
        Column("asker", lazy_gettext("Asked by"), lambda row: row.asker.full_name),
    )  # fmt: skip
    state = (gettext("State"), gettext("Closed") if done else gettext("Open"))
    query = query.where(which).order_by(order, MapAsk.id)
    return Listing(query, columns, (MapAsk.id,), filters=(state,))


def _name_of(column: Any) -> Any:
    return select(Person.sort_key).where(Person.id == column).scalar_subquery()
