"""What a change of many works does to the value of one. Pure."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

SET, ADD, REMOVE = "set", "add", "remove"
SUBJECT, GRADES, LICENCE, AUDIENCE = "subject", "grades", "licence", "audience"
TAGS, SERIES, NODES, KEYWORDS = "tags", "series", "nodes", "keywords"
# In the order of the form; the lists can be added to and taken from.
FIELDS = (SUBJECT, GRADES, LICENCE, AUDIENCE, TAGS, NODES, SERIES, KEYWORDS)
LISTS = (GRADES, TAGS, NODES, KEYWORDS)
WAYS = (SET, ADD, REMOVE)
MOST = 500


def ways(field: str) -> Sequence[str]:
    """In which ways a field can be changed; topics are never all replaced, for others tied them."""
    if field == NODES:
        return (ADD, REMOVE)
    return WAYS if field in LISTS else (SET,)


def changed(field: str, way: str, now: Any, value: Any) -> Any:
    """The value that a field has after the change. Lists keep no order but that of sorting, each
    value once. Raises ValueError for a way that the field does not know."""
    if way not in ways(field):
        raise ValueError(f"{field} cannot be changed by {way}")
    if field not in LISTS:
        return value
    if way == SET:
        return sorted(set(value))
    if way == ADD:
        return sorted(set(now) | set(value))
    return sorted(set(now) - set(value))


def differs(field: str, one: Any, other: Any) -> bool:
    """Whether two values of a field say different things."""
    if field in LISTS:
        return set(one) != set(other)
    return bool(one != other)


def undoable(
    field: str, changes: Mapping[int, tuple[Any, Any]], now: Callable[[int], Any]
) -> tuple[list[int], list[int]]:
    """The works (before, after) that still are as the change left them, and those that somebody
    touched since."""
    free: list[int] = []
    touched: list[int] = []
    for work_id, (_before, after) in changes.items():
        (touched if differs(field, now(work_id), after) else free).append(work_id)
    return free, touched
