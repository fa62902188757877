"""The protocols by which the wings meet without knowing each other.

The lower floor holds the protocol, one wing fulfils it with `provide`, the other asks with `ask`
and keeps only opaque references.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

from flask import current_app
from sqlalchemy import Select

Contract = TypeVar("Contract")


@dataclass(frozen=True)
class ResourceCard:
    """What may be shown of a resource; `ref` is opaque to who asks."""

    ref: str
    title: str
    kind_label: str
    detail: str
    cover_url: str | None
    pages: int


class ResourceShelf(Protocol):
    """The library, as a lesson sees it. Rights are those of the present reader."""

    def find(self, text: str, limit: int = 10) -> Sequence[ResourceCard]:
        """Resources that the present reader may use, best first."""
        ...

    def card(self, ref: str) -> ResourceCard | None:
        """The card, or None for what is gone or not allowed."""
        ...

    def link(self, ref: str, page: int | None = None) -> str | None:
        """The address at which the present reader opens it, at a page."""
        ...


class CandidateDesk(Protocol):
    """Who sits an exam under supervision, as those who look after sign-in see it."""

    def candidates(self, school_id: int, day: date) -> Select[int]:
        """The ids of the pupils who have such an exam in the school on a day, to be selected
        from."""
        ...


class QuietHours(Protocol):
    """When the machine must do nothing heavy, as the worker sees it."""

    def until(self) -> datetime | None:
        """Until when it must be quiet; None: now it need not be."""
        ...


@dataclass(frozen=True)
class ChildItem:
    """A piece of a pupil's schoolwork as the guardian reads it.

    `state` is new, opened, done, handed_in, overdue or returned; `mark` is the returned mark as it
    is read, "" where there is none.
    """

    title: str
    course: str
    state: str
    due_at: datetime | None
    returned_at: datetime | None
    mark: str
    comment: str


@dataclass(frozen=True)
class ChildWork:
    """`due`: what is to be done, the nearest first; `returned`: what came back, newest first."""

    due: Sequence[ChildItem] = ()
    returned: Sequence[ChildItem] = ()


class ChildDesk(Protocol):
    """The schoolwork of pupils, for who was already seen to be their guardian."""

    def work(self, person_ids: Sequence[int]) -> Mapping[int, ChildWork]:
        """What these pupils have to do and got back, as they see it themselves."""
        ...


class PresenceDesk(Protocol):
    """On which days a pupil learned on the platform."""

    def days(self, person_id: int, since: date, until: date) -> Sequence[date]:
        """The days of [since, until) that count as days of use, in order."""
        ...


def provide(contract: type[Contract], fulfilled: Contract) -> None:
    """Fulfil a contract for the app that is being made."""
    _kept()[contract] = fulfilled


def ask(contract: type[Contract]) -> Contract | None:
    """Who fulfils the contract here, or None."""
    found: Contract | None = _kept().get(contract)
    return found


def _kept() -> dict[type[Any], Any]:
    kept: dict[type[Any], Any] = current_app.extensions.setdefault("lopso.contracts", {})
    return kept
