"""The bank: the list, a question with its versions, the editor, and the way out."""

import io
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from lms.bank import (
    carrying,
    export,
    finding,
    levels,
    looking,
    permissions,
    pictures,
    places,
    queries,
    service,
    stimuli,
    tables,
    writing,
)
from lms.bank.forms import GRADES, QuestionForm
from lms.bank.listing import listing
from lms.bank.models import Item, ItemVersion, Stimulus
from lms.bank.queries import Filters
from lms.bank.rules import LEVELS, SINGLE_CHOICE, tidy
from lms.bank.writing import KindPart
from lms.hooks import QUESTION
from school.api import may, require, who
from suite import clock, undo, web
from suite.db import db
from suite.forms import once
from suite.hooks import registry
from suite.navigation import nav

blueprint = Blueprint("bank", __name__, url_prefix="/bank")

nav(
    lazy_gettext("Question bank"),
    "bank.index",
    "collection",
    show=lambda: permissions.has_bank(who()),
    order=15,
    prefix="/bank",
)


@blueprint.before_request
def _staff_only() -> None:
    if not permissions.has_bank(who()):
        web.not_found()


def own_school() -> int:
    """The school whose bank the present person adds to; 403 for who has none."""
    school_id = permissions.home_school(who())
    if school_id is None:
        web.forbidden()
    require("bank.add", school_id)
    return school_id


def _grade(text: str) -> int:
    grade = int(text)
    if grade not in GRADES:
        raise ValueError(text)
    return grade


def _filters() -> Filters:
    args = request.args
    return Filters(
        tidy(args.get("subject", ""))[:20],
        args.get("grade", None, type=_grade),
        tidy(args.get("topic", ""))[:120],
        tidy(args.get("q", ""))[:200],
        args.get("state") == "retired",
        _one_of("level", (*LEVELS, "none")),
        _one_of("kind", tuple(registry().kinds(QUESTION))),
        tidy(args.get("node", ""))[:36],
        _one_of("difficulty", tuple(queries.DIFFICULTY)),
        _one_of("bank", queries.BANKS),
    )


def _one_of(name: str, allowed: tuple[str, ...]) -> str:
    asked = request.args.get(name, "")
    return asked if asked in allowed else ""


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The questions that fit the filters."""
    filters, me = _filters(), who()
    found = looking.look(me, filters)
    return listing(filters, found).answer(
        "lms/bank/index.html",
        gettext("Question bank"),
        filters=filters,
        filtered=filters != Filters(bank=filters.bank),
        facets=found.facets,
        levels=levels.NAMES,
        kinds=writing.kinds(),
        nodes=queries.nodes(filters.subject, filters.grade) if filters.subject else [],
        adds=permissions.home_school(me) is not None,
        strayed=filters.bank == queries.SCHOOL and places.strayed(me),
        asked={n: v for n, v in web.asked_values().items() if n not in ("ending", "format")},
    )


@blueprint.get("/export.<ending>")
def export_file(ending: str) -> ResponseReturnValue:
    """The questions of the list as a text or Word file."""
    if ending not in ("txt", "docx"):
        web.not_found()
    query = queries.find(who(), _filters()).order_by(None).order_by(Item.id)
    rows = db.session.execute(query.limit(export.MOST + 1)).all()
    if len(rows) > export.MOST:
        flash(
            gettext("At most %(num)s questions go into a file: choose fewer.", num=export.MOST),
            "warning",
        )
        args: dict[str, Any] = web.asked_values()
        return redirect(url_for("bank.index", **args), 303)
    if ending == "docx":
        data, kind = carrying.written("docx", list(rows)).data, export.WORD
    else:
        parsed = export.as_parsed((item.kind, version) for item, version in rows)
        data, kind = export.as_text(parsed).encode(), "text/plain; charset=utf-8"
    name = f"cau-hoi-{clock.today().isoformat()}.{ending}"
    return send_file(io.BytesIO(data), kind, as_attachment=True, download_name=name)


def _item(uid: str, action: str = "view") -> Item:
    item = queries.item_of(who(), uid)
    if item is None:
        web.not_found()
    require(f"bank.{action}", item)
    return item


@blueprint.get("/<uid>")
def show(uid: str) -> ResponseReturnValue:
    """A question as pupils see it, with its key, and its older versions."""
    item = _item(uid)
    own = may(who(), "bank.edit", item)
    kinds: dict[str, Any] = dict(registry().kinds(QUESTION))
    return render_template(
        "lms/bank/show.html",
        item=item,
        version=service.current(item),
        older=[one for one in reversed(item.versions) if one.number != item.current_number],
        kind=kinds.get(item.kind),
        examples={one.number: writing.example(one) for one in item.versions},
        pictures=pictures.addresses(
            item.school_id, *((one.stem, one.body, one.solution) for one in item.versions)
        ),
        subject=next((row for row in queries.subjects() if row.code == item.subject_code), None),
        editable=item.kind in kinds and own,
        levels=levels.NAMES,
        told=stimuli.current(item.stimulus) if item.stimulus else None,
        **_standing(item, own),
    )


def _standing(item: Item, own: bool) -> dict[str, Any]:
    """What else a question's page tells: nearly the same ones, use, group, school and origin."""
    me = who()
    near = finding.near(me, item.school_id, {0: item.search_key}, [item.id]) if own else {}
    return {
        "alike": near.get(0, []),
        "uses": queries.uses_of(item) if own else [],
        "from_where": queries.whence(item),
        "draft": item.group_id is not None and item.approved_at is None,
        "approves": may(who(), "bank.approve", item),
        "shares": may(who(), "bank.share", item),
        "copies": may(who(), "bank.copy", item),
    }


