"""What happened to people."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PersonErased:
    """Who a person was is gone from the school's rows; rooms that keep names of their own obey."""

    person_id: int
