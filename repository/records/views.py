"""The resolver of permanent identifiers, and the list of feeds for who runs the house."""

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue

from repository.catalogue import queries as catalogue
from repository.records import doors, queries, rules, service
from school.api import require, who
from school.signin.session import public
from suite.settings import current_settings
from suite.web import not_found, path_of

blueprint = Blueprint("identifiers", __name__)
public("identifiers.resolve")


@blueprint.get("/id/<path:code>")
def resolve(code: str) -> ResponseReturnValue:
    """On to the work's page, for who may see the work; of a withdrawn one the tombstone. Whoever
    may not learns nothing, not even that the identifier was given."""
    plain = rules.tidy(code)
    if not rules.is_code(plain):
        return render_template("repository/mistyped.html", code=code[:60]), 404
    # What nobody gave is asked for as what one may not see, so that the time tells nothing.
    record = queries.resolved(plain)
    work_id, uid = (record.work_id, record.work.uid) if record else (0, "")
    if queries.seen_by(work_id, who()):
        return redirect(path_of("works.work", uid=uid), 302)
    gone = catalogue.tombstone_for(uid, who())
    if gone is None:
        not_found()
    return render_template("repository/tombstone.html", work=gone), 410


@blueprint.get("/library/feeds")
def index() -> ResponseReturnValue:
    """Which doors other machines have into the library, and which are open."""
    require("work.review", None)
    rows = [
        (feed, doors.is_open(feed.name), doors.address(feed.endpoint))
        for feed in doors.feeds().values()
    ]
    return render_template(
        "repository/feeds.html",
        rows=rows,
        records=service.count(),
        prefix=current_settings().identifier_prefix,
        public_url=current_settings().public_url,
    )
