"""What happened to accommodations."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AccommodationChanged:
    """A person has another accommodation than before, or one less."""

    person_id: int
