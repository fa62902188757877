"""How an event came to be, as the small number that its row keeps."""

from indicators.formulas.qualify import OWN, EventSource

NUMBERS = {
    EventSource.ONLINE: 1,
    EventSource.OFFLINE: 2,
    EventSource.LATE: 3,
    EventSource.IMPORTED: 4,
    EventSource.DEMO: 5,
    EventSource.IMPERSONATED: 6,
    EventSource.ON_BEHALF: 7,
}
SOURCES = {number: source for source, number in NUMBERS.items()}
ALIASES = {"web": EventSource.ONLINE, "import": EventSource.IMPORTED}


def source_of(word: str) -> EventSource:
    """The source that a word names ("web" is online). Raises ValueError."""
    return ALIASES.get(word) or EventSource(word)


def counted(imported: bool) -> list[int]:
    """The numbers of the sources that may count as use."""
    held = [*OWN, EventSource.IMPORTED] if imported else list(OWN)
    return sorted(NUMBERS[source] for source in held)
