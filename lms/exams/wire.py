"""What a pupil's browser may send to the save path, checked by hand. Pure."""

import json
from dataclasses import dataclass
from typing import Any, NoReturn

BODY_LIMIT = 64 * 1024
MOST_ANSWERS = 64
MOST_ITEMS = 1000
DEEPEST = 20
LONGEST_RESPONSE = 32 * 1024
HIGHEST_SEQ = 2**53 - 1
LONGEST_CODE, LONGEST_DEVICE = 60, 40
LONGEST_WAIT_MS = 7 * 24 * 3600 * 1000
MOST_FACTS = 32
FACTS = ("left", "returned", "offline")


class BadRequest(ValueError):
    """A body that no page of ours sends; the text says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer; `response` is canonical JSON text, `ago` for how many ms at the least it had
    waited on its device (None for one that did not wait)."""

    seq: int
    item: int
    response: str
    ago: int | None = None


@dataclass(frozen=True)
class SentFact:
    """Something that a page noticed `ago` seconds ago and that lasted `seconds`, if it did."""

    kind: str
    ago: int
    seconds: int | None


@dataclass(frozen=True)
class StartRequest:
    """A wish to start: the access code as typed, and the browser's own word."""

    code: str
    device: str


def _refuse_constant(name: str) -> NoReturn:
    raise BadRequest(f"{name} is no JSON")


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise BadRequest("no JSON") from error
    if not isinstance(found, dict):
        raise BadRequest("no JSON object")
    return found


def number(value: Any, highest: int, name: str, lowest: int = 1) -> int:
    """A whole number between two others. Raises BadRequest."""
    if type(value) is not int or not lowest <= value <= highest:
        raise BadRequest(f"{name} is no number from {lowest} to {highest}")
    return value


def _too_deep(response: Any) -> bool:
    """Whether lists and objects stand in each other so deep that marking could not read them."""
    level = [response]
    for _ in range(DEEPEST + 1):
        inner = [one for one in level if isinstance(one, list | dict)]
        if not inner:
            return False
        level = [x for one in inner for x in (one.values() if isinstance(one, dict) else one)]
    return True


def _canonical(response: Any) -> str:
    if isinstance(response, list | dict) and _too_deep(response):
        raise BadRequest("the response is nested too deep")
    try:
        text = json.dumps(
            response, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False
        )
        size = len(text.encode())
    except UnicodeEncodeError as error:
        raise BadRequest("half a character") from error
    except ValueError as error:  # 1e999 is good JSON, and no database keeps what it becomes
        raise BadRequest("a number is too large") from error
    if size > LONGEST_RESPONSE:
        raise BadRequest("the response is too long")
    return text


def answer(row: Any) -> Answer:
    """One answer of a batch or of a file. Raises BadRequest."""
    if not isinstance(row, dict) or "response" not in row:
        raise BadRequest("an answer has seq, item and response")
    return Answer(
        number(row.get("seq"), HIGHEST_SEQ, "seq"),
        number(row.get("item"), MOST_ITEMS, "item"),
        _canonical(row["response"]),
        number(row["ago"], LONGEST_WAIT_MS, "ago", 0) if "ago" in row else None,
    )


def answers(body: bytes) -> list[Answer]:
    """The answers of a batch, each seq once. Raises BadRequest."""
    rows = _object(body).get("answers")
    if not isinstance(rows, list) or not 1 <= len(rows) <= MOST_ANSWERS:
        raise BadRequest(f"answers is no list of 1 to {MOST_ANSWERS}")
    found = [answer(row) for row in rows]
    if len({one.seq for one in found}) < len(found):
        raise BadRequest("a seq stands twice")
    return found


def start(body: bytes) -> StartRequest:
    """The wish to start. Raises BadRequest."""
    fields = _object(body)
    code, device = fields.get("code", ""), fields.get("device", "")
    if not isinstance(code, str) or len(code) > LONGEST_CODE:
        raise BadRequest("code is no short text")
    if not isinstance(device, str) or not device.isalnum() or not device.isascii():
        raise BadRequest("device is no word")
    if not 8 <= len(device) <= LONGEST_DEVICE:
        raise BadRequest("device has 8 to 40 characters")
    # Half a character and what cannot be seen is no part of a code, and breaks what compares it.
    return StartRequest("".join(c for c in code if c.isprintable()).strip(), device)


def part(body: bytes) -> int:
    """The part to which a pupil goes on. Raises BadRequest."""
    return number(_object(body).get("part"), MOST_ITEMS, "part", 2)


def facts(body: bytes) -> list[SentFact]:
    """What a page noticed. Raises BadRequest."""
    rows = _object(body).get("facts")
    if not isinstance(rows, list) or len(rows) > MOST_FACTS:
        raise BadRequest(f"facts is no list of at most {MOST_FACTS}")
    return [_fact(row) for row in rows]


def _fact(row: Any) -> SentFact:
    if not isinstance(row, dict) or row.get("kind") not in FACTS:
        raise BadRequest("a fact has a kind of " + ", ".join(FACTS))
    longest = LONGEST_WAIT_MS // 1000
    seconds = row.get("seconds")
    return SentFact(
        row["kind"],
        number(row.get("ago"), longest, "ago", 0),
        None if seconds is None else number(seconds, longest, "seconds", 0),
    )
