"""Starting an attempt and coming back to it, in a few plain statements.

A start is judged by the database's clock inside the statement that makes the attempt, and the
unique key of the attempt makes a second start find the first.
"""

import hmac
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from lms.exams.lane import Lane
from lms.exams.saving import NOW, Standing, instant, standing
from lms.exams.tokens import AttemptPass, Entry
from lms.exams.wire import StartRequest
from suite.db import new_uid

CODE_TRIES, CODE_PAUSE = 5, timedelta(minutes=5)

Refusal = Literal["not_open", "over", "wrong_code", "too_many", "elsewhere", "finished", "gone"]


@dataclass(frozen=True)
class Started:
    """An attempt in the hands of this browser."""

    granted: AttemptPass
    uid: str
    form_id: int
    standing: Standing


@dataclass(frozen=True)
class Resumed:
    """What stands on the server; `answers` by item: epoch, seq, response (JSON text)."""

    uid: str
    form_id: int
    standing: Standing
    answers: dict[int, tuple[int, int, str]]
    highest: int


CLOCK = {"sqlite": NOW, "postgresql": "clock_timestamp()"}

EXAM = """
SELECT state, opens_at, closes_at, access_code, minutes, {NOW} FROM lms_exam
WHERE id = {P} AND school_id = {P}
"""

TRIES = (
    "SELECT count(*) FROM lms_exam_code_try WHERE exam_id = {P} AND person_id = {P} AND at > {P}"
)

NOTE_TRY = """
INSERT INTO lms_exam_code_try (school_id, exam_id, person_id, at) VALUES ({P}, {P}, {P}, {NOW})
"""

ENDS = {
    "sqlite": "min(strftime('%Y-%m-%d %H:%M:%f', 'now', '+' || e.minutes || ' minutes') || '000',"
    " coalesce(e.closes_at, '9999'))",
    "postgresql": "least(clock_timestamp() + make_interval(mins => e.minutes), e.closes_at)",
}
LATER = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%f', x.ends_at, '+' || x.grace || ' seconds') || '000'",
    "postgresql": "x.ends_at + make_interval(secs => x.grace)",
}

START = """
INSERT INTO lms_exam_attempt (uid, school_id, exam_id, person_id, form_id, number, epoch, device,
  started_at, ends_at, accepts_until)
SELECT {P}, x.school_id, x.id, {P}, {P}, 1, 1, {P}, x.now, x.ends_at, {LATER}
FROM (SELECT e.school_id, e.id, e.grace_seconds AS grace, {NOW} AS now, {ENDS} AS ends_at
      FROM lms_exam e WHERE e.id = {P} AND e.school_id = {P} AND e.state = 'ready'
        AND (e.opens_at IS NULL OR e.opens_at <= {NOW})
        AND (e.closes_at IS NULL OR e.closes_at > {NOW})
        AND EXISTS (SELECT 1 FROM lms_exam_form f WHERE f.id = {P} AND f.exam_id = e.id)) x
WHERE true
ON CONFLICT DO NOTHING
"""

MINE = """
SELECT epoch, closed_at, ends_at, accepts_until, {NOW}, id, uid, form_id, device
FROM lms_exam_attempt WHERE {WHERE}
"""

ANSWERS = """
SELECT item, epoch, seq, held, response FROM lms_answer_save
WHERE school_id = {P} AND attempt_id = {P} ORDER BY epoch, seq
"""


def _text(lane: Lane, template: str, **parts: str) -> str:
    name = "sqlite" if lane.sqlite else "postgresql"
    for key, value in {**parts, "ENDS": ENDS[name], "LATER": LATER[name]}.items():
        template = template.replace("{" + key + "}", value)
    return template.replace("{NOW}", CLOCK[name]).replace("{P}", "?" if lane.sqlite else "%s")


def _bound(lane: Lane, at: Any) -> Any:
    return at.strftime("%Y-%m-%d %H:%M:%S.%f") if lane.sqlite else at


def start(lane: Lane, entry: Entry, wish: StartRequest) -> Started | Refusal:
    """Start, or find what this browser has started already. Raises the driver's errors."""
    return lane.write(lambda connection: _start(lane, connection, entry, wish))


