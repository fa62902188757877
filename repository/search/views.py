"""The library's first page: one box, filters with counts, books with their best pages."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from repository.catalogue import queries
from repository.catalogue.labels import KINDS, label
from repository.search import service
from repository.search.engine import Query
from repository.search.query import MAX_CHARACTERS
from school.api import HEADS, LIBRARIAN, may, subject_name, who
from school.signin.session import public
from suite import web
from suite.navigation import nav
from suite.web import Page

PER_PAGE = 10
FILTERS = ("subject", "grade", "kind")

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


@dataclass(frozen=True)
class Choice:
    """A line of a filter; `url` puts it on or off."""

    label: str
    count: int
    chosen: bool
    url: str


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
        page=page,
        filters=_filters(screen.facets),
        chosen=sum(len(request.args.getlist(name)) for name in FILTERS),
        clear_url=url_for(".search", q=query.text or None),
        may_deposit=may(who(), "work.deposit", None),
        kind_label=lambda kind: label(KINDS, kind),
    )


def _query() -> Query:
    args = request.args
    return Query(
        text=args.get("q", "").strip()[:MAX_CHARACTERS],
        allowed=frozenset(),
        subjects=frozenset(args.getlist("subject")),
        grades=frozenset(int(grade) for grade in args.getlist("grade") if grade.isdecimal()),
        kinds=frozenset(args.getlist("kind")),
        page=min(max(1, args.get("page", 1, type=int)), 10_000),
        per_page=PER_PAGE,
    )


def _filters(facets: Any) -> list[tuple[str, str, list[Choice]]]:
    subjects = queries.subjects()

    def subject(code: str) -> str:
        row = subjects.get(code)
        return subject_name(row) if row else code

    def grade(number: str) -> str:
        return gettext("Grade %(grade)s", grade=number)

    by_grade = {str(number): facets.grades[number] for number in sorted(facets.grades)}
    return [
        ("subject", gettext("Subject"), _choices("subject", _most(facets.subjects), subject)),
        ("grade", gettext("Grade level"), _choices("grade", by_grade, grade)),
        ("kind", gettext("Kind"), _choices("kind", _most(facets.kinds), lambda k: label(KINDS, k))),
    ]


def _most(counts: Any) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _choices(name: str, counts: dict[str, int], words: Any) -> list[Choice]:
    chosen = request.args.getlist(name)
    values = [*counts, *(value for value in dict.fromkeys(chosen) if value not in counts)]
    return [
        Choice(words(value), counts.get(value, 0), value in chosen, _toggled(name, value))
        for value in values[:40]
    ]


def _toggled(name: str, value: str) -> str:
    args = web.asked_values()
    args.pop("page", None)
    held = args.get(name, [])
    args[name] = [v for v in held if v != value] if value in held else [*held, value]
    return url_for(".search", **args)  # type: ignore[arg-type]
