"""Passwords: Argon2id with a cost that a school's 7:00 can bear (30 ms a check).

First passwords are drawn at random (44 bits) and must be changed at the first sign-in, so they are
kept at a lower cost (256 KiB, 0.2 ms): ten thousand accounts from one list cost two seconds
instead of five minutes. The cost stands in the hash itself; a changed password gets the full one.
"""

import secrets
from contextlib import suppress
from threading import Lock

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_first_hasher = PasswordHasher(time_cost=1, memory_cost=256, parallelism=1)
_one_at_a_time = Lock()
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def hashed(password: str) -> str:
    """The hash to keep."""
    return _hasher.hash(password)


def first_hashed(password: str) -> str:
    """The hash to keep of a random password that must be changed."""
    return _first_hasher.hash(password)


_NOBODYS = hashed(secrets.token_urlsafe(16))


def matches(kept: str | None, password: str) -> bool:
    """Whether the password fits; takes as long for an account that does not exist.

    One check at a time in a process: at seven o'clock the other cores and threads are for pages
    and for the answers of those who sit a test already.
    """
    with _one_at_a_time:
        if kept and _hasher.check_needs_rehash(kept):
            _spend(password)
        try:
            return _hasher.verify(kept or _NOBODYS, password) and kept is not None
        except (Argon2Error, InvalidHashError):
            return False


def _spend(password: str) -> None:
    """Take the time of a full check, so that a first password is not told from the clock."""
    with suppress(Argon2Error):
        _hasher.verify(_NOBODYS, password)


def first_password() -> str:
    """A password for a slip of paper: nine characters that are not mistaken for others."""
    return "".join(secrets.choice(ALPHABET) for _ in range(9))
