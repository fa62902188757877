"""Signed words of the exam room: entries, attempt tokens, receipts. Pure.

An entry lets one pupil start one exam on one paper; an attempt token lets one browser save
answers of one epoch; a receipt proves what was acknowledged. None of them is secret from the
pupil whom it concerns, and none can be made without the installation's key.
"""

import base64
import hashlib
import hmac
from dataclasses import astuple, dataclass

MAC_BYTES = 18
LONGEST = 200


@dataclass(frozen=True)
class AttemptPass:
    """Who may save: the holder of this epoch of this attempt."""

    school_id: int
    attempt_id: int
    epoch: int


@dataclass(frozen=True)
class Entry:
    """Who may start what; `until` is in seconds since 1970, `number` that of the attempt."""

    school_id: int
    exam_id: int
    person_id: int
    form_id: int
    until: int
    number: int = 1


@dataclass(frozen=True)
class Saved:
    """What was acknowledged; `held` is 0 for an answer that counts."""

    attempt_id: int
    epoch: int
    seq: int
    item: int
    response: str
    received_at: str
    held: int


class Signer:
    """Makes and reads the signed words of one installation."""

    def __init__(self, secret: str) -> None:
        root = secret.encode()
        self._keys = {
            purpose: hmac.digest(root, f"lopso.exams.{purpose}".encode(), "sha256")
            for purpose in ("attempt", "entry", "receipt")
        }

    def _mac(self, purpose: str, text: str) -> str:
        digest = hmac.digest(self._keys[purpose], text.encode(), "sha256")
        return base64.urlsafe_b64encode(digest[:MAC_BYTES]).decode()

    def _signed(self, purpose: str, numbers: tuple[int, ...]) -> str:
        text = ".".join(map(str, numbers))
        return f"{text}.{self._mac(purpose, text)}"

    def _numbers(self, purpose: str, word: str, count: int) -> list[int] | None:
        text, _, mac = word.rpartition(".")
        if len(word) > LONGEST or not word.isascii():
            return None
        if not hmac.compare_digest(mac, self._mac(purpose, text)):
            return None
        parts = text.split(".")
        return [int(part) for part in parts] if len(parts) == count else None

    def attempt(self, granted: AttemptPass) -> str:
        """The token that a browser sends with every answer."""
        return self._signed("attempt", astuple(granted))

    def read_attempt(self, word: str) -> AttemptPass | None:
        """The pass in a token, or None for a word that we did not sign."""
        numbers = self._numbers("attempt", word, 3)
        return AttemptPass(*numbers) if numbers else None

    def entry(self, granted: Entry) -> str:
        """The word with which a waiting page may start."""
        return self._signed("entry", astuple(granted))

    def read_entry(self, word: str, now: int) -> Entry | None:
        """The entry in a word, or None when we did not sign it or its time is over."""
        numbers = self._numbers("entry", word, 6)
        if not numbers:
            return None
        found = Entry(*numbers)
        return found if now < found.until else None

    def receipt(self, saved: Saved) -> str:
        """What proves that this very answer was acknowledged at this time."""
        digest = hashlib.sha256(saved.response.encode()).hexdigest()
        numbers = f"{saved.attempt_id}.{saved.epoch}.{saved.seq}.{saved.item}.{saved.held}"
        return self._mac("receipt", f"{numbers}.{digest}.{saved.received_at}")

    def proves(self, receipt: str, saved: Saved) -> bool:
        """Whether the receipt is ours for exactly this."""
        return receipt.isascii() and hmac.compare_digest(receipt, self.receipt(saved))
