"""Questions out in the formats of other systems, what is lost named before the file is made."""

import io
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from lms.bank import carrying, export, permissions, queries, texts
from lms.bank.models import Item
from lms.bank.views import _filters as asked_filters
from lms.formats import sheet
from lms.formats.registry import FORMATS
from school.api import who
from suite import clock, web
from suite.db import db

blueprint = Blueprint("bank_export", __name__, url_prefix="/bank/formats")
WAYS = {"docx": "Word", **{code: one.title for code, one in FORMATS.items()}}


@blueprint.before_request
def _staff_only() -> None:
    if not permissions.has_bank(who()):
        web.not_found()


def _asked() -> dict[str, Any]:
    return {name: value for name, value in web.asked_values().items() if name != "way"}


def _rows() -> list[Any] | None:
    """The questions of the list, None where there are too many for a file."""
    query = queries.find(who(), asked_filters()).order_by(None).order_by(Item.id)
    rows = list(db.session.execute(query.limit(export.MOST + 1)))
    return rows if len(rows) <= export.MOST else None


def _too_many() -> ResponseReturnValue:
    flash(
        gettext("At most %(num)s questions go into a file: choose fewer.", num=export.MOST),
        "warning",
    )
    return redirect(url_for("bank.index", **_asked()), 303)


@blueprint.get("")
def choose() -> ResponseReturnValue:
    """The formats; with `way`, what would be lost in it."""
    way = request.args.get("way", "")
    told = None
    if way in WAYS:
        rows = _rows()
        if rows is None:
            return _too_many()
        told = carrying.told(carrying.written(way, rows, tried=True), len(rows))
    return render_template(
        "lms/bank/formats.html", ways=WAYS, way=way, told=told, asked=_asked(), texts=texts
    )


@blueprint.get("/<way>")
def download(way: str) -> ResponseReturnValue:
    """The file."""
    if way not in WAYS:
        web.not_found()
    rows = _rows()
    if rows is None:
        return _too_many()
    written = carrying.written(way, rows)
    kind, ending = carrying.media_of(way)
    name = f"cau-hoi-{clock.today().isoformat()}.{ending}"
    return send_file(io.BytesIO(written.data), kind, as_attachment=True, download_name=name)


@blueprint.get("/template.xlsx")
def template() -> ResponseReturnValue:
    """The template for Excel, with an example of every kind."""
    excel = FORMATS["excel"]
    return send_file(
        io.BytesIO(sheet.template()), excel.media_type, as_attachment=True,
        download_name="mau-cau-hoi.xlsx",
    )  # fmt: skip
