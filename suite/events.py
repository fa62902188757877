"""Events: published now, delivered after commit.

An event is a frozen dataclass of plain values, named in the past tense. `publish` writes one
job row for each subscriber into the present transaction; the worker delivers it, and the
handler's effect commits together with the delivery, so each is counted once.

What somebody did while acting for another, or as the parent of a pupil (`g.as_parent`), is
published all the same; its handlers are told by `on_behalf`, so that it is never counted as the
own doing of a pupil or a teacher.
"""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, TypeVar

from flask import g, has_request_context

from suite import jobs

Event = TypeVar("Event")

_subscribers: dict[type[Any], list[str]] = {}
_on_behalf: ContextVar[bool] = ContextVar("on_behalf", default=False)
MARK = "_on_behalf"


def subscribe(
    kind: type[Event], *, queue: str = "events"
) -> Callable[[Callable[[Event], None]], Callable[[Event], None]]:
    """Deliver every event of `kind` to the handler, which must not commit."""

    def register(handler: Callable[[Event], None]) -> Callable[[Event], None]:
        name = f"event:{handler.__module__}.{handler.__qualname__}"
        names = _subscribers.setdefault(kind, [])
        if name not in names:
            names.append(name)

        @jobs.job(name, queue=queue, atomic=True)
        def deliver(_ctx: jobs.Context, **fields: Any) -> None:
            token = _on_behalf.set(bool(fields.pop(MARK, False)))
            try:
                handler(_read(kind, fields))
            finally:
                _on_behalf.reset(token)

        return handler

    return register


def publish(event: object) -> None:
    """Write the deliveries of `event` into the present transaction."""
    fields = _written(event)
    if has_request_context() and (g.get("on_behalf_id") or g.get("as_parent")):
        fields[MARK] = True
    for name in _subscribers.get(type(event), ()):
        jobs.enqueue(name, **fields)


def on_behalf() -> bool:
    """Whether the event in delivery was published by who acted for another or as a parent."""
    return _on_behalf.get()


def _written(event: object) -> dict[str, Any]:
    fields = asdict(event)  # type: ignore[call-overload]
    return {
        name: value.isoformat() if isinstance(value, date | datetime) else value
        for name, value in fields.items()
    }


def _read(kind: type[Event], fields: dict[str, Any]) -> Event:
    hints = kind.__annotations__
    values = {}
    for name, value in fields.items():
        hint = hints.get(name)
        if value is not None and hint in (datetime, "datetime", datetime | None):
            value = datetime.fromisoformat(value)
        elif value is not None and hint in (date, "date", date | None):
            value = date.fromisoformat(value)
        values[name] = value
    return kind(**values)
