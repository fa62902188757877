"""Starting an attempt and coming back to it, in a few plain statements.

A start is judged by the database's clock inside the statement that makes the attempt, and the
unique key of the attempt makes a second start find the first.
"""

import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from lms.exams import browsers, noting, parting, rules
from lms.exams.lane import Lane
from lms.exams.saving import NOW, Standing, instant, standing
from lms.exams.tokens import AttemptPass, Entry
from lms.exams.wire import StartRequest
from suite.db import new_uid

Environ = Mapping[str, Any]
Given = tuple[int, int, bool]
CODE_TRIES, CODE_PAUSE = 5, timedelta(minutes=5)

Refusal = Literal[
    "not_open",
    "over",
    "waits",
    "wrong_place",
    "wrong_browser",
    "wrong_code",
    "too_many",
    "elsewhere",
    "finished",
    "gone",
]


@dataclass(frozen=True)
class Started:
    """An attempt in the hands of this browser; `began_ms` is how long ago it was started."""

    granted: AttemptPass
    uid: str
    form_id: int
    standing: Standing
    began_ms: int


@dataclass(frozen=True)
class Resumed:
    """What stands on the server; `answers` by item: epoch, seq, response (JSON text); `parts`
    how many ms ago the pupil went on to each part, by number; `given` the time that people gave:
    how many ms ago it began and was over, and whether it was a pause."""

    uid: str
    form_id: int
    standing: Standing
    answers: dict[int, tuple[int, int, str]]
    highest: int
    began_ms: int
    parts: dict[int, int]
    given: list[Given]


CLOCK = {"sqlite": NOW, "postgresql": "clock_timestamp()"}

# A candidate who has more time has it beyond the end for all, too.
WINDOW = """
SELECT e.school_id, e.id, e.state, coalesce(c.opens_at, e.opens_at) AS opens_at,
  {CLOSES} AS closes_at, coalesce(nullif(c.access_code, ''), e.access_code) AS code,
  c.networks, c.waits, c.form_id, e.minutes + c.extra_minutes AS minutes,
  e.grace_seconds AS grace, e.attempts_allowed AS allowed, {NOW} AS now, e.browser_keys, e.one_way,
  e.uid
FROM lms_exam e JOIN lms_exam_candidate c ON c.exam_id = e.id
WHERE e.id = {P} AND e.school_id = {P} AND c.person_id = {P} {HOLD}
"""
# Who starts and who closes the exam or shows its key wait for each other: a start that saw the exam
# open never begins an attempt in a closed one. (SQLite lets one write at a time anyway.)
HOLD = {"sqlite": "", "postgresql": "FOR SHARE OF e"}

TRIES = (
    "SELECT count(*) FROM lms_exam_code_try WHERE exam_id = {P} AND person_id = {P} AND at > {P}"
)

NOTE_TRY = """
INSERT INTO lms_exam_code_try (school_id, exam_id, person_id, at) VALUES ({P}, {P}, {P}, {NOW})
"""

CLOSES = {
    "sqlite": "CASE c.extra_minutes WHEN 0 THEN coalesce(c.closes_at, e.closes_at)"
    " ELSE strftime('%Y-%m-%d %H:%M:%f', coalesce(c.closes_at, e.closes_at),"
    " '+' || c.extra_minutes || ' minutes') || '000' END",
    "postgresql": "coalesce(c.closes_at, e.closes_at) + make_interval(mins => c.extra_minutes)",
}
ENDS = {
    "sqlite": "min(strftime('%Y-%m-%d %H:%M:%f', 'now', '+' || w.minutes || ' minutes') || '000',"
    " coalesce(w.closes_at, '9999'))",
    "postgresql": "least(w.now + make_interval(mins => w.minutes), w.closes_at)",
}
LATER = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%f', x.ends_at, '+' || x.grace || ' seconds') || '000'",
    "postgresql": "x.ends_at + make_interval(secs => x.grace)",
}

