"""What people are told of their own account. Nothing here commits."""

from school.notices.kinds import PASSWORD_RESET, SIGNIN_METHOD
from school.notices.service import To, notify
from school.people.models import Person
from suite import clock, web


def password_reset(person: Person) -> None:
    """Somebody in charge gave the person a new first password."""
    key = f"password:{clock.now().isoformat()}"
    notify(PASSWORD_RESET, [To(person.id)], key=key, school_id=person.school_id, path=_account())


def signin_method_added(person: Person, method: str) -> None:
    """A way to sign in ("totp", "webauthn", "oidc") was added to the person's account."""
    key = f"signin:{method[:20]}:{clock.now().isoformat()}"
    notify(SIGNIN_METHOD, [To(person.id)], key=key, school_id=person.school_id, path=_account())


def _account() -> str:
    return web.path_of("people.me")
