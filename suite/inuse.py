"""Whether something was built on a row: a lower room asks before it takes the row away.

The room that holds rows of a kind ("person", "class") asks with a select of their ids; the rooms
above have registered which of these they use, and what may go together with the row because it
only came by itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select

from suite.db import db

Ids = Select[int]
Check = Callable[[Ids], Ids]
Release = Callable[[Ids], None]

_checks: dict[str, list[tuple[Any, Check]]] = {}
_releases: dict[str, list[Release]] = {}


@dataclass(frozen=True)
class Use:
    """A row of `kind` that is in use; `reason` is a (lazy) text that follows its name."""

    kind: str
    row_id: int
    reason: Any


def used(kind: str, reason: Any) -> Callable[[Check], Check]:
    """Register a check: given a select of ids it returns the select of those that are in use."""

    def register(check: Check) -> Check:
        _checks.setdefault(kind, []).append((reason, check))
        return check

    return register


def goes_along(kind: str) -> Callable[[Release], Release]:
    """Register what is deleted together with rows, because nobody worked in it; never commits."""

    def register(release: Release) -> Release:
        _releases.setdefault(kind, []).append(release)
        return release

    return register


def uses(kind: str, ids: Ids, most: int = 10) -> list[Use]:
    """Which of the rows are in use, `most` of each reason; one statement a check."""
    return [
        Use(kind, row_id, reason)
        for reason, check in _checks.get(kind, ())
        for row_id in db.session.scalars(check(ids).distinct().limit(most))
    ]


def release(kind: str, ids: Ids) -> None:
    """Take away what goes along with the rows, in the present transaction."""
    for let_go in _releases.get(kind, ()):
        let_go(ids)
