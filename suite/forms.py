"""Forms that create something: sent twice, they create it once.

suite_form_token
  A form carries a fresh number in a hidden field (`form_token()` in templates). The number is
  written in the very transaction that creates, so the second of two sendings, also at the same
  moment, finds it there and is answered with the redirect of the first.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, cast
from uuid import UUID

from flask import Flask, abort, make_response, redirect, request
from flask_babel import get_domain, gettext, ngettext
from flask_wtf import FlaskForm
from markupsafe import Markup
from sqlalchemy import Text, delete, event, inspect, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column
from werkzeug.wrappers import Response

from suite import clock, jobs, web
from suite.db import BigId, Model, Uid, UtcDateTime, db, new_uid

FIELD = "form_token"
KEPT = timedelta(days=2)
# How long the second sending waits for the first to end, and looks again.
PATIENCE, PAUSE = 5.0, 0.05


class FormToken(Model):
    __tablename__ = "suite_form_token"

    uid: Mapped[str] = mapped_column(Uid, primary_key=True)
    person_id: Mapped[int | None] = mapped_column(BigId)
    location: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


def form_token() -> Markup:
    """The hidden input of a form that creates something."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, new_uid())


def once(view: web.View) -> web.View:
    """A view whose form creates something: the second sending gets the answer of the first.

    Only an answer that redirects counts as sent; a form that came back with errors is sent anew.
    A form without the hidden field is taken as it is. 400 for a number that no form had.
    """

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        uid = request.form.get(FIELD) if request.method == "POST" else None
        if not uid:
            return view(*args, **kwargs)
        return _sent(_number(uid)) or _first(_number(uid), lambda: view(*args, **kwargs))

    return cast(web.View, guarded)


def _first(uid: str, view: Callable[[], Any]) -> Any:
    try:
        with _noted(uid):
            answer = make_response(view())
    except IntegrityError:
        db.session.rollback()
        if (sent := _sent(uid)) is None:
            raise
        return sent
    mine = FormToken.uid == uid
    if answer.status_code in (301, 302, 303, 307, 308):
        db.session.execute(update(FormToken).where(mine).values(location=answer.location))
    else:
        db.session.rollback()
        db.session.execute(delete(FormToken).where(mine))
    db.session.commit()
    return answer


@contextmanager
def _noted(uid: str) -> Iterator[None]:
    """The number goes into whatever is committed meanwhile."""
    row = FormToken(uid=uid, person_id=web.person_id(), at=clock.now())
    session = db.session()

    def note(at: Session) -> None:
        if inspect(row).transient:
            at.add(row)

    event.listen(session, "before_commit", note)
    try:
        yield
    finally:
        event.remove(session, "before_commit", note)


def _sent(uid: str) -> Response | None:
    """The answer of the first sending, once it has one; None when there was none."""
    until = time.monotonic() + PATIENCE
    query = select(FormToken.person_id, FormToken.location).where(FormToken.uid == uid)
    while (found := db.session.execute(query).one_or_none()) is not None:
        if found.person_id != web.person_id():
            abort(400)
        if found.location:
            return redirect(found.location, 303)
        if time.monotonic() > until:
            abort(409)
        db.session.rollback()  # the first sending must be able to write its answer
        time.sleep(PAUSE)
    return None


def _number(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        abort(400)


class _Texts:
    """The words of WTForms itself from our catalogue: it brings none in Vietnamese."""

    gettext = staticmethod(gettext)

    @staticmethod
    def ngettext(singular: str, plural: str, number: int) -> str:
        """With its places unfilled: WTForms fills them itself, and they are not called `num`."""
        text: str = get_domain().get_translations().ungettext(singular, plural, number)
        return text


def _own_words() -> None:
    """Messages that WTForms gives by itself, for the catalogue."""
    gettext("This field is required.")
    gettext("Invalid input.")
    gettext("Not a valid choice.")
    gettext("Invalid Choice: could not coerce.")
    gettext("Not a valid integer value.")
    gettext("Not a valid decimal value.")
    gettext("Not a valid date value.")
    gettext("Not a valid datetime value.")
    gettext("Not a valid time value.")
    gettext("Number must be at least %(min)s.")
    gettext("Number must be at most %(max)s.")
    gettext("Number must be between %(min)s and %(max)s.")
    ngettext(
        "Field cannot be longer than %(max)d character.",
        "Field cannot be longer than %(max)d characters.",
        1,
    )
    ngettext(
        "Field must be at least %(min)d character long.",
        "Field must be at least %(min)d characters long.",
        1,
    )


def init(app: Flask) -> None:
    """Let templates ask for the hidden input, and forms speak the reader's language."""
    app.jinja_env.globals.update(form_token=form_token)
    FlaskForm.Meta.get_translations = lambda _meta, _form: _Texts


@jobs.job("suite.forget_forms", every=timedelta(days=1))
def forget(_ctx: jobs.Context) -> dict[str, int]:
    """Forget the numbers of forms that nobody sends again."""
    old = delete(FormToken).where(FormToken.at < clock.now() - KEPT)
    return {"forgotten": len(db.session.scalars(old.returning(FormToken.uid)).all())}
