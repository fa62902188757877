"""The lines of the navigation: rooms declare them, each person sees the own ones."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import current_app, request, url_for


@dataclass(frozen=True)
class NavItem:
    """A line of the navigation as the present person sees it."""

    label: str
    url: str
    icon: str
    active: bool


@dataclass(frozen=True)
class NavEntry:
    """A line of the navigation as a room declares it; `show` and `near` ask the present request."""

    label: Any
    endpoint: str
    icon: str
    show: Callable[[], bool]
    near: Callable[[], bool]
    order: int
    prefix: str | tuple[str, ...]


_nav: list[NavEntry] = []


def nav(
    label: Any,
    endpoint: str,
    icon: str,
    *,
    show: Callable[[], bool],
    order: int,
    prefix: str | tuple[str, ...],
    near: Callable[[], bool] = lambda: False,
) -> None:
    """Declare a line of the navigation; active on addresses that begin with (one) `prefix`.

    `near`: whether it leads to a daily page of the present person. Such lines come first, so that
    they stand in the bar of a phone and not under "More". It must not ask the database.
    """
    if not any(entry.endpoint == endpoint for entry in _nav):
        _nav.append(NavEntry(label, endpoint, icon, show, near, order, prefix))
        _nav.sort(key=lambda entry: entry.order)


def nav_items() -> list[NavItem]:
    """The navigation of the present person: the daily pages, then the others, each by order."""
    held = [e for e in _nav if e.endpoint in current_app.view_functions and e.show()]
    path = request.path
    return [
        NavItem(str(e.label), url, e.icon, path == url or path.startswith(e.prefix))
        for e in sorted(held, key=lambda entry: not entry.near())
        for url in (url_for(e.endpoint),)
    ]
