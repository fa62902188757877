"""Lists with columns to sort by, pages, and the same rows as CSV.

The query brings the rights and the filters; page and CSV come from this one query, so that nobody
downloads what they may not see. `?sort=name` sorts by a column, `?sort=-name` the other way round,
`?format=csv` asks for the file.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Response, request, stream_with_context, url_for
from sqlalchemy import Select

from suite import clock, web
from suite.db import db
from suite.sheets import csv_lines
from suite.text import slug

BATCH = 500


@dataclass(frozen=True)
class Column:
    """A column: its name in the address, its title, what it says in a file, how it sorts.

    `sort` are the expressions to order by, none for a column that cannot; `kind` is that of
    parts/tables.html ("num", "head").
    """

    key: str
    label: Any
    value: Callable[[Any], Any]
    sort: Sequence[Any] = ()
    kind: str = ""


@dataclass(frozen=True)
class Listing:
    """A list as the address asks for it.

    `ties` end every order, so that pages never overlap; `dress` turns rows into what the template
    and the columns read, many at once (a page, or a batch of the file).
    """

    query: Select[Any]
    columns: Sequence[Column]
    ties: Sequence[Any]
    dress: Callable[[list[Any]], list[Any]] = list
    scalars: bool = True
    per_page: int = 50

    @property
    def wants_csv(self) -> bool:
        """Whether the file is asked for."""
        return request.args.get("format") == "csv"

    def page(self) -> web.Page:
        """The page that the address asks for; two statements and those of `dress`."""
        found = web.paginate(self._ordered(), self.per_page, scalars=self.scalars)
        return replace(found, items=self.dress(found.items))

    def headers(self) -> list[tuple[str, str, str | None, str | None]]:
        """The headers for `table_open`: title, kind, address that sorts, how it is sorted now."""
        chosen, down = self._sorted()
        return [
            (
                str(one.label),
                one.kind,
                self._url(f"-{one.key}" if one is chosen and not down else one.key)
                if one.sort
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
        lines = csv_lines([str(one.label) for one in self.columns], self._rows())
        answer = Response(stream_with_context(lines), mimetype="text/csv")
        file_name = f"{slug(name)}-{clock.today().isoformat()}.csv"
        answer.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
        return answer

    def _rows(self) -> Iterator[list[Any]]:
        found = db.session.execute(self._ordered().execution_options(yield_per=BATCH))
        rows = found.scalars() if self.scalars else found
        for batch in rows.partitions(BATCH):
            for item in self.dress(list(batch)):
                yield [one.value(item) for one in self.columns]

    def _sorted(self) -> tuple[Column | None, bool]:
        asked = request.args.get("sort", "")
        down, key = asked.startswith("-"), asked.removeprefix("-")
        return next((one for one in self.columns if one.key == key and one.sort), None), down

    def _ordered(self) -> Select[Any]:
        chosen, down = self._sorted()
        if chosen is None:
            return self.query
        order = [(one.desc() if down else one.asc()).nulls_last() for one in chosen.sort]
        return self.query.order_by(None).order_by(*order, *self.ties)

    def _url(self, sort: str | None, form: str | None = None) -> str:
        args: dict[str, Any] = {**web.asked_values(), **(request.view_args or {})}
        for gone in ("page", "format", "sort"):
            args.pop(gone, None)
        return url_for(request.endpoint or "", **args, sort=sort, format=form)
