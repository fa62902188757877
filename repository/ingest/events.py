"""What happened to files that came in."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TextRead:
    """The text of a file is there, or is another than before."""

    file_id: int
