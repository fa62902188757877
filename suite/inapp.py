"""Browsers inside other apps: they forget storage and sign-ins, and open no downloads. Pure."""

APPS = (
    ("zalo", "Zalo"),
    ("messenger", "Messenger"),
    ("fb_iab/orca", "Messenger"),
    ("fban", "Facebook"),
    ("fbav", "Facebook"),
    ("fb_iab", "Facebook"),
    ("instagram", "Instagram"),
    ("tiktok", "TikTok"),
    ("musical_ly", "TikTok"),
    ("line/", "LINE"),
)


def app_of(user_agent: str) -> str | None:
    """The app whose own browser this is, by what it says of itself; None for a real browser."""
    told = user_agent.casefold()
    return next((name for sign, name in APPS if sign in told), None)
