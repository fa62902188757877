"""When an account rests after wrong passwords: decided by account, never by address."""

from collections.abc import Sequence
from datetime import datetime, timedelta


def rests_until(
    failures: Sequence[datetime], most: int, pause: timedelta, now: datetime
) -> datetime | None:
    """Until when no password is tried, or None.

    `failures` are the instants of wrong passwords since the last right one, in any order. After
    every `most` of them within twice the pause the account rests for `pause` from the last one.
    """
    recent = sorted(at for at in failures if at > now - 2 * pause)
    if len(recent) < most:
        return None
    end = recent[-1] + pause
    return end if end > now else None


def weak(password: str, username: str) -> str | None:
    """Why a password is too weak ("short", "name"), or None."""
    if len(password) < 8:
        return "short"
    if username and username.lower() in password.lower():
        return "name"
    return None
