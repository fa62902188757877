"""How the texts of questions come onto a page: escaped, pictures in their places.

A table stands in a text as its rows (`tabled`), a picture as `![what it shows](file:<uid>)`. Which
pictures may be shown, and under which address, whoever renders a page says by the variable
`pictures` (uid to address); a picture that is not there is told by its words alone.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from flask import Flask
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from lms.asking import UID
from lms.bank import tabled
from lms.bank.writing import rows_for

PICTURE = re.compile(rf"!\[([^\]\n]{{0,300}})\]\(file:({UID})\)")
FILE = re.compile(rf"file:({UID})")
_IMG = Markup('<img class="asked-picture" src="{}" alt="{}" loading="lazy">')
# Not elements of tables: a text may stand in a legend, a label or a paragraph.
_TABLE = Markup('<span class="asked-table" role="table">{}</span>')
_ROW = Markup('<span class="asked-row" role="row">{}</span>')
_CELL = Markup('<span class="asked-cell" role="cell">{}</span>')
_MISSING = Markup('<span class="asked-missing">[{}]</span>')


def picture_uids(value: Any) -> Iterator[str]:
    """The uids of the pictures that a text, or any text in a JSON value, names."""
    if isinstance(value, str):
        yield from FILE.findall(value)
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from picture_uids(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from picture_uids(one)


def shown(text: str, pictures: Mapping[str, str]) -> Markup:
    """The text as HTML: escaped, with its tables and pictures."""
    return Markup().join(
        _run(part, pictures) if isinstance(part, str) else _table(part, pictures)
        for part in tabled.parts(text)
    )


def _table(rows: tabled.Rows, pictures: Mapping[str, str]) -> Markup:
    made = [Markup().join(_CELL.format(_run(cell, pictures)) for cell in row) for row in rows]
    return _TABLE.format(Markup().join(map(_ROW.format, made)))


def _run(text: str, pictures: Mapping[str, str]) -> Markup:
    made, end = Markup(), 0
    for match in PICTURE.finditer(text):
        words, uid = match.groups()
        picture = _IMG.format(pictures[uid], words) if uid in pictures else _MISSING.format(words)
        made += escape(text[end : match.start()]) + picture
        end = match.end()
    return made + escape(text[end:])


def plain(text: str) -> str:
    """The text without addresses, for lists: a picture is told by its words."""
    return PICTURE.sub(lambda match: f"[{match[1]}]", text)


def picture_url(context: Context, name: str) -> str:
    """The address of `file:<uid>`, "" for what may not be shown."""
    found = FILE.fullmatch(name)
    pictures: Mapping[str, str] = context.get("pictures") or {}
    return pictures.get(found[1], "") if found else ""


def _asked(context: Context, text: str) -> Markup:
    return shown(str(text), context.get("pictures") or {})


def init(app: Flask) -> None:
    """Give the templates of questions their filters."""
    app.jinja_env.filters.update(
        asked=pass_context(_asked), asked_plain=plain, picture_url=pass_context(picture_url)
    )
    app.jinja_env.globals.update(rows_for=pass_context(rows_for))
