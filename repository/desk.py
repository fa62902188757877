"""The desk of the library: one page that leads to all work that a person may do there."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, abort, render_template
from flask_babel import LazyString
from flask_babel import lazy_gettext as N_

from repository.flow.permissions import set_units
from school.api import Who, may, who

blueprint = Blueprint("library_desk", __name__, url_prefix="/library/desk")


@dataclass(frozen=True)
class Tool:
    """A page of the desk. `right` is a permission that is asked without a thing, or a question to
    somebody."""

    endpoint: str
    label: LazyString
    note: LazyString
    icon: str
    right: str | Callable[[Who], bool]

    def open_to(self, reader: Who) -> bool:
        """Whether somebody may go there; asks no database."""
        return self.right(reader) if callable(self.right) else may(reader, self.right, None)


def _sets_steps(reader: Who) -> bool:
    return bool(set_units(reader))


GROUPS: tuple[tuple[LazyString, tuple[Tool, ...]], ...] = (
    (N_("Bringing in"), (
        Tool("uploads.form", N_("Add files"), N_("One or many, also over a weak line"), "upload",
             "work.deposit"),
        Tool("lists.index", N_("Deposit by list"), N_("Excel with files or links, or a ZIP"),
             "file-earmark-spreadsheet", "work.deposit"),
        Tool("links.new", N_("Add a link"), N_("A page of the province or a publisher"),
             "link-45deg", "work.deposit"),
        Tool("marc.index", N_("From other catalogues"), N_("MARC files and libraries to harvest"),
             "download", "work.review"),
        Tool("deposits.mine", N_("My deposits"), N_("Where each of them stands"), "collection",
             "work.deposit"),
    )),
    (N_("Looking after"), (
        Tool("reviews.queue", N_("To review"), N_("Works that wait for a step of yours"),
             "clipboard-check", "work.queue"),
        Tool("decisions.index", N_("Decisions over lists"),
             N_("Many works under one decision number"), "file-earmark-check", "work.queue"),
        Tool("flow.steps", N_("Steps to publication"), N_("Who approves, one after the other"),
             "list-check", _sets_steps),
        Tool("agents.index", N_("People and bodies"), N_("One name for each, doubles merged"),
             "people", "agent.edit"),
        Tool("links.index", N_("Links"), N_("Alive, dead or not to be checked here"), "globe",
             "work.review"),
        Tool("fixity.index", N_("Stored files"), N_("When each was read again, what is broken"),
             "shield-check", "work.review"),
        Tool("ratings.index", N_("Words of readers"), N_("To let through or leave out"), "star",
             "rating.decide"),
    )),
    (N_("Printed books"), (
        Tool("printed.index", N_("Printed books"),
             N_("Registers, labels, loans, stock-taking"), "book", "print.read"),
        Tool("loans.mine", N_("My loans"), N_("What I have at home, and until when"),
             "journal-bookmark", "loans.mine"),
    )),
    (N_("Handing on"), (
        Tool("collections.index", N_("Reading lists"), N_("In order, for a class or for all"),
             "list-ol", "work.deposit"),
        Tool("packs.index", N_("Class packs"), N_("To carry to a school without internet"),
             "archive", "work.deposit"),
        Tool("identifiers.index", N_("Doors for other machines"),
             N_("OAI-PMH, OPDS and search engines"), "box-arrow-up-right", "work.review"),
    )),
    (N_("What it serves"), (
        Tool("map.index", N_("Curriculum map"), N_("What has materials and what has none"),
             "diagram-3", "map.open"),
        Tool("counts.index", N_("What was read"), N_("By work, class, grade and topic"),
             "bar-chart", "map.open"),
        Tool("library.missed_list", N_("Looked for in vain"), N_("Words that found nothing"),
             "search", "work.review"),
        Tool("programme.index", N_("The programme"), N_("Loaded from tables, in versions"),
             "table", "programme.edit"),
    )),
)  # fmt: skip


def tools(reader: Who) -> list[tuple[LazyString, list[Tool]]]:
    """What somebody may do, group by group; groups without anything are left out."""
    found = [(title, [one for one in group if one.open_to(reader)]) for title, group in GROUPS]
    return [(title, group) for title, group in found if group]


def has_desk() -> bool:
    """Whether the present reader has more to do in the library than to read."""
    return any(tool.endpoint != "loans.mine" for _title, group in tools(who()) for tool in group)


@blueprint.get("")
def show() -> str:
    """The desk."""
    if not has_desk():
        abort(403)
    return render_template("repository/desk.html", groups=tools(who()))
