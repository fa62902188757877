"""What happened to the programme."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ProgrammeVersioned:
    """Another version is in force, or will be."""

    programme_id: int
