"""What the catalogues hold, before it is written as Atom or JSON.

Works come from the library's own search, with the rights of who asks; nobody signed in is the
public. A shelf is a page of works with its filters, a crossing a list of ways to shelves.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import request
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from repository import api
from school.api import who
from suite import clock

PER_PAGE, DEEPEST, MOST_LINES = 30, 1_000, 60
FILTERS = {"subject": "subjects", "grade": "grades", "kind": "kinds"}


@dataclass(frozen=True)
class Line:
    """A way to a shelf; `works` is how many works stand there, `on` whether it is chosen."""

    title: str
    args: Mapping[str, Any]
    works: int | None = None
    on: bool = False
    by: str = ""
    newest: bool = False


@dataclass(frozen=True)
class Crossing:
    """A list of ways."""

    title: str
    lines: tuple[Line, ...]
    updated: datetime


@dataclass(frozen=True)
class Shelf:
    """A page of works: the page's number of `pages`, all works there, filters with their title;
    `codes` are the permanent identifiers by the ids of works."""

    title: str
    works: tuple[api.Work, ...]
    codes: Mapping[int, str]
    total: int
    page: int
    pages: int
    filters: tuple[tuple[str, tuple[Line, ...]], ...]
    args: Mapping[str, Any]
    updated: datetime


def start() -> Crossing:
    """The first crossing."""
    lines = [Line(gettext("Newest first"), {"sort": api.NEWEST}, newest=True)]
    lines += [Line(gettext("By title"), {"sort": api.TITLE})]
    titles = {name: title for name, (title, _word) in api.filter_words().items()}
    lines += [Line(titles[name], {}, by=name) for name in FILTERS]
    return Crossing(gettext("Library"), tuple(lines), clock.now())


def crossing(name: str) -> Crossing:
    """The values of a filter, each with its works."""
    title, word = api.filter_words()[name]
    screen = api.find(api.Query("", frozenset(), per_page=1), who())
    counts = getattr(screen.facets, FILTERS[name])
    return Crossing(title, tuple(_lines(name, counts, word, MultiDict())), clock.now())


def shelf() -> Shelf:
    """The works that the address asks for."""
    args = request.args
    text = args.get("q", "").strip()[: api.MAX_CHARACTERS]
    number = min(max(1, args.get("page", 1, type=int)), DEEPEST)
    query = api.Query(
        text,
        frozenset(),
        sort=_sort(text),
        page=number,
        per_page=PER_PAGE,
        **api.asked_filters(args),
    )
    screen = api.find(query, who())
    works = api.records.with_descriptions(found.work for found in screen.found)
    kept = {name: args.getlist(name) for name in FILTERS if name in args}
    kept |= {"q": [text]} if text else {}
    kept |= {"sort": [args["sort"]]} if args.get("sort") in (api.TITLE, api.NEWEST) else {}
    return Shelf(
        title=gettext("Search: %(text)s", text=text) if text else gettext("Works"),
        works=works,
        codes=api.records.codes_of([work.id for work in works]),
        total=screen.books,
        page=number,
        pages=min(DEEPEST, max(1, -(-screen.books // PER_PAGE))),
        filters=_filters(screen, args),
        args=kept,
        updated=max((work.changed_at for work in works), default=clock.now()),
    )


def _sort(text: str) -> str:
    asked = request.args.get("sort", "")
    if asked in (api.NEWEST, api.TITLE):
        return asked
    return api.RELEVANCE if text else api.NEWEST


def _filters(
    screen: api.Screen, args: MultiDict[str, str]
) -> tuple[tuple[str, tuple[Line, ...]], ...]:
    said = api.filter_words()
    made = []
    for name, facet in FILTERS.items():
        title, word = said[name]
        lines = tuple(_lines(name, getattr(screen.facets, facet), word, args))
        if lines:
            made.append((title, lines))
    return tuple(made)


def _lines(
    name: str, counts: Mapping[Any, int], word: Any, args: MultiDict[str, str]
) -> list[Line]:
    """The values of a filter, most works first; a chosen one leads back to all."""
    held = {key: args.getlist(key) for key in (*FILTERS, "q", "sort") if key in args}
    ordered = sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))
    lines = []
    for value, works in ordered[:MOST_LINES]:
        on = str(value) in args.getlist(name)
        chosen = {**held, name: [] if on else [str(value)]}
        lines.append(Line(word(str(value)), chosen, works, on))
    return lines
