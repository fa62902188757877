"""A question on its way between banks: approved for the school, shared with the commune, copied."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from lms.bank import queries, service, sharing
from lms.bank.models import Item
from lms.bank.views import own_school
from school.api import require, who
from suite import undo, web
from suite.db import db

blueprint = Blueprint("bank_share", __name__, url_prefix="/bank")


def _item(uid: str, action: str) -> Item:
    item = queries.item_of(who(), uid)
    if item is None:
        web.not_found()
    require(f"bank.{action}", item)
    return item


def _back(uid: str) -> ResponseReturnValue:
    return redirect(url_for("bank.show", uid=uid), 303)


@blueprint.post("/<uid>/approve")
def approve(uid: str) -> ResponseReturnValue:
    """Take a draft of a group into the bank of the school."""
    item = _item(uid, "approve")
    sharing.approve(item, who().person_id or 0)
    undo.offer(gettext("The draft is in the bank of the school."), "bank.unapprove", uid=uid)
    return _back(uid)


@undo.action("bank.unapprove")
def unapprove(uid: str) -> str:
    """Make it a draft of its group again."""
    sharing.unapprove(_item(uid, "approve"))
    return gettext("It is a draft of the group again.")


@blueprint.post("/<uid>/share")
def share(uid: str) -> ResponseReturnValue:
    """Let the schools of the commune read a question, or not any more."""
    item = _item(uid, "share")
    shared = request.form.get("action") == "share"
    sharing.share(item, shared)
    if shared:
        undo.offer(gettext("The schools of the commune see this question now."),
                   "bank.unshare", uid=uid)  # fmt: skip
    else:
        flash(gettext("The question is of this school alone again."), "success")
    return _back(uid)


@undo.action("bank.unshare")
def unshare(uid: str) -> str:
    """Let only the own school read it again."""
    sharing.share(_item(uid, "share"), False)
    return gettext("The question is of this school alone again.")


@blueprint.post("/<uid>/copy")
def copy(uid: str) -> ResponseReturnValue:
    """Copy a question that another school shares into the own bank."""
    item = _item(uid, "copy")
    try:
        made = sharing.copy(item, own_school(), who().person_id or 0)
    except service.Known as error:
        db.session.rollback()
        flash(gettext("The bank has this very question already."), "warning")
        return _back(error.uid)
    flash(gettext("The question is in the bank of your school."), "success")
    return _back(made.uid)
