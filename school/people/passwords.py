"""Passwords: Argon2id with a cost that a school's 7:00 can bear (30 ms a check)."""

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def hashed(password: str) -> str:
    """The hash to keep."""
    return _hasher.hash(password)


_NOBODYS = hashed(secrets.token_urlsafe(16))


def matches(kept: str | None, password: str) -> bool:
    """Whether the password fits; takes as long for an account that does not exist."""
    try:
        return _hasher.verify(kept or _NOBODYS, password) and kept is not None
    except (Argon2Error, InvalidHashError):
        return False


def first_password() -> str:
    """A password for a slip of paper: eight characters that are not mistaken for others."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(8))
