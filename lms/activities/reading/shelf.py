"""The library through its contract; the activity keeps nothing but an opaque reference."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from suite.contracts import ResourceCard, ResourceShelf, ask

MOST_FOUND = 10


@dataclass(frozen=True)
class Chosen:
    """A resource as it stands now: `card` None is gone, or not for the present reader."""

    has_library: bool
    card: ResourceCard | None
    url: str | None


def _shelf() -> ResourceShelf | None:
    return ask(ResourceShelf)


def chosen(ref: str, settings: Mapping[str, Any]) -> Chosen:
    """What the library says of a reference, to the present reader, opened where the part that the
    `settings` of a reading mean begins."""
    shelf = _shelf()
    if shelf is None:
        return Chosen(False, None, None)
    card = shelf.card(ref) if ref else None
    if card is None:
        return Chosen(True, None, None)
    begin, end = settings.get("from_second"), settings.get("to_second")
    if card.plays and (begin is not None or end is not None):
        return Chosen(True, card, shelf.link(ref, moment=(begin or 0, end)))
    return Chosen(True, card, shelf.link(ref, settings.get("from_page")))


def find(text: str) -> Sequence[ResourceCard]:
    """Resources for a text, best first; none without a library or a text."""
    shelf = _shelf()
    if shelf is None or not text.strip():
        return []
    return shelf.find(text.strip()[:200], MOST_FOUND)
