"""Where the thing itself is that another catalogue described: the one place that keeps it."""

from repository.marc.models import Origin


def keep(origin: Origin, url: str) -> None:
    """Keep the address of a thing; nothing of it is loaded before somebody opens it."""
    origin.url = url or None