# The first attempt is on the candidate's own paper; each one after that on the one that its entry
# names, once no earlier one is open.
START = """
INSERT INTO lms_exam_attempt (uid, school_id, exam_id, person_id, form_id, number, epoch, device,
  one_way, started_at, ends_at, accepts_until)
SELECT {P}, x.school_id, x.id, x.person_id, x.form, x.number, 1, {P}, x.one_way,
  x.now, x.ends_at, {LATER}
FROM (SELECT w.*, f.id AS form, n.person_id, n.number, {ENDS} AS ends_at
      FROM ({HELD}) w
      CROSS JOIN (SELECT {BIG} AS person_id, {SMALL} AS number) n
      JOIN lms_exam_form f ON f.id = {P} AND f.exam_id = w.id
      WHERE w.state = 'ready' AND NOT w.waits AND n.number <= w.allowed
        AND (n.number > 1 OR w.form_id = f.id)
        AND (w.opens_at IS NULL OR w.opens_at <= w.now)
        AND (w.closes_at IS NULL OR w.closes_at > w.now)
        AND NOT EXISTS (SELECT 1 FROM lms_exam_attempt a
          WHERE a.school_id = w.school_id AND a.exam_id = w.id AND a.person_id = n.person_id
            AND a.number < n.number AND a.closed_at IS NULL AND a.accepts_until > w.now)) x
WHERE true
ON CONFLICT DO NOTHING
"""

MINE = """
SELECT epoch, closed_at, ends_at, accepts_until, {NOW}, id, uid, form_id, device, started_at
FROM lms_exam_attempt WHERE {WHERE}
"""

ANSWERS = """
SELECT item, epoch, seq, held, response FROM lms_answer_save
WHERE school_id = {P} AND attempt_id = {P} ORDER BY epoch, seq
"""


def _text(lane: Lane, template: str, **parts: str) -> str:
    name = "sqlite" if lane.sqlite else "postgresql"
    window = WINDOW.replace("{HOLD}", "")
    held = WINDOW.replace("{HOLD}", HOLD[name])
    texts = {"WINDOW": window, "HELD": held, "ENDS": ENDS[name], "LATER": LATER[name]}
    texts["CLOSES"] = CLOSES[name]
    for key, value in {**parts, **texts}.items():
        template = template.replace("{" + key + "}", value)
    mark = "?" if lane.sqlite else "%s"
    template = template.replace("{BIG}", f"CAST({mark} AS bigint)")
    template = template.replace("{SMALL}", f"CAST({mark} AS smallint)")
    return template.replace("{NOW}", CLOCK[name]).replace("{P}", mark)


def _bound(lane: Lane, at: Any) -> Any:
    return at.strftime("%Y-%m-%d %H:%M:%S.%f") if lane.sqlite else at


def start(lane: Lane, entry: Entry, wish: StartRequest, came: Environ) -> Started | Refusal:
    """Start, or find what this browser has started already; `came` says from where it asks.

    Raises the driver's errors.
    """
    return lane.write(lambda connection: _start(lane, connection, entry, wish, came))


def _start(
    lane: Lane, connection: Any, entry: Entry, wish: StartRequest, came: Environ
) -> Started | Refusal:
    known = _mine(lane, connection, entry)
    if known is None:
        refusal = _refusal(lane, connection, entry, wish, came)
        if refusal:
            return refusal
        who = (entry.person_id, entry.number, entry.form_id)
        values = (new_uid(), wish.device, *_key(entry), *who)
        connection.execute(_text(lane, START), values)
        known = _mine(lane, connection, entry)
    if known is None:
        return "gone"  # its papers were made anew since the page was opened
    found = standing(known[:5])
    if not found.open:
        return "finished"
    if not hmac.compare_digest(known[8], wish.device):
        return "elsewhere"
    granted = AttemptPass(entry.school_id, known[5], found.epoch)
    return Started(granted, known[6], known[7], found, _since(known[9], known[4]))


