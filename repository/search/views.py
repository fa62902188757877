"""The library's first page: one box, filters with counts, books with their best pages."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from repository.reading import places
from repository.search import filters, meaning, saved, service
from repository.search.engine import NEWEST, RELEVANCE, SORTS, TITLE, Query
from repository.search.query import MAX_CHARACTERS, parse
from repository.sharing import queries as lists
from school.api import HEADS, LIBRARIAN, may, who
from school.signin.session import public
from suite import web
from suite.navigation import nav
from suite.web import Page

PER_PAGE = 10
SORT_WORDS = {
    RELEVANCE: lazy_gettext("Best first"),
    NEWEST: lazy_gettext("Newest first"),
    TITLE: lazy_gettext("By title"),
}

blueprint = Blueprint("library", __name__, url_prefix="/library")
public("library.search")
nav(
    lazy_gettext("Library"),
    "library.search",
    "book",
    show=lambda: True,
    near=lambda: who().has(LIBRARIAN) or not who().has(*HEADS),
    order=85,
    prefix="/library",
)


@blueprint.get("/")
def search() -> ResponseReturnValue:
    """Search, or look through the newest works."""
    query = _query()
    screen = service.find(query, who())
    pages = max(1, -(-screen.books // PER_PAGE))
    page = Page(list(screen.found), min(query.page, pages), pages, screen.books)
    return render_template(
        "repository/search.html",
        q=query.text,
        screen=screen,
        meant=meaning.meant(query, screen, who()) if query.text else None,
        page=page,
        advice=_advice(query),
        filters=filters.shown(screen.facets),
        chosen=filters.chosen(),
        held=filters.held(),
        sorts=_sorts(query),
        clear_url=url_for(".search", q=query.text or None, sort=request.args.get("sort")),
        keep=saved.address(request.args),
        signed_in=who().person_id is not None,
        may_deposit=may(who(), "work.deposit", None),
        may_change=may(who(), "work.review", None),
        begun=places.begun(who()) if _is_front(query) else [],
        lists=lists.of_my_classes(who()) if _is_front(query) else [],
    )


def _is_front(query: Query) -> bool:
    """Whether nothing is looked for: the first page as one comes to it."""
    return not (query.text or filters.chosen() or query.page > 1)


def _advice(query: Query) -> str:
    """What to do where nothing was found."""
    if query.text and not parse(query.text):
        return gettext("Write letters or numbers: signs alone are not searched.")
    if filters.chosen():
        return gettext(
            "Try fewer words, another spelling, or clear the filters. Searching without marks over "
            "the letters finds more."
        )
    return gettext(
        "Try fewer words or another spelling. Searching without marks over the letters finds more."
    )


def _query() -> Query:
    args = request.args
    return Query(
        text=args.get("q", "").strip()[:MAX_CHARACTERS],
        allowed=frozenset(),
        sort=_sort(),
        page=min(max(1, args.get("page", 1, type=int)), 10_000),
        per_page=PER_PAGE,
        **filters.asked(args),
    )


def _sort() -> str:
    sort = request.args.get("sort", "")
    return sort if sort in SORTS else RELEVANCE


def _sorts(query: Query) -> list[tuple[str, bool, str]]:
    """The orders that make sense: words, whether chosen, address. Without words none is best."""
    codes = SORTS if query.text else (NEWEST, TITLE)
    now = query.sort if query.sort in codes else codes[0]
    args = web.asked_values()
    args.pop("page", None)
    return [
        (
            str(SORT_WORDS[code]),
            code == now,
            url_for(".search", **{**args, "sort": code if code != codes[0] else None}),
        )
        for code in codes
    ]
