"""What happened in the catalogue."""

from dataclasses import dataclass


@dataclass(frozen=True)
class WorkPublished:
    """A second person published a work."""

    work_id: int


@dataclass(frozen=True)
class WorkChanged:
    """Something changed of a published work: its card, rights, alignment or health."""

    work_id: int


@dataclass(frozen=True)
class WorkWithdrawn:
    """A published work was taken out; its tombstone stays."""

    work_id: int


@dataclass(frozen=True)
class WorkChecked:
    """The contents of a published work were compared with what was stored."""

    work_id: int


@dataclass(frozen=True)
class ChangesAsked:
    """A reviewer gave a work back with a reason."""

    work_id: int
