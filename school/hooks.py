"""The doors for plugins of the school floor: channels by which notices leave the house."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

NOTICE_CHANNEL = "school.notice_channel"


@dataclass(frozen=True)
class Message:
    """What a channel carries. `key` is the same when a message is sent once more after a crash,
    so that the repeat is recognised; `choices_url` is where its reader chooses how to be told."""

    to: str
    subject: str
    text: str
    key: str
    choices_url: str


class Temporary(Exception):
    """It could not be sent now; it is tried again later."""


class Permanent(Exception):
    """It can never be delivered to this address."""


class NoticeChannel(Protocol):
    """A way to carry notices to people.

    `contact` is the kind of address that it writes to (school.people: "email", "phone"); people
    give theirs on the page of choices, and it counts once they answered a message to it.
    """

    name: str
    label: Any
    icon: str
    contact: str
    address_label: Any

    def is_on(self) -> bool:
        """Whether this installation has what the channel needs."""
        ...

    def checked(self, text: str) -> str:
        """An address as it is kept. Raises ValueError for what cannot be one."""
        ...

    def addresses_of(self, person_ids: Sequence[int]) -> Mapping[int, str]:
        """The verified addresses by person; few statements for any number."""
        ...

    def send(self, message: Message) -> None:
        """Hand a message over. Raises Temporary or Permanent."""
        ...
