"""What happened on the way to approval."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ReviewWaits:
    """A thing was sent for review, or went on to its next step."""

    review_id: int
