"""Rules are registered here by the rooms, and asked here, at query time.

`@permission("course.edit")` decides for one thing, `@scoper(Course)` narrows a select to what a
person may see, and `@reasons(Person)` does the same by named reasons, so that somebody can be told
why. What nobody registered is refused with KeyError, so that a forgotten rule is found by the first
test.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import g
from sqlalchemy import Select, false, literal, or_, select, union_all
from sqlalchemy.sql import ColumnElement

from school.who import NOBODY, Who
from suite import web
from suite.db import db

Rule = Callable[[Who, Any], bool]
Scoper = Callable[[Select[Any], Who], Select[Any]]
Reasons = Callable[[Who], Mapping[str, ColumnElement[bool]]]
_rules: dict[str, Rule] = {}
_scopers: dict[type[Any], Scoper] = {}
_reasons: dict[type[Any], Reasons] = {}


def permission(action: str) -> Callable[[Rule], Rule]:
    """Register the rule of an action."""

    def register(rule: Rule) -> Rule:
        _rules[action] = rule
        return rule

    return register


def scoper(model: type[Any]) -> Callable[[Scoper], Scoper]:
    """Register how a select of `model` is narrowed."""

    def register(narrow: Scoper) -> Scoper:
        _scopers[model] = narrow
        return narrow

    return register


def reasons(model: type[Any]) -> Callable[[Reasons], Reasons]:
    """Register for which reasons a row of `model` is seen; any one of them is enough."""

    def register(held: Reasons) -> Reasons:
        _reasons[model] = held
        _scopers[model] = lambda query, who: query.where(or_(false(), *held(who).values()))
        return held

    return register


@dataclass(frozen=True)
class Explainable:
    """A kind of thing of which somebody may ask who sees it and why.

    `title` is the column by which it is shown and found (`search`: by folded text, where there is
    such a column); `class_id` the column of the class to which it belongs. Its model has reasons
    and a `school_id`.
    """

    name: str
    label: Any
    model: type[Any]
    title: Any
    search: Any = None
    class_id: Any = None


_explainable: dict[str, Explainable] = {}


def explainable(kind: Explainable) -> None:
    """Let a kind of thing be asked about on the page of rights."""
    _explainable[kind.name] = kind


def explainables() -> Mapping[str, Explainable]:
    """The kinds of things that can be asked about, by name."""
    return _explainable


def reasons_of(who: Who, model: type[Any]) -> Mapping[str, ColumnElement[bool]]:
    """The named reasons for which `who` sees rows of a model, as clauses. Raises KeyError."""
    return _reasons[model](who)


def why_all(
    whos: Sequence[Who], model: type[Any], row_id: int, batch: int = 50
) -> dict[int | None, list[str]]:
    """As `why` for many people, by their id; a statement for each `batch` of them."""
    found: dict[int | None, list[str]] = {}
    for start in range(0, len(whos), batch):
        parts, names = [], list[str]()
        for who in whos[start : start + batch]:
            held = reasons_of(who, model)
            names = list(held)
            columns = [clause.label(name) for name, clause in held.items()]
            parts.append(
                select(literal(who.person_id).label("person"), *columns).where(model.id == row_id)
            )
        for row in db.session.execute(union_all(*parts)):
            found[row[0]] = [name for name, holds in zip(names, row[1:], strict=True) if holds]
    return found


def why(who: Who, model: type[Any], row_id: int) -> list[str]:
    """The names of the reasons for which `who` sees a row; none: it is not seen. One statement.

    Raises KeyError for a model whose reasons are not named.
    """
    held = _reasons[model](who)
    columns = [clause.label(name) for name, clause in held.items()]
    row = db.session.execute(select(*columns).where(model.id == row_id)).first()
    return [name for name, holds in zip(held, row or (), strict=False) if holds]


def may(who: Who, action: str, thing: Any = None) -> bool:
    """Whether `who` may do `action` to `thing`. Raises KeyError for an unknown action."""
    return _rules[action](who, thing)


def scope(query: Select[Any], who: Who) -> Select[Any]:
    """The part of `query` that `who` may see, by its first entity. Raises KeyError."""
    model = query.column_descriptions[0]["entity"]
    return _scopers[model](query, who)


def who() -> Who:
    """Who asks in the present request."""
    found: Who = g.get("who", NOBODY)
    return found


def require(action: str, thing: Any = None) -> None:
    """Go on only if the present person may; 404 signed out of sight, 403 otherwise."""
    if not may(who(), action, thing):
        web.forbidden()