def _since(then: Any, now: Any) -> int:
    return max(0, int((instant(now) - instant(then)).total_seconds() * 1000))


def _mine(lane: Lane, connection: Any, entry: Entry) -> Any:
    where = "school_id = {P} AND exam_id = {P} AND person_id = {P} AND number = {P}"
    key = (entry.school_id, entry.exam_id, entry.person_id, entry.number)
    return connection.execute(_text(lane, MINE, WHERE=where), key).fetchone()


def _key(entry: Entry) -> tuple[int, int, int]:
    return entry.exam_id, entry.school_id, entry.person_id


def _refusal(
    lane: Lane, connection: Any, entry: Entry, wish: StartRequest, came: Environ
) -> Refusal | None:
    row = connection.execute(_text(lane, "{WINDOW}"), _key(entry)).fetchone()
    if row is None or row[2] == "draft":
        return "gone"
    state, opens_at, closes_at, code, networks, waits, *_, allowed, clock, keys, _one_way, uid = (
        row[2:]
    )
    now = instant(clock)
    if entry.number > allowed:
        return "finished"
    if opens_at is not None and now < instant(opens_at):
        return "not_open"
    if state == "closed" or (closes_at is not None and now >= instant(closes_at)):
        return "over"
    if not rules.from_here(networks, came.get("REMOTE_ADDR", "")):
        return "wrong_place"
    if not browsers.is_right(keys, came, f"/exams/{uid}"):
        return "wrong_browser"
    if waits:
        return "waits"
    return _code_refusal(lane, connection, entry, wish, code, now) if code else None


def _code_refusal(
    lane: Lane, connection: Any, entry: Entry, wish: StartRequest, code: str, now: datetime
) -> Refusal | None:
    since = (entry.exam_id, entry.person_id, _bound(lane, now - CODE_PAUSE))
    if connection.execute(_text(lane, TRIES), since).fetchone()[0] >= CODE_TRIES:
        return "too_many"
    if hmac.compare_digest(code.casefold().encode(), wish.code.casefold().encode()):
        return None
    note = (entry.school_id, entry.exam_id, entry.person_id)
    connection.execute(_text(lane, NOTE_TRY), note)
    return "wrong_code"


KEYS = """
SELECT e.browser_keys, e.uid FROM lms_exam_attempt a JOIN lms_exam e ON e.id = a.exam_id
WHERE a.id = {P} AND a.school_id = {P}
"""


def right_browser(lane: Lane, who: AttemptPass, came: Environ) -> bool:
    """Whether an attempt may be gone on with in the browser that asks."""
    query, key = _text(lane, KEYS), (who.attempt_id, who.school_id)
    row = lane.read(lambda connection: connection.execute(query, key).fetchone())
    return row is None or browsers.is_right(row[0], came, f"/exams/{row[1]}")


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
    highest, parts, given = 0, {}, []
    if row[0] == who.epoch:
        given = _given(noting.turns_of(lane, connection, who), instant(row[4]))
        entered = noting.parts_of(lane, connection, who)
        parts = {number: _since(at, row[4]) for number, at in entered}
        key = (who.school_id, who.attempt_id)
        for item, epoch, seq, held, response in connection.execute(_text(lane, ANSWERS), key):
            if epoch == who.epoch:
                highest = max(highest, seq)
            if held == 0:
                answers[item] = (epoch, seq, response)
    began = _since(row[9], row[4])
    return Resumed(row[6], row[7], standing(row[:5]), answers, highest, began, parts, given)


def _given(told: Sequence[tuple[str, Any, int | None]], now: datetime) -> list[Given]:
    rows = [(kind, instant(at), seconds) for kind, at, seconds in told]
    ms = timedelta(milliseconds=1)
    return [
        ((now - one.at) // ms, (now - one.until) // ms, one.pause)
        for one in parting.gifts(rows, now)
    ]


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
