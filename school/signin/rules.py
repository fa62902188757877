"""When an account rests after wrong passwords: decided by account, never by address."""

import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta

import pyotp

STEP = 30  # seconds that a code holds


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


# What a browser calls itself, the telling word first: most of them claim to be others, too.
BROWSERS = (
    ("coc_coc_browser/", "Cốc Cốc"),
    ("Edg", "Edge"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("OPR/", "Opera"),
    ("Zalo", "Zalo"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


def device_words(agent: str) -> str:
    """Browser and system in words for people, "Chrome · Android"; "" when neither is known."""
    found = [
        next((name for sign, name in signs if sign in agent), "") for signs in (BROWSERS, SYSTEMS)
    ]
    return " · ".join(name for name in found if name)


def fresh_secret() -> str:
    """A secret of 160 bits for an app that shows codes."""
    return pyotp.random_base32()


def step_of(secret: str, code: str, after: int, now: datetime) -> int | None:
    """The step of thirty seconds whose code was typed: the present one or a neighbour, and later
    than `after`, the last one that was used; None when none fits."""
    present, totp = int(now.timestamp()) // STEP, pyotp.HOTP(secret)
    typed = tidy_word(code)
    for step in (present, present - 1, present + 1):
        if step > after and hmac.compare_digest(totp.at(step).encode(), typed.encode()):
            return step
    return None


def tidy_word(typed: str) -> str:
    """A code or a recovery word as it is compared: people add spaces and dashes."""
    return "".join(typed.split()).replace("-", "").lower()
