"""Events: published now, delivered after commit.

An event is a frozen dataclass of plain values, named in the past tense. `publish` writes one
job row for each subscriber into the present transaction; the worker delivers it, and the
handler's effect commits together with the delivery, so each is counted once.
"""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, TypeVar

from suite import jobs

Event = TypeVar("Event")

_subscribers: dict[type[Any], list[str]] = {}


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
            handler(_read(kind, fields))

        return handler

    return register


def publish(event: object) -> None:
    """Write the deliveries of `event` into the present transaction."""
    for name in _subscribers.get(type(event), ()):
        jobs.enqueue(name, **_written(event))


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
