"""Writing answers: one statement that judges and keeps, on both databases.

Every save is kept and acknowledged. Whether it counts is judged by that statement from the
attempt as it is at that moment and from the database's own clock; `held` says why not. Locking
the attempt's row for sharing on PostgreSQL makes closing and taking over wait for a save that is
under way, so that what was acknowledged as counting is there when the attempt is marked.

Where an exam goes one way, an answer is kept apart that follows one to a later question, in the
order of (epoch, seq): it makes no difference when it arrives. The rows of one batch know each other
by `before`, the furthest question that an earlier answer of the batch is about.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lms.exams import noting, rules
from lms.exams.lane import Lane
from lms.exams.tokens import AttemptPass
from lms.exams.wire import Answer

POSTGRES = """
WITH attempt AS MATERIALIZED (
  SELECT school_id, id, epoch, ends_at, accepts_until, closed_at, one_way
  FROM lms_exam_attempt WHERE id = %(attempt)s AND school_id = %(school)s FOR SHARE
), kept AS (
  INSERT INTO lms_answer_save
    (school_id, attempt_id, epoch, seq, item, held, received_at, response)
  SELECT a.school_id, a.id, %(epoch)s, s.seq, s.item,
    CASE WHEN a.epoch <> %(epoch)s THEN 1
         WHEN t.now >= a.accepts_until THEN 2
         WHEN a.closed_at IS NOT NULL THEN 3
         WHEN a.one_way AND (s.before > s.item OR EXISTS (
           SELECT FROM lms_answer_save p
           WHERE p.school_id = a.school_id AND p.attempt_id = a.id AND p.held = 0
             AND p.item > s.item AND (p.epoch, p.seq) < (%(epoch)s, s.seq))) THEN 7 ELSE 0 END,
    t.now, s.response
  FROM attempt a
    CROSS JOIN LATERAL (SELECT clock_timestamp() AS now, a.id OFFSET 0) t
    CROSS JOIN unnest(%(seqs)s::bigint[], %(items)s::smallint[], %(befores)s::smallint[],
      %(responses)s::text[]) AS s(seq, item, before, response)
  ON CONFLICT DO NOTHING
  RETURNING seq, held, received_at
)
SELECT a.epoch, a.closed_at, a.ends_at, a.accepts_until, clock_timestamp(),
  k.seq, k.held, k.received_at
FROM attempt a LEFT JOIN kept k ON true
"""

NOW = "strftime('%Y-%m-%d %H:%M:%f', 'now') || '000'"

SQLITE_ATTEMPT = """
SELECT epoch, closed_at, ends_at, accepts_until, {NOW}
FROM lms_exam_attempt WHERE id = ? AND school_id = ?
""".replace("{NOW}", NOW)

SQLITE_SAVE = """
INSERT INTO lms_answer_save (school_id, attempt_id, epoch, seq, item, held, received_at, response)
SELECT a.school_id, a.id, ?1, ?2, ?3,
  CASE WHEN a.epoch <> ?1 THEN 1
       WHEN {NOW} >= a.accepts_until THEN 2
       WHEN a.closed_at IS NOT NULL THEN 3
       WHEN a.one_way AND (?7 > ?3 OR EXISTS (
         SELECT 1 FROM lms_answer_save p
         WHERE p.school_id = a.school_id AND p.attempt_id = a.id AND p.held = 0
           AND p.item > ?3 AND (p.epoch, p.seq) < (?1, ?2))) THEN 7 ELSE 0 END,
  {NOW}, ?4
