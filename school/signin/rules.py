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