def _start(lane: Lane, connection: Any, entry: Entry, wish: StartRequest) -> Started | Refusal:
    known = _mine(lane, connection, entry)
    if known is None:
        refusal = _refusal(lane, connection, entry, wish)
        if refusal:
            return refusal
        values = (new_uid(), entry.person_id, entry.form_id, wish.device)
        where = (entry.exam_id, entry.school_id, entry.form_id)
        connection.execute(_text(lane, START), (*values, *where))
        known = _mine(lane, connection, entry)
    if known is None:
        return "gone"  # its papers were made anew since the page was opened
    found = standing(known[:5])
    if not found.open:
        return "finished"
    if not hmac.compare_digest(known[8], wish.device):
        return "elsewhere"
    granted = AttemptPass(entry.school_id, known[5], found.epoch)
    return Started(granted, known[6], known[7], found)


def _mine(lane: Lane, connection: Any, entry: Entry) -> Any:
    where = "school_id = {P} AND exam_id = {P} AND person_id = {P} AND number = 1"
    key = (entry.school_id, entry.exam_id, entry.person_id)
    return connection.execute(_text(lane, MINE, WHERE=where), key).fetchone()


def _refusal(lane: Lane, connection: Any, entry: Entry, wish: StartRequest) -> Refusal | None:
    key = (entry.exam_id, entry.school_id)
    row = connection.execute(_text(lane, EXAM), key).fetchone()
    if row is None or row[0] == "draft":
        return "gone"
    state, opens_at, closes_at, code, _minutes, clock = row
    now = instant(clock)
    if opens_at is not None and now < instant(opens_at):
        return "not_open"
    if state == "closed" or (closes_at is not None and now >= instant(closes_at)):
        return "over"
    if not code:
        return None
    since = (entry.exam_id, entry.person_id, _bound(lane, now - CODE_PAUSE))
    if connection.execute(_text(lane, TRIES), since).fetchone()[0] >= CODE_TRIES:
        return "too_many"
    if hmac.compare_digest(code.casefold().encode(), wish.code.casefold().encode()):
        return None
    note = (entry.school_id, entry.exam_id, entry.person_id)
    connection.execute(_text(lane, NOTE_TRY), note)
    return "wrong_code"


def resume(lane: Lane, who: AttemptPass) -> Resumed | None:
    """What stands on the server for the holder of a token; None when there is no such attempt.

    Answers are told only to the holder of the present epoch.
    """
    return lane.read(lambda connection: _resume(lane, connection, who))


def standing_of(lane: Lane, who: AttemptPass) -> Standing | None:
    """How an attempt stands now; None when there is none."""
    query = _text(lane, MINE, WHERE="id = {P} AND school_id = {P}")
    key = (who.attempt_id, who.school_id)
    row = lane.read(lambda connection: connection.execute(query, key).fetchone())
    return standing(row[:5]) if row else None


def _resume(lane: Lane, connection: Any, who: AttemptPass) -> Resumed | None:
    where = "id = {P} AND school_id = {P}"
    query = _text(lane, MINE, WHERE=where)
    row = connection.execute(query, (who.attempt_id, who.school_id)).fetchone()
    if row is None:
        return None
    answers: dict[int, tuple[int, int, str]] = {}
    highest = 0
    if row[0] == who.epoch:
        key = (who.school_id, who.attempt_id)
        for item, epoch, seq, held, response in connection.execute(_text(lane, ANSWERS), key):
            if epoch == who.epoch:
                highest = max(highest, seq)
            if held == 0:
                answers[item] = (epoch, seq, response)
    return Resumed(row[6], row[7], standing(row[:5]), answers, highest)


PAPER = "SELECT paper FROM lms_exam_form WHERE id = {P}"


def paper(lane: Lane, form_id: int) -> bytes:
    """The prepared paper, as it is sent. Raises KeyError for an unknown form."""

    def work(connection: Any) -> bytes:
        row = connection.execute(_text(lane, PAPER), (form_id,)).fetchone()
        if row is None:
            raise KeyError(form_id)
        return str(row[0]).encode()

    return lane.read(work)


def answers_json(answers: dict[int, tuple[int, int, str]]) -> str:
    """{"item": [epoch, seq, response]} as JSON; responses are JSON already."""
    rows = (f"{json.dumps(str(n))}:[{e},{s},{text}]" for n, (e, s, text) in answers.items())
    return "{" + ",".join(rows) + "}"
