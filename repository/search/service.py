"""Searching the library with the rights of who asks.

The index narrows by tokens; the database has the last word: a work that changed and is not
indexed anew yet is left out of hits and of every count, so nothing leaks while the index lags.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from flask import Flask, current_app
from sqlalchemy import select

from repository.catalogue import queries
from repository.catalogue.models import Work
from repository.catalogue.numbers import looks_like_isbn
from repository.catalogue.permissions import tokens
from repository.search.engine import BookHit, Facets, Query, Result, SearchEngine
from repository.search.opening import open_engine
from school.api import Who
from suite.db import db
from suite.settings import current_settings

FOLDER = "lopso.index"
_OPEN = "lopso.index.open"


@dataclass(frozen=True)
class Found:
    """A work with what was found in it."""

    work: Work
    hit: BookHit


@dataclass(frozen=True)
class Screen:
    """One screen of works; the totals count all that the reader may see."""

    found: tuple[Found, ...]
    books: int
    pages: int
    facets: Facets


def init(app: Flask, folder: Path) -> None:
    """Say where the app keeps its index: `folder`/<engine>."""
    app.extensions[FOLDER] = folder


def engine() -> SearchEngine:
    """The engine of the settings, opened once for the app and its folder."""
    folder: Path = current_app.extensions[FOLDER]
    opened: tuple[Path, SearchEngine] | None = current_app.extensions.get(_OPEN)
    if opened is None or opened[0] != folder:
        made = open_engine(current_settings().search_engine, folder)
        opened = current_app.extensions[_OPEN] = (folder, made)
    return opened[1]


def find(query: Query, who: Who) -> Screen:
    """Search as `who`; the tokens of the query are set here."""
    isbn = looks_like_isbn(query.text)
    text = isbn or query.text
    query = replace(query, allowed=tokens(who), text=text, hidden=frozenset(_behind()))
    result = engine().search(query)
    works = queries.works_for([hit.work_id for hit in result.books], who)
    found = tuple(Found(works[hit.work_id], hit) for hit in result.books if hit.work_id in works)
    return Screen(found, result.total_books, result.total_pages, result.facets)


def everything(query: Query) -> Result:
    """Search without regard to rights: for the shell of whoever runs the installation."""
    units = db.session.execute(select(Work.unit_id, Work.audience).distinct())
    held = {f"{word}:{unit}" for unit, audience in units for word in (audience, "heads")}
    return engine().search(replace(query, allowed=frozenset(held | {"public", "signed_in"})))


def _behind() -> Iterable[int]:
    """Works that the index knows in an older state."""
    return db.session.scalars(
        select(Work.id).where(Work.index_wanted != Work.index_done, Work.index_done > 0)
    )
