"""The present password once more, before a way to sign in or an address is added or taken away.

Who finds a browser open, or has a stolen cookie, must not be able to stay for good. Who signed in
by password, passkey or account server within ten minutes is not asked again.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from school.signin import service
from school.signin.models import DeviceSession
from school.signin.texts import resting
from suite import clock, web

LASTS = timedelta(minutes=10)
STRONG = (service.PASSWORD, service.PROVIDER, service.PASSKEY)
FIELD = "present_password"
LONGEST = 200
LEFT_OUT = (FIELD, "csrf_token")
View = Callable[..., ResponseReturnValue]


def lately(held: DeviceSession) -> bool:
    """Whether who has this session showed within the last minutes that it is their own."""
    begun = held.started_at if held.how in STRONG else None
    shown = max((at for at in (begun, held.proved_at) if at), default=None)
    return shown is not None and clock.now() - shown < LASTS


def confirmed(view: View) -> View:
    """Mark a view of a POST that asks for the present password first, unless it was shown lately.

    The page that asks keeps what was sent, and sends it again together with the password.
    """

    @wraps(view)
    def asked(**values: object) -> ResponseReturnValue:
        if not lately(current_user.held):
            typed = request.form.get(FIELD)
            if typed is None:
                return _page(), 403
            if refusal := _refusal(typed[:LONGEST]):
                return _page(refusal), 422
        return view(**values)

    return asked


def require_lately() -> None:
    """403 unless the present person showed lately who they are: for what no page can ask."""
    if not lately(current_user.held):
        web.forbidden()


def _refusal(typed: str) -> str:
    """Why the password does not do; "" when it did, which is noted in the session."""
    person, held = current_user.person, current_user.held
    tried = service.prove_password(person, typed, request.remote_addr or "", held)
    if tried.rests_until:
        return resting(tried.rests_until)
    return "" if tried.person else gettext("This is not your present password.")


def _page(refusal: str = "") -> str:
    sent = [(name, text) for name, text in request.form.items(multi=True) if name not in LEFT_OUT]
    return render_template(
        "school/signin/confirm.html",
        sent=sent,
        refusal=refusal,
        field=FIELD,
        has_password=current_user.person.password_hash is not None,
    )
