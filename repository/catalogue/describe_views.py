"""The form that describes a work: the first fields open, the rest folded; two may edit at once."""

from collections.abc import Iterator
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import Field

from repository.catalogue import ddc, editions, queries, rules, service
from repository.catalogue.agents.rules import ROLES
from repository.catalogue.forms import DescriptionForm
from repository.catalogue.models import Work
from repository.catalogue.views import blueprint, tried, work_to
from school.api import who
from suite.db import db
from suite.edits import Conflict, seen
from suite.i18n import language
from suite.web import not_found

Shown = list[tuple[str, str]]


@blueprint.get("/works/<uid>/edit")
def edit(uid: str) -> ResponseReturnValue:
    """The form that describes a work."""
    work = work_to("work.edit", uid)
    return _page(work, _filled(work))


@blueprint.post("/works/<uid>/edit")
def save(uid: str) -> ResponseReturnValue:
    """Describe a work anew, and go on to its topics or to its page."""
    work = work_to("work.edit", uid)
    form = DescriptionForm().offer(queries.classes_of(work), work.tags)
    if not form.validate_on_submit() or not _meant(form, work):
        return _page(work, form), 422
    try:
        if not tried(lambda: _save(work, form)):
            return _page(work_to("work.edit", uid), form), 422
    except Conflict:
        return _both(uid, form)
    flash(gettext("The description was saved."), "success")
    onward = "deposits.topics" if "topics" in request.form else "works.work"
    return redirect(url_for(onward, uid=uid), 303)


def _save(work: Work, form: DescriptionForm) -> None:
    typed = form.edition_of.data or ""
    first = editions.first_of(work, editions.meant(typed, who()))
    if not typed.strip() and work.edition_of_id and not _first_shown(work):
        first = work.edition_of_id
    started = seen(form.version.data) if form.version.data else None
    service.edit(work, form.description_given(first), _me(), started)


def _meant(form: DescriptionForm, work: Work) -> bool:
    """Whether the work of which this is said to be another edition was found."""
    typed = (form.edition_of.data or "").strip()
    other = editions.meant(typed, who())
    if not typed or (other is not None and other.id != work.id):
        return True
    said = gettext("No other work of the library has this address.")
    form.edition_of.errors = [*form.edition_of.errors, said]
    return False


def _both(uid: str, form: DescriptionForm) -> ResponseReturnValue:
    """What the other saved above what was typed; saving again replaces theirs."""
    db.session.rollback()
    work = work_to("work.edit", uid)
    theirs = _filled(work)
    form.version.data = theirs.version.data
    return _page(work, form, list(_differing(form, theirs))), 422


def _differing(mine: DescriptionForm, theirs: DescriptionForm) -> Iterator[tuple[str, str]]:
    for field in theirs:
        if field.name in ("csrf_token", "version"):
            continue
        if _words(field) != _words(mine[field.name]):
            yield str(field.label.text), _words(field) or "–"


def _words(field: Field) -> str:
    """What a field holds, as people read it."""
    choices = getattr(field, "choices", None)
    if choices:
        held = field.data if isinstance(field.data, list) else [field.data]
        return ", ".join(str(one.label) for one in choices if one.value in held and one.value)
    return "" if field.data is None else str(field.data).replace("\r\n", "\n").strip()


def _filled(work: Work) -> DescriptionForm:
    form = DescriptionForm(formdata=None).offer(queries.classes_of(work), work.tags).show(work)
    form.edition_of.data = _first_shown(work)
    return form


def _first_shown(work: Work) -> str:
    """The address of the first edition, for who may see it."""
    if work.edition_of_id is None:
        return ""
    first = queries.works_for([work.edition_of_id], who()).get(work.edition_of_id)
    return url_for("works.work", uid=first.uid) if first else ""


def _page(work: Work, form: DescriptionForm, theirs: Shown | None = None) -> str:
    return render_template(
        "repository/edit.html",
        work=work,
        form=form,
        theirs=theirs,
        groups=list(_groups(form)),
        ddc_caption=ddc.caption(form.ddc.data or "", language()),
        class_code=rules.CLASS,
        roles=ROLES,
    )


def _groups(form: DescriptionForm) -> Iterator[dict[str, Any]]:
    """The folded parts: title, fields with their hints, whether open, how many are filled."""
    one_a_line = gettext("One name a line.")
    parts = (
        (gettext("More people"), (
            (form.editors, one_a_line), (form.translators, one_a_line),
            (form.illustrators, one_a_line), (form.contributors, one_a_line),
        )),
        (gettext("Publication"), (
            (form.publisher, None), (form.place, None), (form.issued, None), (form.edition, None),
            (form.series, None), (form.series_number, None),
            (form.extent, gettext("Pages, minutes, volumes: 128 pages")),
            (form.isbn, None), (form.issn, None),
            (form.edition_of, gettext("The address of its page in this library.")),
        )),
        (gettext("Contents and rights"), (
            (form.ddc, ddc.caption(form.ddc.data or "", language())),
            (form.keywords, gettext("Parted by semicolons.")),
            (form.coverage, None), (form.source, None), (form.rights, None),
        )),
        (gettext("Tags"), ((form.tags, None),)),
    )  # fmt: skip
    for title, fields in parts:
        held = [field for field, _ in fields]
        yield {
            "title": title,
            "fields": fields,
            "open": any(field.errors for field in held),
            "filled": sum(bool(field.data) for field in held),
        }


def _me() -> int:
    person_id = who().person_id
    if person_id is None:
        not_found()
    return person_id
