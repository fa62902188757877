"""Changing many works at once: choose, say what, look at what it does, do it, undo it."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext, ngettext
from sqlalchemy import select

from repository.catalogue.bulk import rules, service
from repository.catalogue.bulk.forms import TITLES, WAYS, BulkForm, words
from repository.catalogue.bulk.models import Batch
from repository.catalogue.bulk.service import Change, Undone
from repository.catalogue.models import Work
from repository.search import filters
from repository.search import service as search
from repository.search.engine import NEWEST, Query
from repository.search.grouping import MAX_PER_PAGE
from repository.search.query import MAX_CHARACTERS
from school.api import require, who
from suite import clock
from suite.lists import Column, Listing
from suite.web import not_found

blueprint = Blueprint("bulk", __name__, url_prefix="/library/bulk")
SHOWN = 20
# What the page of the preview sends by itself.
NOT_HELD = ("csrf_token", "field")


@blueprint.get("/")
def choose() -> ResponseReturnValue:
    """What to change of the works that were ticked, or of all that a search finds."""
    require("work.deposit")
    uids = _found() if "all" in request.args else request.args.getlist("work")
    works = service.chosen(uids[: rules.MOST], who())
    if not works:
        flash(gettext("Tick the works to change first."), "warning")
        return redirect(url_for("deposits.mine"), 303)
    return _page(works, BulkForm(formdata=None).offer(works))


@blueprint.post("/preview")
def preview() -> ResponseReturnValue:
    """What the change would do to how many; nothing is written."""
    require("work.deposit")
    works, form, change = _asked()
    if not request.form.get("field"):
        return _page(works, form)
    if change is None:
        flash(gettext("Choose a value first."), "warning")
        return _page(works, form), 422
    return render_template(
        "repository/bulk/preview.html",
        plan=service.plan(works, change, who()),
        change=change,
        said=words(change.field, change.value, form),
        title=TITLES[change.field],
        way=WAYS[change.way],
        reasons=_reasons(),
        most=SHOWN,
        held=[
            pair
            for pair in request.form.items(multi=True)
            if pair[0] not in ("csrf_token", "field")
        ],
    )


@blueprint.post("/apply")
def apply() -> ResponseReturnValue:
    """Change them, as one batch."""
    require("work.deposit")
    works, form, change = _asked()
    if change is None:
        return _page(works, form), 422
    batch = service.apply([work.uid for work in works], change, who())
    if batch is None:
        flash(
            gettext("Nothing was changed: the works are so already, or you may not change them."),
            "info",
        )
        return redirect(url_for(".batches"), 303)
    said = ngettext("%(num)s work was changed.", "%(num)s works were changed.", batch.works)
    flash(said, "success")
    return redirect(url_for(".batch", uid=batch.uid), 303)


@blueprint.get("/batches")
def batches() -> ResponseReturnValue:
    """What I changed of many works, the last first."""
    require("work.deposit")
    query = select(Batch).where(Batch.person_id == who().person_id)
    listing = Listing(
        query.order_by(Batch.at.desc(), Batch.id.desc()), COLUMNS,
        (Batch.at.desc(), Batch.id.desc()), per_page=20, usual="-at",
    )  # fmt: skip
    return listing.answer(
        "repository/bulk/batches.html", gettext("Changes of many works"), titles=TITLES, ways=WAYS
    )


@blueprint.get("/batches/<uid>")
def batch(uid: str) -> ResponseReturnValue:
    """What one of them changed."""
    row = _batch(uid)
    changes = service.changes_of(row, who())
    form = BulkForm(formdata=None).offer([work for _, work in changes])
    return render_template(
        "repository/bulk/batch.html",
        batch=row,
        title=TITLES[row.field],
        way=WAYS[row.way],
        said=words(row.field, row.value, form),
        changes=changes,
    )


@blueprint.post("/batches/<uid>/undo")
def undo(uid: str) -> ResponseReturnValue:
    """Put back what nobody touched since; the others are named."""
    try:
        number, left = service.undo(_batch(uid), who())
    except Undone:
        flash(gettext("This was undone already."), "warning")
        return redirect(url_for(".batch", uid=uid), 303)
    flash(ngettext("%(num)s work was put back.", "%(num)s works were put back.", number), "success")
    # What one may see no more is counted on the page of the batch, and not named.
    seen = service.chosen([work.uid for work in left], who())
    if seen:
        names = "; ".join(work.title for work in seen[:SHOWN])
        said = gettext("Changed again meanwhile, so left as they are: %(titles)s", titles=names)
        flash(said, "warning")
    return redirect(url_for(".batch", uid=uid), 303)


def _asked() -> tuple[list[Work], BulkForm, Change | None]:
    uids = request.form.get("works", "").split()[: rules.MOST]
    works = service.chosen(uids, who())
    if not works:
        not_found()
    form, field = BulkForm().offer(works), request.form.get("field", "")
    way = request.form.get(f"way-{field}", rules.SET)
    return works, form, form.change(field, way) if form.validate() else None


def _found() -> list[str]:
    """The uids of all that the search of the address finds, the first 500."""
    asked: dict[str, Any] = filters.asked(request.args)
    text = request.args.get("q", "").strip()[:MAX_CHARACTERS]
    uids: list[str] = []
    for page in range(1, rules.MOST // MAX_PER_PAGE + 1):
        query = Query(
            text, frozenset(), sort=NEWEST, page=page, per_page=MAX_PER_PAGE, pages_per_book=1,
            **asked,
        )  # fmt: skip
        screen = search.find(query, who())
        uids += [found.work.uid for found in screen.found]
        if page * MAX_PER_PAGE >= screen.books:
            break
    return uids


def _page(works: list[Work], form: BulkForm) -> str:
    return render_template(
        "repository/bulk/choose.html", works=works, form=form, titles=TITLES, ways=WAYS,
        fields=[(name, rules.ways(name)) for name in rules.FIELDS], most=rules.MOST, shown=SHOWN,
    )  # fmt: skip


def _reasons() -> dict[str, str]:
    return {
        "no_right": gettext("You may not change it."),
        "withdrawn": gettext("It was withdrawn."),
        "licence": gettext("It is published, and this licence does not allow use."),
        "other_school": gettext("The classes are of another school."),
    }


def _batch(uid: str) -> Batch:
    row = service.batch_for(uid, who())
    if row is None:
        not_found()
    return row


COLUMNS = (
    Column("at", lazy_gettext("When"), lambda row: clock.show(row.at), (Batch.at,)),
    Column("field", lazy_gettext("Field"), lambda row: str(TITLES[row.field]), (Batch.field,)),
    Column("way", lazy_gettext("Way"), lambda row: str(WAYS[row.way])),
    Column("works", lazy_gettext("Works"), lambda row: row.works, (Batch.works,), "num"),
    Column("undone", lazy_gettext("Undone"),
           lambda row: clock.show(row.undone_at) if row.undone_at else ""),
)  # fmt: skip
