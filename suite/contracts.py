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
    """What may be shown of a resource; `ref` is opaque to who asks. What `plays` has moments in
    place of pages."""

    ref: str
    title: str
    kind_label: str
    detail: str
    cover_url: str | None
    pages: int
    plays: bool = False


class ResourceShelf(Protocol):
    """The library, as a lesson sees it. Rights are those of the present reader."""

    def find(self, text: str, limit: int = 10) -> Sequence[ResourceCard]:
        """Resources that the present reader may use, best first."""
        ...

    def card(self, ref: str) -> ResourceCard | None:
        """The card, or None for what is gone or not allowed."""
        ...

    def link(
        self,
        ref: str,
        page: int | None = None,
        moment: tuple[int, int | None] | None = None,
    ) -> str | None:
        """The address at which the present reader opens it, at a page; what plays, at a moment:
        the second of its begin and, if there is one, of its end."""
        ...


class HomeworkDesk(Protocol):
    """Who sets resources as homework, as the library sees it."""

    def link(
        self,
        ref: str,
        pages: tuple[int | None, int | None] = (None, None),
        moments: tuple[int | None, int | None] = (None, None),
    ) -> str | None:
        """The address at which the present person sets the resource, or these pages or seconds of
        it, to a class; None for who teaches nobody. Asks no database."""
        ...


@dataclass(frozen=True)
class PracticeOffer:
    """A question set of the bank as the library gets it: what it is called and for, no question.

    `ref` is opaque to the library; `number` counts the versions of the set, each of which asks
    for approval anew. `node_ids` are places in the curriculum. `about` is for readers and for the
    search. `person_id` offers it and so cannot approve it.
    """

    ref: str
    number: int
    unit_id: int
    person_id: int
    title: str
    subject_code: str
    grades: Sequence[int]
    node_ids: Sequence[int]
    questions: int
    about: str = ""
    creators: Sequence[str] = ()
    kind: str = "question_set"


@dataclass(frozen=True)
class PracticeStanding:
    """Where an offered set stands: `state` is draft (taken back), submitted, changes_asked (for
    the `reason`), published or withdrawn; `number` the version that was offered last."""

    state: str
    number: int
    reason: str
    link: str


class PracticeShelf(Protocol):
    """The library, as who offers question sets for practice sees it. Nothing commits."""

    def offer(self, offer: PracticeOffer) -> None:
        """Put a set, or its next version, before the library's reviewers; until they approve it
        nobody practises it."""
        ...

    def standing(self, ref: str) -> PracticeStanding | None:
        """Where the set stands; None for one that was never offered."""
        ...

    def take_back(self, ref: str, person_id: int, reason: str) -> None:
        """Take the set out: a tombstone where it was published, a draft where nobody decided."""
        ...

    def open_number(self, ref: str) -> int | None:
        """The version that the present reader may practise: the approved one, or, for a reviewer,
        the one that waits; None for none."""
        ...

    def used(self, ref: str, person_id: int, seconds: int, key: str) -> None:
        """Somebody practised for so long; `key` is unique for this use. Counts once approved."""
        ...


class PracticeDesk(Protocol):
    """Who keeps the question sets, as the library sees it."""

    def link(self, ref: str) -> str | None:
        """The address at which the present reader practises the set; None for what is gone."""
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
