"""Resumption tokens: signed, without a row anywhere, and never out of date.

A token holds what was asked for and the place of the last record that was given, by its stamp and
number. Whatever changes meanwhile gets a later stamp and so stands behind that place: nothing is
left out, and only what changed comes twice.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from itsdangerous import BadData, URLSafeSerializer

from repository.feeds.oai.protocol import FORMATS, LISTS, Asked, ProtocolError


@dataclass(frozen=True)
class Place:
    """Where a list goes on: behind the record of a stamp (seconds since 1970) and number; `given`
    records came before it, of `total` when the list was begun."""

    stamp: int
    number: int
    given: int
    total: int

    @property
    def after(self) -> tuple[datetime, int]:
        """The stamp as a moment, and the number."""
        return datetime.fromtimestamp(self.stamp, UTC), self.number


def write(secret: str, asked: Asked, place: Place) -> str:
    """The token by which a list goes on."""
    since, until = _seconds(asked.since), _seconds(asked.until)
    held = [asked.verb, asked.prefix, since, until, asked.set_spec]
    held += [place.stamp, place.number, place.given, place.total]
    return str(_signer(secret).dumps(held))


def read(secret: str, verb: str, token: str) -> tuple[Asked, Place]:
    """What was asked for, and where it goes on. Raises ProtocolError."""
    try:
        held = _signer(secret).loads(token)
        kept, prefix, since, until, set_spec, *place = held
        if kept != verb or verb not in LISTS or prefix not in FORMATS:
            raise ValueError
        asked = Asked(
            verb, prefix=prefix, since=_moment(since), until=_moment(until), set_spec=set_spec
        )
        return asked, Place(*place)
    except (BadData, ValueError, TypeError):
        raise ProtocolError("badResumptionToken", "This token is not one of ours.") from None


def _signer(secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt="lopso.oai")


def _seconds(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp())


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
