"""The list of links for who keeps a library."""

from flask_babel import gettext, lazy_gettext

from repository.catalogue.models import Work
from repository.links import queries
from repository.links.models import Link
from repository.links.texts import FOUND, STATES
from school.api import Who
from suite import clock
from suite.lists import Column, Listing

PER_PAGE = 30


def _found(link: Link) -> str:
    return str(FOUND[link.code]) if link.code in FOUND else ""


COLUMNS = (
    Column("title", lazy_gettext("Title"), lambda link: link.work.title, (Work.title,)),
    Column("host", lazy_gettext("Site"), lambda link: link.host, (Link.host,)),
    Column("url", lazy_gettext("Address"), lambda link: link.url),
    Column("state", lazy_gettext("State"), lambda link: str(STATES[link.state]), (Link.state,)),
    Column("found", lazy_gettext("What was found"), _found),
    Column("status", lazy_gettext("Answer"), lambda link: link.status),
    Column("failures", lazy_gettext("Failures in a row"), lambda link: link.failures,
           (Link.failures,), "num"),
    Column("checked", lazy_gettext("Looked at"), lambda link: clock.show(link.checked_at),
           (Link.checked_at,)),
    Column("from", lazy_gettext("From whom"), lambda link: link.work.depositor.full_name),
)  # fmt: skip


def kept(who: Who, state: str) -> Listing:
    """The links of the libraries that `who` keeps, those longest not looked at first."""
    query = queries.kept_by(who)
    if state in STATES:
        query = query.where(Link.state == state)
    return Listing(
        query.order_by(Link.checked_at.asc().nulls_first(), Link.id),
        COLUMNS,
        (Link.id,),
        per_page=PER_PAGE,
        usual="checked",
        filters=((gettext("State"), str(STATES.get(state, ""))),),
    )