FROM lms_exam_attempt a WHERE a.id = ?5 AND a.school_id = ?6
ON CONFLICT DO NOTHING
RETURNING seq, held, received_at
""".replace("{NOW}", NOW)

STORED = """
SELECT seq, held, received_at, item, response FROM lms_answer_save
WHERE school_id = {0} AND attempt_id = {0} AND epoch = {0} AND seq IN ({1})
"""

HIGHEST = """
SELECT max(seq) FROM lms_answer_save
WHERE school_id = {0} AND attempt_id = {0} AND epoch = {0}
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """A save as it stands in the database; `held` None: its seq holds another answer."""

    answer: Answer
    held: int | None
    received_at: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How the attempt stood at that moment; `left_ms` until its end, never below 0, and still
    while it is paused."""

    epoch: int
    open: bool
    handed_in: bool
    left_ms: int
    paused: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """`highest` is the highest seq of the epoch, told only when a seq was taken."""

    kept: list[Kept]
    standing: Standing
    highest: int | None


def instant(value: Any) -> datetime:
    """What a driver gives for a time, as aware UTC."""
    if isinstance(value, str):
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    found: datetime = value
    return found.astimezone(UTC)


def stamp(value: Any) -> str:
    """A time as receipts spell it: UTC with six places and Z."""
    return instant(value).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def standing(row: Sequence[Any]) -> Standing:
    """From epoch, closed_at, ends_at, accepts_until, now."""
    epoch, closed_at, ends_at, accepts_until, now = row
    at, end = instant(now), instant(ends_at)
    paused = rules.is_paused(end)
    left = int((end - (rules.PAUSED if paused else at)).total_seconds() * 1000)
    is_open = closed_at is None and at < instant(accepts_until)
    return Standing(epoch, is_open, closed_at is not None, max(0, left), paused)


def _befores(answers: list[Answer]) -> list[int]:
    """The furthest question of the answers with a lower seq, 0 where there is none, for each."""
    if len(answers) == 1:
        return [0]
    furthest, found = 0, {}
    for one in sorted(answers, key=lambda one: one.seq):
        found[one.seq] = furthest
        furthest = max(furthest, one.item)
    return [found[one.seq] for one in answers]


def _new_rows(
    connection: Any, sqlite: bool, who: AttemptPass, answers: list[Answer]
) -> tuple[Sequence[Any] | None, dict[int, Sequence[Any]]]:
    """The attempt's row (None: there is none) and what was inserted, by seq."""
    if sqlite:
        kept = {}
        key = (who.attempt_id, who.school_id)
        for one, before in zip(answers, _befores(answers), strict=True):
            values = (who.epoch, one.seq, one.item, one.response, *key, before)
            for row in connection.execute(SQLITE_SAVE, values).fetchall():
                kept[row[0]] = row
        return connection.execute(SQLITE_ATTEMPT, key).fetchone(), kept
    values_by_name = {
        "attempt": who.attempt_id,
        "school": who.school_id,
        "epoch": who.epoch,
        "seqs": [one.seq for one in answers],
        "items": [one.item for one in answers],
        "befores": _befores(answers),
        "responses": [one.response for one in answers],
    }
    rows = connection.execute(POSTGRES, values_by_name).fetchall()
    if not rows:
        return None, {}
    return rows[0][:5], {row[5]: row[5:] for row in rows if row[5] is not None}


def _stored_rows(
    connection: Any, mark: str, who: AttemptPass, seqs: list[int]
) -> dict[int, Sequence[Any]]:
    text = STORED.format(mark, ", ".join([mark] * len(seqs)))
    rows = connection.execute(text, (who.school_id, who.attempt_id, who.epoch, *seqs)).fetchall()
    return {row[0]: row for row in rows}


def save(lane: Lane, who: AttemptPass, answers: list[Answer]) -> Outcome | None:
    """Keep the answers and say how each one stands, once they are on the disk.

    None when there is no such attempt. A repeat is answered with what was stored the first time;
    a seq that holds another answer is said to be taken. Raises the driver's errors.
    """
    mark = "?" if lane.sqlite else "%s"

    def work(connection: Any) -> Outcome | None:
        attempt, rows = _new_rows(connection, lane.sqlite, who, answers)
        if attempt is None:
            return None
        missing = [one.seq for one in answers if one.seq not in rows]
        highest = None
        if missing:
            rows |= _stored_rows(connection, mark, who, missing)
        kept = [_kept(one, rows[one.seq]) for one in answers]
        if any(one.ago is not None for one in answers):
            waited = [one.answer for one in kept if one.held is not None]
            noting.claim(lane, connection, who, waited)
        if any(one.held is None for one in kept):
            key = (who.school_id, who.attempt_id, who.epoch)
            highest = connection.execute(HIGHEST.format(mark), key).fetchone()[0]
        return Outcome(kept, standing(attempt), highest)

    return lane.write(work)


def _kept(answer: Answer, row: Sequence[Any]) -> Kept:
    same = len(row) == 3 or (row[3] == answer.item and row[4] == answer.response)
    return Kept(answer, row[1] if same else None, stamp(row[2]))
