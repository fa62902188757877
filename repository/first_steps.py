"""The first hour of a librarian: upload, align, publish."""

from flask import url_for
from flask_babel import lazy_gettext
from sqlalchemy import ColumnElement, exists, select

from repository.catalogue import rules
from repository.catalogue.models import Alignment, Work
from school.api import LIBRARIAN, Step, Who, guide, step

NAME = "librarian"
guide(NAME, (LIBRARIAN,), lazy_gettext("Your first hour in the library"))


def _units(me: Who) -> list[int]:
    return [grant.unit_id for grant in me.grants if grant.role == LIBRARIAN]


def _works(me: Who, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists(select(Work.id).where(Work.unit_id.in_(_units(me)), *conditions))


step(
    Step(
        NAME, 10, lazy_gettext("Upload the first resource"),
        lazy_gettext("PDF, EPUB, Office, pictures, recordings; title and cover are proposed."),
        "cloud-arrow-up", lambda _me: url_for("uploads.form"), _works,
    )
)  # fmt: skip
step(
    Step(
        NAME, 20, lazy_gettext("Say which topics of the curriculum it serves"),
        lazy_gettext("On the page of the resource; a second person confirms."),
        "signpost-split", lambda _me: url_for("deposits.mine"),
        lambda me: _works(me, exists(select(Alignment.id).where(Alignment.work_id == Work.id))),
    )
)  # fmt: skip
step(
    Step(
        NAME, 30, lazy_gettext("Publish what a colleague deposited"),
        lazy_gettext("Whoever deposits cannot publish: two people look at each resource."),
        "file-earmark-check", lambda _me: url_for("reviews.queue"),
        lambda me: _works(me, Work.state == rules.PUBLISHED),
    )
)  # fmt: skip
