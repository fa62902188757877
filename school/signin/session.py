"""The signed-in person of a request, as Flask-Login and the rules see them."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, g, redirect, request, url_for
from flask_babel import lazy_gettext
from flask_login import LoginManager, UserMixin, current_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from school.access import NOBODY, Grant, Who, valid_today
from school.people.models import (
    ADMINISTRATOR,
    COMMUNE_OFFICER,
    LIBRARIAN,
    PRINCIPAL,
    ROLES,
    STUDENT,
    TEACHER,
    Person,
    RoleGrant,
)
from school.units.models import OrgUnit
from suite import web
from suite.db import db

ROLE_LABELS = {
    STUDENT: lazy_gettext("Student"),
    TEACHER: lazy_gettext("Teacher"),
    LIBRARIAN: lazy_gettext("Librarian"),
    PRINCIPAL: lazy_gettext("Principal"),
    COMMUNE_OFFICER: lazy_gettext("Commune officer"),
    ADMINISTRATOR: lazy_gettext("Administrator"),
}

login = LoginManager()
login.login_view = "signin.form"
login.login_message = lazy_gettext("Please sign in first.")
login.login_message_category = "info"


@dataclass(frozen=True)
class Me:
    """What pages show of the signed-in person."""

    id: int
    full_name: str
    role_label: str
    school_name: str


class SignedIn(UserMixin):
    """A person with a session; the session ends when the person's epoch is raised."""

    def __init__(self, person: Person, who: Who) -> None:
        self.person = person
        self.who = who

    def get_id(self) -> str:
        return f"{self.person.id}.{self.person.session_epoch}"


def who_is(person: Person) -> Who:
    """The grants of a person that hold today, in one statement."""
    rows = db.session.execute(
        select(RoleGrant.role, OrgUnit.id, OrgUnit.path)
        .join(OrgUnit, OrgUnit.id == RoleGrant.unit_id)
        .where(
            RoleGrant.person_id == person.id, valid_today(RoleGrant.valid_from, RoleGrant.valid_to)
        )
        .order_by(RoleGrant.id)
    )
    return Who(person.id, person.school_id, tuple(Grant(*row) for row in rows))


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


def me_of(user: SignedIn) -> Me:
    """What pages show: the role first in the order of ROLES from the top."""
    held = {grant.role for grant in user.who.grants}
    label = next((str(ROLE_LABELS[role]) for role in reversed(ROLES) if role in held), "")
    school = user.person.school
    return Me(user.person.id, user.person.full_name, label, school.name if school else "")


OPEN_ENDPOINTS = {"static", "suite.set_language", "suite.healthz", "signin.form", "signin.enter"}
FIRST_PASSWORD_ENDPOINTS = OPEN_ENDPOINTS | {
    "signin.password",
    "signin.change_password",
    "signin.leave",
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
        g.who, g.me = current_user.who, me_of(current_user)
        g.actor_id = current_user.person.id
        if (
            current_user.person.must_change_password
            and request.endpoint not in FIRST_PASSWORD_ENDPOINTS
        ):
            return redirect(url_for("signin.password"), 303)
        return None
    if request.endpoint is None or request.endpoint in OPEN_ENDPOINTS | _public:
        return None
    return login.unauthorized()


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
    }
