"""When a message may go out: quiet hours, the digest of a day, trying again. Pure.

Instants are aware UTC, days and minutes those of Asia/Ho_Chi_Minh.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from suite.clock import VN, local_date, start_of

NOW, DIGEST, OFF = "now", "digest", "off"
MODES = (NOW, DIGEST, OFF)
DAY = 24 * 60
DIGEST_AT = 18 * 60
LONGEST_QUIET = 16 * 60  # minutes; some of every day must stay
MOST_ATTEMPTS = 12  # with the pauses between them about a day and a half
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(minutes=2), timedelta(hours=6)
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True)
class Choice:
    """How somebody wants a channel; as it stands for who never chose."""

    mode: str = DIGEST
    quiet_from: int = 21 * 60
    quiet_to: int = 6 * 60 + 30


class BadChoice(ValueError):
    """A choice that cannot be; `code` says why ("mode", "time", "long")."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def chosen(mode: str, quiet_from: str, quiet_to: str) -> Choice:
    """A choice from what was typed ("21:00"). Raises BadChoice."""
    if mode not in MODES:
        raise BadChoice("mode")
    begin, end = _minute(quiet_from), _minute(quiet_to)
    if (end - begin) % DAY > LONGEST_QUIET:
        raise BadChoice("long")
    return Choice(mode, begin, end)


def _minute(text: str) -> int:
    found = _TIME.fullmatch(text.strip())
    if found is None:
        raise BadChoice("time")
    return int(found[1]) * 60 + int(found[2])


def shown_minute(minute: int) -> str:
    """A minute of the day as people write it: "06:30"."""
    return f"{minute // 60:02}:{minute % 60:02}"


def after_quiet(at: datetime, choice: Choice) -> datetime:
    """`at`, or the end of the quiet hours in which it lies."""
    local = at.astimezone(VN)
    minute = local.hour * 60 + local.minute
    since_begin = (minute - choice.quiet_from) % DAY
    length = (choice.quiet_to - choice.quiet_from) % DAY
    if since_begin >= length:
        return at
    rest = timedelta(minutes=length - since_begin)
    return at - timedelta(seconds=local.second, microseconds=local.microsecond) + rest


def digest_after(at: datetime, choice: Choice) -> datetime:
    """The first hour of the digest at or after `at`; quiet hours push it to their end."""
    day = local_date(at) - timedelta(days=1)
    while (found := after_quiet(_digest_hour(day), choice)) < at:
        day += timedelta(days=1)
    return found


def _digest_hour(day: date) -> datetime:
    hour = time(DIGEST_AT // 60, DIGEST_AT % 60)
    return start_of(day) + (datetime.combine(day, hour) - datetime.combine(day, time()))


def in_digest(choice: Choice, urgent: bool) -> bool:
    """Whether something waits for the digest."""
    return choice.mode == DIGEST and not urgent


def due_at(choice: Choice, made_at: datetime, urgent: bool = False) -> datetime | None:
    """When something may go out for the first time; None: never by this channel."""
    if choice.mode == OFF:
        return None
    if in_digest(choice, urgent):
        return digest_after(made_at, choice)
    return after_quiet(made_at, choice)


def held_until(
    now: datetime, choice: Choice, digest: bool, last_digest: datetime | None
) -> datetime | None:
    """Until when a message that is due must wait all the same; None: it may go now.

    It waits for the end of the quiet hours, and a digest for the next day when one went out today.
    """
    today = local_date(now)
    if digest and last_digest is not None and local_date(last_digest) >= today:
        return digest_after(start_of(today + timedelta(days=1)), choice)
    free = after_quiet(now, choice)
    return free if free > now else None


def again_at(now: datetime, attempts: int, choice: Choice) -> datetime | None:
    """When to try once more after `attempts` tries (at least one); None: it has failed."""
    if attempts >= MOST_ATTEMPTS:
        return None
    pause = min(_FIRST_PAUSE * 2 ** (attempts - 1), _LONGEST_PAUSE)
    return after_quiet(now + pause, choice)
