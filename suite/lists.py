"""Lists with columns to sort by, pages, and the same rows as CSV.

The query brings the rights and the filters; page and CSV come from this one query, so that nobody
downloads what they may not see. `?sort=name` sorts by a column, `?sort=-name` the other way round,
`?format=csv` asks for the file. A file ends with the filters and the order that were in force.

A `Listing` is of a query that the database sorts and cuts into pages; a `Table` is of rows that
are at hand because they are worked out and not stored (marks of a class, shares of units).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Response, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import Select

from suite import clock, web
from suite.db import db
from suite.sheets import csv_lines
from suite.text import slug

BATCH = 500


@dataclass(frozen=True)
class Column:
    """A column: its name in the address, its title, what it says in a file, how it sorts.

    `sort` are the expressions to order a query by, `by` the key to order rows at hand by (None
    stands at the end, whichever way); a column with neither does not sort. `kind` is that of
    parts/tables.html ("num", "head").
    """

    key: str
    label: Any
    value: Callable[[Any], Any]
    sort: Sequence[Any] = ()
    kind: str = ""
    by: Callable[[Any], Any] | None = None

    @property
    def sorts(self) -> bool:
        """Whether a list can be sorted by it."""
        return bool(self.sort) or self.by is not None


def wants_csv() -> bool:
    """Whether the present request asks for the file of a list."""
    return request.args.get("format") == "csv"


class Asked:
    """A list as the address asks for it; what a query and rows at hand have in common.

    `usual` is the order without `?sort=`, as the address would write it; "" is the order in which
    the rows come. `filters` are (name, words) of what the rows were narrowed to, for the file.
    """

    columns: Sequence[Column]
    usual: str
    filters: Sequence[tuple[Any, Any]]

    def page(self) -> web.Page:
        """The page that the address asks for."""
        raise NotImplementedError

    def _items(self) -> Iterable[Any]:
        raise NotImplementedError

    @property
    def narrowed(self) -> bool:
        """Whether a filter is in force."""
        return any(words for _name, words in self.filters)

    def answer(self, template: str, name: str, **more: Any) -> ResponseReturnValue:
        """The page from a template that reads `listing`, `page` and `more`, or the file."""
        if wants_csv():
            return self.csv(name)
        return render_template(template, listing=self, page=self.page(), **more)

    def headers(self) -> list[tuple[str, str, str | None, str | None]]:
        """The headers for `table_open`: title, kind, address that sorts, how it is sorted now."""
        chosen, down = self._sorted()
        return [
            (
                str(one.label),
                one.kind,
                self._url(f"-{one.key}" if one is chosen and not down else one.key)
                if one.sorts
                else None,
                ("descending" if down else "ascending") if one is chosen else None,
            )
            for one in self.columns
        ]

    def csv_url(self) -> str:
        """The address of the same list as a file."""
        return self._url(request.args.get("sort"), "csv")

    def csv(self, name: str) -> Response:
        """The whole list as a streamed file, `name` and the day in its name."""
        lines = csv_lines([str(one.label) for one in self.columns], self._lines())
        answer = Response(stream_with_context(lines), mimetype="text/csv")
        file_name = f"{slug(name)}-{clock.today().isoformat()}.csv"
        answer.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
        return answer

    def _lines(self) -> Iterator[list[Any]]:
        for item in self._items():
            yield [one.value(item) for one in self.columns]
        yield []
        for name, words in self.filters:
            if words:
                yield [str(name), words]
        yield [gettext("Sorted by"), self._order_words()]
        yield [gettext("As of"), clock.show(clock.now())]

    def _order_words(self) -> str:
        chosen, down = self._sorted()
        if chosen is None:
            return gettext("the order of the page")
        way = gettext("descending") if down else gettext("ascending")
        return f"{chosen.label}, {way}"

    def _sorted(self) -> tuple[Column | None, bool]:
        for asked in (request.args.get("sort", ""), self.usual):
            down, key = asked.startswith("-"), asked.removeprefix("-")
            for one in self.columns:
                if one.key == key and one.sorts:
                    return one, down
        return None, False

    def _url(self, sort: str | None, form: str | None = None) -> str:
        args: dict[str, Any] = {**web.asked_values(), **(request.view_args or {})}
        for gone in ("page", "format", "sort"):
            args.pop(gone, None)
        return url_for(request.endpoint or "", **args, sort=sort, format=form)


@dataclass(frozen=True)
class Listing(Asked):
    """A list of what a query finds.

    `ties` end every order, so that pages never overlap; `dress` turns rows into what the template
    and the columns read, many at once (a page, or a batch of the file). `total` is given where
    the rows were counted already, `deepest` the last page that a long list has; the file has all.
    """

    query: Select[Any]
    columns: Sequence[Column]
    ties: Sequence[Any]
    dress: Callable[[list[Any]], list[Any]] = list
    scalars: bool = True
    per_page: int = 50
    usual: str = ""
    filters: Sequence[tuple[Any, Any]] = ()
    total: int | None = None
    deepest: int | None = None

    def page(self) -> web.Page:
        """The page that the address asks for; two statements and those of `dress`."""
        found = web.paginate(
            self._ordered(), self.per_page, scalars=self.scalars, total=self.total,
            deepest=self.deepest,
        )  # fmt: skip
        return replace(found, items=self.dress(found.items))

    def _items(self) -> Iterator[Any]:
        found = db.session.execute(self._ordered().execution_options(yield_per=BATCH))
        rows = found.scalars() if self.scalars else found
        for batch in rows.partitions(BATCH):
            yield from self.dress(list(batch))

    def _ordered(self) -> Select[Any]:
        chosen, down = self._sorted()
        if chosen is None:
            return self.query
        order = [(one.desc() if down else one.asc()).nulls_last() for one in chosen.sort]
        return self.query.order_by(None).order_by(*order, *self.ties)


@dataclass(frozen=True)
class Table(Asked):
    """A list of rows at hand, whose own order ends every order; `per_page` None keeps one page."""

    rows: Sequence[Any]
    columns: Sequence[Column]
    per_page: int | None = None
    usual: str = ""
    filters: Sequence[tuple[Any, Any]] = ()

    def page(self) -> web.Page:
        """The page that the address asks for; no statement."""
        return web.page_of(self._items(), self.per_page or max(1, len(self.rows)))

    def _items(self) -> list[Any]:
        chosen, down = self._sorted()
        if chosen is None or chosen.by is None:
            return list(self.rows)
        keyed = [(chosen.by(row), row) for row in self.rows]
        known = [one for one in keyed if one[0] is not None]
        known.sort(key=lambda one: one[0], reverse=down)
        return [row for _key, row in known] + [row for key, row in keyed if key is None]
