"""The signed-in person of a request, as Flask-Login and the rules see them.

A person who is several acts in one face at a time (see school.access); who supports another sees
the pages of that person, and everything done so is noted as done on their behalf.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import Flask, Response, flash, g, redirect, request, session, url_for
from flask_babel import gettext, lazy_gettext
from flask_login import LoginManager, UserMixin, current_user
from sqlalchemy import BindParameter, Select, bindparam, select, true
from sqlalchemy.orm import joinedload

from school.access import FAMILY, NOBODY, OVERSIGHT, STUDY, WORK, Who
from school.notices.queries import unread
from school.people.models import INSPECTOR, ROLES, Person
from school.people.roles import ROLE_LABELS
from school.people.standing import TODAY, who_is
from school.signin import factors, sessions, support
from school.signin.models import DeviceSession
from school.signin.service import PASSWORD
from school.signin.sessions import SEEN_EVERY
from suite import clock, i18n, web
from suite.db import db
from suite.settings import Settings, SettingsError, current_settings

FACE_LABELS = {
    WORK: lazy_gettext("At school"),
    OVERSIGHT: lazy_gettext("Administration"),
    STUDY: lazy_gettext("Learning"),
    FAMILY: lazy_gettext("My children"),
}
FACE = "face"
KEY = re.compile(r"([0-9]{1,18})\.([0-9]{1,9})\.([0-9]{1,18})")

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
    """A person with a session; all of a person's end when the epoch is raised."""

    def __init__(
        self,
        person: Person,
        who: Who,
        held: DeviceSession,
        *,
        has_factor: bool = True,
        unread: int = 0,
    ) -> None:
        self.person = person
        self.who = who
        self.held = held
        self.has_factor = has_factor
        self.unread = unread

    def get_id(self) -> str:
        return f"{self.person.id}.{self.person.session_epoch}.{self.held.id}"


@login.user_loader
def load(key: str) -> SignedIn | None:
    """The person of a session, or None when the session was ended."""
    named = KEY.fullmatch(key)
    if named is None:
        return None
    asked = dict(zip(("person", "epoch", "held"), map(int, named.groups()), strict=True))
    query = _session_of(bool(current_settings().second_factor_roles))
    row = db.session.execute(query, asked | {"today": clock.today()}).first()
    if row is None:
        return None
    return SignedIn(row[0], who_is(row[0]), row[1], has_factor=row[2], unread=row[3])


@cache
def _session_of(factors_asked: bool) -> Select[Person, DeviceSession, bool, int]:
    """What every request of a signed-in person asks first, built once."""
    factor = factors.held_by(Person.id) if factors_asked else true()
    person_id: BindParameter[int] = bindparam("person")
    return (
        select(Person, DeviceSession, factor, unread(person_id, TODAY))
        .join(DeviceSession, DeviceSession.person_id == Person.id)
        .where(
            Person.id == person_id,
            Person.session_epoch == bindparam("epoch"),
            Person.left_on.is_(None),
            DeviceSession.id == bindparam("held"),
            DeviceSession.ended_at.is_(None),
        )
        .options(joinedload(Person.school))
    )


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
FACTOR_ENDPOINTS = FIRST_PASSWORD_ENDPOINTS | {
    "factors.index",
    "factors.enrol",
    "confirming.enter",
    "passkeys.make",
    "passkeys.options_to_make",
}
# What somebody may send who otherwise only reads.
READERS_SEND = FIRST_PASSWORD_ENDPOINTS | {
    "cards.enter",
    "confirming.enter",
    "factors.enrol",
    "factors.enter",
    "factors.off",
    "factors.words",
    "look.keep",
    "passkeys.enter",
    "passkeys.make",
    "passkeys.off",
    "passkeys.options",
    "passkeys.options_to_make",
    "notices.choose",
    "notices.confirm",
    "notices.give",
    "notices.read_all",
    "notices.remove",
    "sessions.end",
    "sessions.end_others",
    "signin.end_support",
    "signin.choose_face",
}
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
        if _must_change(current_user) and request.endpoint not in FIRST_PASSWORD_ENDPOINTS:
            return redirect(url_for("signin.password"), 303)
        if _must_enrol(current_user) and request.endpoint not in FACTOR_ENDPOINTS:
            flash(gettext("Your role asks for a second step at sign-in. Set it up now."), "info")
            return redirect(url_for("factors.index"), 303)
        if g.get("on_behalf_id") and web.view_is("suite_in_person"):
            web.forbidden()
        if _only_reads(g.who) and request.endpoint not in READERS_SEND:
            web.forbidden()
        return None
    if request.endpoint is None or request.endpoint in OPEN_ENDPOINTS | _public:
        return None
    return login.unauthorized()


def _must_change(user: SignedIn) -> bool:
    """Whether a first password stands in the way; who came another way did not use it."""
    return user.person.must_change_password and user.held.how == PASSWORD


def _must_enrol(user: SignedIn) -> bool:
    """Whether a second factor is asked of the person and not there yet."""
    return not user.has_factor and user.who.has(*current_settings().second_factor_roles)


def _after(response: Response) -> Response:
    """Note now and then that a session is used; what a view wrote is committed by now."""
    user = current_user if "actor_id" in g else None
    if user and user.is_authenticated and user.held.seen_at <= clock.now() - SEEN_EVERY:
        sessions.touch(user.held.id)
    return response


def _take_on(user: SignedIn) -> None:
    """Say who asks: the person in the chosen face, or the one whom the person supports."""
    g.actor_id = user.person.id
    who = user.who.acting(session.get(FACE, ""))
    helped = support.supported(who)
    if helped is None:
        g.who, g.me = who, me_of(user.person, who, user.who.faces)
        g.as_parent = who.face == FAMILY
        return
    theirs = who_is(helped)
    g.who = theirs.acting(session.get(support.FACE, ""))
    g.me = me_of(helped, g.who, theirs.faces, user.person.full_name)
    g.on_behalf_id = helped.id


def wear(face: str) -> None:
    """Act in a face from the next request on; one that is not held changes nothing."""
    session[support.FACE if g.get("on_behalf_id") else FACE] = face


def _keep_language(language: str) -> None:
    """The language that somebody chose for the pages is the one of their mail, too."""
    if current_user.is_authenticated and not g.get("on_behalf_id"):
        current_user.person.language = language
        db.session.commit()


def _only_reads(who: Who) -> bool:
    """Whether an inspector and nothing else asks for something to be done."""
    roles = {grant.role for grant in who.grants}
    return roles == {INSPECTOR} and request.method not in ("GET", "HEAD", "OPTIONS")


def init(app: Flask) -> None:
    """Everything needs a signed-in person unless it is declared public. Raises SettingsError."""
    settings: Settings = app.extensions["lopso.settings"]
    if unknown := factors.unknown_roles(settings.second_factor_roles):
        raise SettingsError(f"LOPSO_SECOND_FACTOR_ROLES: no such role: {', '.join(unknown)}")
    login.init_app(app)
    i18n.when_chosen(_keep_language)
    app.before_request(_before)
    app.after_request(_after)
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
