"""The signed-in person of a request, as Flask-Login and the rules see them.

A person who is several acts in one face at a time (see school.access); who supports another sees
the pages of that person, and everything done so is noted as done on their behalf.
"""

from dataclasses import dataclass
from typing import Any

from flask import Flask, g, redirect, request, session, url_for
from flask_babel import lazy_gettext
from flask_login import LoginManager, UserMixin, current_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from school.access import FAMILY, NOBODY, OVERSIGHT, STUDY, WORK, Who
from school.people.models import INSPECTOR, ROLES, Person
from school.people.roles import ROLE_LABELS
from school.people.standing import who_is
from school.signin import support
from suite import web
from suite.db import db

FACE_LABELS = {
    WORK: lazy_gettext("At school"),
    OVERSIGHT: lazy_gettext("Administration"),
    STUDY: lazy_gettext("Learning"),
    FAMILY: lazy_gettext("My children"),
}
FACE = "face"

login = LoginManager()
login.login_view = "signin.form"
login.login_message = lazy_gettext("Please sign in first.")
login.login_message_category = "info"


@dataclass(frozen=True)
class Me:
    """What pages show of the signed-in person; `faces` are (key, label) to choose from, where
    there are several; `supporter` is who acts here for the person, or ""."""

    id: int
    full_name: str
    role_label: str
    school_name: str
    face: str = ""
    faces: tuple[tuple[str, str], ...] = ()
    supporter: str = ""


class SignedIn(UserMixin):
    """A person with a session; the session ends when the person's epoch is raised."""

    def __init__(self, person: Person, who: Who) -> None:
        self.person = person
        self.who = who

    def get_id(self) -> str:
        return f"{self.person.id}.{self.person.session_epoch}"


@login.user_loader
def load(key: str) -> SignedIn | None:
    """The person of a session, or None when the session was ended."""
    person_id, _, epoch = key.partition(".")
    if not person_id.isdigit():
        return None
    person = db.session.scalar(
        select(Person).where(Person.id == int(person_id)).options(joinedload(Person.school))
    )
    if person is None or person.left_on is not None or str(person.session_epoch) != epoch:
        return None
    return SignedIn(person, who_is(person))


def me_of(person: Person, who: Who, faces: list[str], supporter: str = "") -> Me:
    """What pages show: the widest of the roles in which the person acts."""
    held = {grant.role for grant in who.grants}
    label = next((str(ROLE_LABELS[role]) for role in reversed(ROLES) if role in held), "")
    choices = tuple((face, str(FACE_LABELS[face])) for face in faces) if len(faces) > 1 else ()
    school = person.school.name if person.school else ""
    return Me(person.id, person.full_name, label, school, who.face, choices, supporter)


OPEN_ENDPOINTS = {"static", "suite.set_language", "suite.healthz", "signin.form", "signin.enter"}
FIRST_PASSWORD_ENDPOINTS = OPEN_ENDPOINTS | {
    "signin.password",
    "signin.change_password",
    "signin.leave",
}
# What somebody may send who otherwise only reads.
READERS_SEND = FIRST_PASSWORD_ENDPOINTS | {"signin.choose_face", "look.keep"}
_public: set[str] = set()


def public(endpoint: str) -> None:
    """Let an endpoint be used without signing in."""
    _public.add(endpoint)


def _before() -> Any:
    g.who, g.me = NOBODY, None
    if web.view_is("suite_bare") or request.endpoint == "static":
        return None
    if current_user.is_authenticated:
        _take_on(current_user)
        if (
            current_user.person.must_change_password
            and request.endpoint not in FIRST_PASSWORD_ENDPOINTS
        ):
            return redirect(url_for("signin.password"), 303)
        if g.get("on_behalf_id") and web.view_is("suite_in_person"):
            web.forbidden()
        if _only_reads(g.who) and request.endpoint not in READERS_SEND:
            web.forbidden()
        return None
    if request.endpoint is None or request.endpoint in OPEN_ENDPOINTS | _public:
        return None
    return login.unauthorized()


def _take_on(user: SignedIn) -> None:
    """Say who asks: the person in the chosen face, or the one whom the person supports."""
    g.actor_id = user.person.id
    who = user.who.acting(session.get(FACE, ""))
    helped = support.supported(who)
    if helped is None:
        g.who, g.me = who, me_of(user.person, who, user.who.faces)
        return
    theirs = who_is(helped)
    g.who = theirs.acting(session.get(support.FACE, ""))
    g.me = me_of(helped, g.who, theirs.faces, user.person.full_name)
    g.on_behalf_id = helped.id


def _only_reads(who: Who) -> bool:
    """Whether an inspector and nothing else asks for something to be done."""
    roles = {grant.role for grant in who.grants}
    return roles == {INSPECTOR} and request.method not in ("GET", "HEAD", "OPTIONS")


def init(app: Flask) -> None:
    """Everything needs a signed-in person unless it is declared public."""
    login.init_app(app)
    app.before_request(_before)
    app.context_processor(_links)


def _links() -> dict[str, str]:
    return {
        "sign_out_url": url_for("signin.leave"),
        "sign_in_url": url_for("signin.form"),
        "account_url": url_for("people.me"),
        "home_url": url_for("home.index"),
        "face_url": url_for("signin.choose_face"),
        "support_end_url": url_for("signin.end_support"),
    }
