"""Who looks, as far as the count may know: a salted hash that nobody can turn back after a day.

By sign-in, else by address and browser. The salt of a day is a row, because a salt in the memory
of one process would make two visitors of one; a job deletes it on the day after.
"""

import hashlib
import hmac
import secrets
from datetime import date, timedelta

from counter_robots import is_robot_or_machine
from flask import g, request
from sqlalchemy import Select, delete, select
from sqlalchemy.exc import IntegrityError

from repository.counting.models import CountSalt
from school.api import STUDENT, Enrolment, Who, valid_today
from suite import clock, jobs
from suite.db import db

LONGEST_AGENT = 400


def counts() -> bool:
    """Whether the present request is somebody's own look: no robot and nobody acting for another.

    Without a name of its browser a request is taken for a machine's.
    """
    agent = request.user_agent.string[:LONGEST_AGENT]
    return bool(agent) and not g.get("on_behalf_id") and not is_robot_or_machine(agent)


def asker(who: Who) -> str:
    """Who asks in plain words; it is hashed before anything keeps it."""
    if who.person_id is not None:
        return f"person:{who.person_id}"
    return f"{request.remote_addr}|{request.user_agent.string[:LONGEST_AGENT]}"


def visitor(plain: str, day: date) -> str:
    """The hash of an asker on a day. Makes its salt where there is none, and commits then."""
    return hashed(plain, _salt(day))


def hashed(plain: str, salt: str) -> str:
    """The hash of an asker with a salt."""
    return hmac.new(salt.encode(), plain.encode(), hashlib.sha256).hexdigest()[:32]


def _salt(day: date) -> str:
    found = db.session.scalar(salt_of(day))
    if found is None:
        try:
            db.session.add(CountSalt(day=day, salt=secrets.token_hex(32)))
            db.session.commit()
        except IntegrityError:  # another process made it in this very moment
            db.session.rollback()
        found = db.session.scalars(salt_of(day)).one()
    return found


def salt_of(day: date) -> Select[str]:
    """Asks for the salt of a day."""
    return select(CountSalt.salt).where(CountSalt.day == day)


def place_of(who: Who) -> tuple[int, int]:
    """The school and class of a pupil, the unit of who works at one; 0 for neither."""
    class_id = db.session.scalar(class_of(who)) if who.has(STUDENT) else None
    return unit_of(who), class_id or 0


def unit_of(who: Who) -> int:
    """The school of a person, or the unit of the first role; 0 for somebody from nowhere."""
    return who.school_id or next((grant.unit_id for grant in who.grants), 0)


def class_of(who: Who) -> Select[int]:
    """Asks for the class of a pupil today, the main one first."""
    query = select(Enrolment.class_id).where(
        Enrolment.person_id == who.person_id,
        valid_today(Enrolment.starts_on, Enrolment.ends_on),
    )
    return query.order_by(Enrolment.is_main.desc(), Enrolment.id).limit(1)


@jobs.job("repository.forget_salts", every=timedelta(hours=1))
def forget(_ctx: jobs.Context) -> dict[str, int]:
    """From the next day on nobody can tell whose a visitor was."""
    old = delete(CountSalt).where(CountSalt.day < clock.today())
    return {"forgotten": len(db.session.scalars(old.returning(CountSalt.day)).all())}
