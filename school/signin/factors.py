"""The second factor of staff: the code of an app, or a recovery word in its place once.

Passkeys (see school.signin.passkeys) are rows beside the app's and share the words.
"""

import secrets
from collections.abc import Iterable, Sequence

import pyotp
from sqlalchemy import ColumnElement, delete, exists, func, insert, select, update

from school.access import Who
from school.notices import account
from school.people.models import GUARDIAN, ROLES, STUDENT, Person
from school.people.passwords import ALPHABET
from school.signin.models import Factor, Recovery
from school.signin.rules import step_of, tidy_word
from suite import audit, clock, sealing
from suite.db import db

TOTP, PASSKEY = "totp", "passkey"
ISSUER = "Lớp Số"
WORDS, LETTERS = 10, 10
STAFF_ROLES = tuple(role for role in ROLES if role not in (STUDENT, GUARDIAN))


def may_use(who: Who) -> bool:
    """Whether somebody is more than a pupil or a guardian."""
    return who.has(*STAFF_ROLES)


def held_by(person_id: object) -> ColumnElement[bool]:
    """Whether the person of a column has a second factor of any kind."""
    return exists().where(Factor.person_id == person_id, Factor.ended_at.is_(None))


def has_any(person_id: int) -> bool:
    """Whether a person has a second factor of any kind."""
    return bool(db.session.scalar(select(held_by(person_id))))


def factor_of(person_id: int) -> Factor | None:
    """The app of a person."""
    query = select(Factor).where(Factor.person_id == person_id, Factor.kind == TOTP)
    return db.session.scalar(query.where(Factor.ended_at.is_(None)))


def address(person: Person, secret: str) -> str:
    """What the app reads from the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=person.username, issuer_name=ISSUER)


def enrol(person: Person, secret: str, code: str) -> list[str] | None:
    """Keep a secret whose code was shown to be read right: the recovery words, or None. Commits."""
    step = step_of(secret, code, 0, clock.now())
    if step is None or factor_of(person.id) is not None:
        return None
    row = Factor(
        person_id=person.id,
        kind=TOTP,
        secret=sealing.seal(secret),
        counter=step,
        made_at=clock.now(),
    )
    db.session.add(row)
    words = fresh_words(person.id)
    audit.record("factor.made", f"person:{person.id}", detail={"kind": TOTP})
    account.signin_method_added(person, TOTP)
    db.session.commit()
    return words


def renew_words(person: Person) -> list[str]:
    """New recovery words; the earlier ones end. Commits."""
    words = fresh_words(person.id)
    audit.record("factor.words", f"person:{person.id}")
    db.session.commit()
    return words


def fresh_words(person_id: int) -> list[str]:
    """New recovery words in place of the earlier ones. Does not commit."""
    _forget_words(person_id)
    words = ["".join(secrets.choice(ALPHABET) for _ in range(LETTERS)) for _ in range(WORDS)]
    rows = [
        {"person_id": person_id, "digest": _digest(word), "made_at": clock.now()} for word in words
    ]
    db.session.execute(insert(Recovery), rows)
    return [f"{word[: LETTERS // 2]}-{word[LETTERS // 2 :]}" for word in words]


def _forget_words(person_id: int) -> None:
    db.session.execute(
        delete(Recovery).where(Recovery.person_id == person_id, Recovery.used_at.is_(None))
    )


def words_left(person_id: int) -> int:
    """How many recovery words a person has not used."""
    query = select(func.count(Recovery.id)).where(
        Recovery.person_id == person_id, Recovery.used_at.is_(None)
    )
    return db.session.scalar(query) or 0


def take_off(person: Person) -> None:
    """End the second factor of a person. Commits."""
    now = clock.now()
    held = update(Factor).where(Factor.person_id == person.id, Factor.ended_at.is_(None))
    ended = db.session.execute(held.values(ended_at=now)).rowcount  # type: ignore[attr-defined]
    _forget_words(person.id)
    if ended:
        audit.record("factor.removed", f"person:{person.id}")
    db.session.commit()


def end_passkeys(person_ids: Sequence[int]) -> None:
    """End the passkeys of these people: each opens an account without its password. Does not
    commit.

    An app's codes open nothing alone, so they stay; recovery words stay with them.
    """
    held = select(Factor).where(
        Factor.person_id.in_(person_ids), Factor.kind == PASSKEY, Factor.ended_at.is_(None)
    )
    rows = list(db.session.scalars(held))
    for row in rows:
        row.ended_at = clock.now()
        detail = {"factor": row.id, "reason": "reset"}
        audit.record("factor.removed", f"person:{row.person_id}", detail=detail)
    db.session.flush()
    for person_id in {row.person_id for row in rows}:
        if not has_any(person_id):
            _forget_words(person_id)


def end(person_id: int, factor_id: int) -> None:
    """End one factor of a person. Commits."""
    held = update(Factor).where(Factor.id == factor_id, Factor.person_id == person_id)
    db.session.execute(held.values(ended_at=clock.now()))
    if not has_any(person_id):
        _forget_words(person_id)
    audit.record("factor.removed", f"person:{person_id}", detail={"factor": factor_id})
    db.session.commit()


def spend(person_id: int, typed: str) -> bool:
    """Whether a code or a recovery word fits, which is used up by it. Does not commit."""
    word = tidy_word(typed)
    return _spend_code(person_id, word) if word.isdigit() else _spend_word(person_id, word)


def _spend_code(person_id: int, code: str) -> bool:
    row = factor_of(person_id)
    step = step_of(sealing.unseal(row.secret), code, row.counter, clock.now()) if row else None
    if row is None or step is None:
        return False
    # Of two who show the same code at once only one gets in.
    used = update(Factor).where(Factor.id == row.id, Factor.counter < step)
    return _one(used.values(counter=step, used_at=clock.now()))


def _spend_word(person_id: int, word: str) -> bool:
    used = update(Recovery).where(
        Recovery.person_id == person_id,
        Recovery.digest == _digest(word),
        Recovery.used_at.is_(None),
    )
    if not _one(used.values(used_at=clock.now())):
        return False
    audit.record("factor.word_used", f"person:{person_id}")
    return True


def _one(change: object) -> bool:
    return bool(db.session.execute(change).rowcount == 1)  # type: ignore[call-overload]


def _digest(word: str) -> str:
    return sealing.digest("recovery", word)


def unknown_roles(roles: Iterable[str]) -> list[str]:
    """Of the roles of whom a second factor is asked, those that cannot have one."""
    return sorted(set(roles) - set(STAFF_ROLES))
