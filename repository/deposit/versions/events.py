"""What happened to versions."""

from dataclasses import dataclass


@dataclass(frozen=True)
class VersionGiven:
    """A new version of a published work was read and waits for review."""

    version_id: int