@blueprint.route("/new", methods=["GET", "POST"])
@once
def new() -> ResponseReturnValue:
    """Write one question of the kind that `kind` names."""
    school_id, form = own_school(), QuestionForm()
    form.prepare(queries.subjects(), queries.nodes(), queries.own_groups(who(), school_id))
    kind = writing.kinds().get(request.args.get("kind", SINGLE_CHOICE))
    if kind is None:
        web.not_found()
    stimulus = _stimulus()
    part = writing.fresh(kind)
    if request.method == "GET":
        form.subject_code.data = queries.taught_subject(who()) or ""
        return _editor(form, None, part, None, 200)
    part = writing.submitted(kind, request.form.to_dict(flat=False))
    if part.more:
        return _editor(form, None, part, None, 200)
    if form.validate():
        try:
            item = service.add_item(form.about(school_id), form.content(part), _me(), stimulus)
        except (service.Unusable, service.Known) as error:
            return _editor(form, None, part, _why(part, error), 422)
        flash(gettext("The question is in the bank."), "success")
        if stimulus is not None:
            return redirect(url_for("bank_stimulus.show", uid=stimulus.uid), 303)
        return redirect(url_for("bank.show", uid=item.uid), 303)
    return _editor(form, None, part, None, 422)


def _stimulus() -> Stimulus | None:
    """The stimulus of an own school that `stimulus` names."""
    uid = request.args.get("stimulus", "")
    if not uid:
        return None
    own = permissions.own_schools(who())
    found = stimuli.stimulus_of(who(), uid, own)
    if found is None or found.school_id not in own:
        web.not_found()
    return found


@blueprint.route("/<uid>/edit", methods=["GET", "POST"])
def edit(uid: str) -> ResponseReturnValue:
    """Change a question; what it said before stays as an older version."""
    item = _item(uid, "edit")
    kind = writing.kinds().get(item.kind)
    if kind is None:
        web.not_found()
    form = QuestionForm()
    form.prepare(queries.subjects(), queries.nodes())
    if request.method == "GET":
        version = service.current(item)
        form.show(item, version)
        return _editor(form, item, writing.held(kind, version.body, version.key), None, 200)
    part = writing.submitted(kind, request.form.to_dict(flat=False))
    if part.more:
        return _editor(form, item, part, None, 200)
    if form.validate():
        about = form.about(item.school_id)
        try:
            service.new_version(item, form.seen(), about, form.content(part), _me())
        except (service.Unusable, service.Known) as error:
            db.session.rollback()
            return _editor(form, _item(uid, "edit"), part, _why(part, error), 422)
        except service.Changed:
            db.session.rollback()
            return _both(uid, form, part)
        flash(gettext("The question is saved."), "success")
        return redirect(url_for("bank.show", uid=uid), 303)
    return _editor(form, item, part, None, 422)


def _both(uid: str, form: QuestionForm, part: KindPart) -> ResponseReturnValue:
    item = _item(uid, "edit")
    form.number.data = str(item.current_number)
    return _editor(form, item, part, None, 409, theirs=service.current(item))


def _me() -> int:
    me = who().person_id
    if me is None:
        web.forbidden()
    return me


def _why(part: KindPart, error: service.Unusable | service.Known) -> str:
    if isinstance(error, service.Known):
        return gettext("The bank has this very question already.")
    return writing.blame(part, error.codes)


def _editor(
    form: QuestionForm,
    item: Item | None,
    part: KindPart,
    why: str | None,
    status: int,
    theirs: ItemVersion | None = None,
) -> ResponseReturnValue:
    school_id = item.school_id if item else permissions.home_school(who()) or 0
    # Pictures go into the bank to which one adds; another school's question could not show them.
    brings = permissions.home_school(who()) == school_id
    own = pictures.newest(school_id, who().person_id or 0) if brings else []
    names = [f"file:{row.uid}" for row in own]
    stimulus = item.stimulus if item else _stimulus()
    page = render_template(
        "lms/bank/edit.html",
        form=form,
        item=item,
        kind=part.kind,
        kinds=list(writing.kinds().values()),
        fields=part.fields,
        params=part.params,
        errors=part.errors,
        more_rows=part.more,
        share_tables=tables.in_force(),
        own_pictures=own,
        brings=brings,
        pictures=pictures.addresses(school_id, names, form.stem.data or "", part.fields),
        why=why,
        theirs=theirs,
        stimulus=stimulus,
        told=stimuli.current(stimulus) if stimulus else None,
        topics=queries.topics_of(school_id),
        groups=[] if item else queries.own_groups(who(), school_id),
    )
    return page, status


@blueprint.post("/<uid>/state")
def state(uid: str) -> ResponseReturnValue:
    """Take a question out of use, or back into it."""
    item = _item(uid, "edit")
    if request.form.get("action") == "restore":
        said = restore(uid)
        known = gettext("The bank has this very question already.")
        flash(said or known, "success" if said else "warning")
    else:
        service.retire(item)
        text = gettext("New exams no longer get this question; old ones keep it.")
        undo.offer(text, "bank.restore", uid=uid)
    return redirect(url_for("bank.show", uid=uid), 303)


@undo.action("bank.restore")
def restore(uid: str) -> str | None:
    """Take a question back into use; None when the bank has the same in use."""
    try:
        service.restore(_item(uid, "edit"))
    except service.Known:
        db.session.rollback()
        return None
    return gettext("The question is in use again.")
