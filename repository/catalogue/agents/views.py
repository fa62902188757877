"""Pages of people and bodies: somebody with their works; for librarians the list and its care."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from repository.catalogue import queries as works
from repository.catalogue.agents import queries, service
from repository.catalogue.agents.forms import KINDS, AgentForm
from repository.catalogue.agents.models import Agent, AgentMerge
from repository.catalogue.agents.service import Refused
from repository.catalogue.labels import ROLES
from school.api import may, require, who
from school.signin.session import public
from suite import undo
from suite.db import db
from suite.edits import Conflict, seen
from suite.lists import Column, Listing
from suite.web import not_found

blueprint = Blueprint("agents", __name__, url_prefix="/library/people")
public("agents.show")
MOST_MERGED = 20


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """The list that a librarian keeps."""
    require("agent.edit", None)
    text = request.args.get("q", "").strip()[:100]
    listing = Listing(
        queries.kept(who(), text), COLUMNS, (Agent.sort_key, Agent.id), dress=_counted,
        usual="name", filters=((gettext("Name"), text),),
    )  # fmt: skip
    return listing.answer("repository/agents/index.html", gettext("People and bodies"), q=text)


@blueprint.get("/doubles")
def doubles() -> ResponseReturnValue:
    """Names that may be one."""
    require("agent.edit", None)
    groups = queries.doubles(who())
    counts = queries.counts([row for group in groups for row in group], who())
    return render_template("repository/agents/doubles.html", groups=groups, counts=counts)


@blueprint.get("/suggest")
def suggest() -> ResponseReturnValue:
    """Names that complete what is typed into the form of a work: {"names": [...]}, at most 8."""
    work = works.work_for(request.args.get("work", ""), who())
    if work is None:
        not_found()
    require("work.edit", work)
    typed = request.args.get("q", "")[:100]
    found = queries.completing(work.unit_id, typed, who())
    return {"names": [agent.label for agent in found]}


@blueprint.get("/<uid>")
def show(uid: str) -> ResponseReturnValue:
    """Somebody with the works that the present reader may open."""
    agent = _agent(uid)
    if agent.uid != uid:
        return redirect(url_for(".show", uid=agent.uid), 302)
    keeps = may(who(), "agent.edit", agent)
    return render_template(
        "repository/agents/show.html",
        agent=agent,
        works=queries.works_of(agent, who()),
        roles=ROLES,
        keeps=keeps,
        merges=queries.merges(agent) if keeps else [],
    )


@blueprint.get("/<uid>/edit")
def edit(uid: str) -> ResponseReturnValue:
    """The form of somebody."""
    agent = _kept(uid)
    return _form(agent, AgentForm(formdata=None).show(agent))


@blueprint.post("/<uid>/edit")
def save(uid: str) -> ResponseReturnValue:
    """Say anew who it is; the names on works follow."""
    agent, form = _kept(uid), AgentForm()
    if not form.validate_on_submit():
        return _form(agent, form), 422
    try:
        service.rename(
            agent.id, seen(form.version.data), name=form.name.data, dates=form.dates.data or "",
            kind=form.kind.data, variants=(form.variants.data or "").splitlines(),
            note=form.note.data or "",
        )  # fmt: skip
    except Conflict:
        db.session.rollback()
        agent = _kept(uid)
        form.version.data = str(agent.version)
        return _form(agent, form, _shown(agent)), 422
    except Refused as refused:
        db.session.rollback()
        form.name.errors = [*form.name.errors, said(refused)]
        return _form(_kept(uid), form), 422
    flash(gettext("Saved; the names on works follow."), "success")
    return redirect(url_for(".show", uid=uid), 303)


@blueprint.post("/merge")
def merge() -> ResponseReturnValue:
    """Make one of several: `keep` stays, each `gone` goes over to it."""
    kept = _kept(request.form.get("keep", ""))
    gone = [uid for uid in request.form.getlist("gone") if uid != kept.uid][:MOST_MERGED]
    rows = [_kept(uid) for uid in gone]
    if not rows:
        flash(gettext("Choose at least one other name that is the same."), "warning")
        return redirect(url_for(".doubles"), 303)
    done = []
    try:
        for row in rows:
            done.append(service.merge(kept.id, row.id, _me()).id)
    except Refused as refused:
        db.session.rollback()
        flash(said(refused), "danger")
    if done:
        undo.offer(gettext("Made one: %(name)s", name=kept.label), "library.part", ids=done)
    return redirect(url_for(".doubles"), 303)


@blueprint.post("/merges/<int:merge_id>/undo")
def part(merge_id: int) -> ResponseReturnValue:
    """Part again what was merged."""
    uid = _may_part(merge_id).kept.uid
    try:
        service.part(merge_id)
    except Refused as refused:
        db.session.rollback()
        flash(said(refused), "warning")
    else:
        flash(gettext("They are two again."), "success")
    return redirect(url_for(".show", uid=uid), 303)


@undo.action("library.part")
def take_back(ids: list[int]) -> str:
    """Part again what was just made one."""
    try:
        for merge_id in reversed(ids):
            _may_part(merge_id)
            service.part(merge_id)
    except Refused as refused:
        raise undo.TooLate(said(refused)) from refused
    return gettext("They are two again.")


def said(refused: Refused) -> str:
    """Why it cannot be done."""
    return {
        "no_name": gettext("Give a name."),
        "itself": gettext("Choose at least one other name that is the same."),
        "other_unit": gettext("These names are kept by different schools."),
        "merged": gettext("One of them was made one with another meanwhile."),
        "undone": gettext("These were parted already."),
    }[refused.code]


def _may_part(merge_id: int) -> AgentMerge:
    row = db.session.get(AgentMerge, merge_id)
    if row is None or not may(who(), "agent.edit", row.kept):
        not_found()
    return row


def _agent(uid: str) -> Agent:
    agent = queries.agent_for(uid, who())
    if agent is None:
        not_found()
    return agent


def _kept(uid: str) -> Agent:
    agent = _agent(uid)
    require("agent.edit", agent)
    return agent


def _form(agent: Agent, form: AgentForm, theirs: Any = None) -> str:
    return render_template("repository/agents/edit.html", agent=agent, form=form, theirs=theirs)


def _shown(agent: Agent) -> list[tuple[str, str]]:
    form = AgentForm(formdata=None)
    return [
        (str(form.name.label.text), agent.name),
        (str(form.kind.label.text), str(dict(KINDS)[agent.kind])),
        (str(form.dates.label.text), agent.dates or "–"),
        (str(form.variants.label.text), "\n".join(agent.variants) or "–"),
        (str(form.note.label.text), agent.note or "–"),
    ]


def _counted(agents: list[Agent]) -> list[tuple[Agent, int]]:
    counts = queries.counts(agents, who())
    return [(agent, counts.get(agent.id, 0)) for agent in agents]


def _me() -> int:
    person_id = who().person_id
    if person_id is None:
        not_found()
    return person_id


COLUMNS = (
    Column("name", lazy_gettext("Name"), lambda row: row[0].label, (Agent.sort_key,)),
    Column("kind", lazy_gettext("Kind"), lambda row: str(dict(KINDS)[row[0].kind]), (Agent.kind,)),
    Column("variants", lazy_gettext("Other spellings and pen names"),
           lambda row: "; ".join(row[0].variants)),
    Column("works", lazy_gettext("Works"), lambda row: row[1], kind="num"),
    Column("unit", lazy_gettext("Unit"), lambda row: row[0].unit.name),
)  # fmt: skip
