"""What the door writes besides answers: contacts, claims, parts, facts; plain statements."""

from collections.abc import Sequence
from typing import Any

from lms.exams.lane import Lane
from lms.exams.tokens import AttemptPass
from lms.exams.wire import Answer, SentFact

MOST_FACTS = 300
PAUSE_SECONDS = 15

NOW = {"sqlite": "strftime('%Y-%m-%d %H:%M:%f', 'now') || '000'", "pg": "clock_timestamp()"}
AGO = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%f', 'now', {P} || ' seconds') || '000'",
    "pg": "clock_timestamp() + make_interval(secs => ({P})::double precision)",
}

CLAIM = """
INSERT INTO lms_answer_claim (school_id, attempt_id, epoch, seq, given_at)
VALUES ({P}, {P}, {P}, {P}, {AGO}) ON CONFLICT DO NOTHING
"""

# Of the holder alone: a device that was replaced is not where the attempt is.
HEARD = """
INSERT INTO lms_attempt_contact (school_id, attempt_id, heard_at, after_at)
SELECT a.school_id, a.id,
  CASE WHEN a.closed_at IS NULL AND a.accepts_until > {NOW} THEN {NOW} END,
  CASE WHEN a.closed_at IS NULL AND a.accepts_until > {NOW} THEN NULL ELSE {NOW} END
FROM lms_exam_attempt a WHERE a.id = {P} AND a.school_id = {P} AND a.epoch = {P}
ON CONFLICT (school_id, attempt_id) DO UPDATE SET
  heard_at = coalesce(excluded.heard_at, lms_attempt_contact.heard_at),
  after_at = coalesce(lms_attempt_contact.after_at, excluded.after_at)
"""

PART = """
INSERT INTO lms_attempt_part (school_id, attempt_id, part, entered_at)
SELECT a.school_id, a.id, {P}, {NOW}
FROM lms_exam_attempt a
WHERE a.id = {P} AND a.school_id = {P} AND a.epoch = {P} AND a.closed_at IS NULL
ON CONFLICT DO NOTHING
"""

PARTS = """
SELECT part, entered_at FROM lms_attempt_part WHERE school_id = {P} AND attempt_id = {P}
"""

TURNS = "SELECT kind, at, seconds FROM lms_attempt_turn WHERE attempt_id = {P} ORDER BY at, id"

# No row comes back while the pause lasts, so that nobody is asked to wait for anything.
TURN = """
INSERT INTO lms_attempt_contact (school_id, attempt_id, noted_at)
SELECT a.school_id, a.id, {NOW}
FROM lms_exam_attempt a WHERE a.id = {P} AND a.school_id = {P} AND a.epoch = {P}
ON CONFLICT (school_id, attempt_id) DO UPDATE SET noted_at = {NOW}
WHERE lms_attempt_contact.noted_at IS NULL OR lms_attempt_contact.noted_at < {PAUSED}
RETURNING address
"""

PAUSED = {
    "sqlite": f"strftime('%Y-%m-%d %H:%M:%f', 'now', '-{PAUSE_SECONDS} seconds') || '000'",
    "pg": f"clock_timestamp() - make_interval(secs => {PAUSE_SECONDS})",
}

ADDRESS = """
UPDATE lms_attempt_contact SET address = {P} WHERE school_id = {P} AND attempt_id = {P}
"""

KNOWN = "SELECT count(*) FROM lms_attempt_fact WHERE attempt_id = {P}"

FACT = """
INSERT INTO lms_attempt_fact (school_id, attempt_id, kind, at, seconds, detail)
VALUES ({P}, {P}, {P}, {AGO}, {P}, {P})
"""


def _text(lane: Lane, template: str) -> str:
    name = "sqlite" if lane.sqlite else "pg"
    for key, texts in (("AGO", AGO), ("NOW", NOW), ("PAUSED", PAUSED)):
        template = template.replace("{" + key + "}", texts[name])
    return template.replace("{P}", "?" if lane.sqlite else "%s")


def _back(seconds: float) -> str:
    return f"-{seconds:.3f}"


def claim(lane: Lane, connection: Any, who: AttemptPass, answers: Sequence[Answer]) -> None:
    """Keep when answers that had waited were given, as their device says; the first claim stays."""
    text = _text(lane, CLAIM)
    for one in answers:
        if one.ago is not None:
            key = (who.school_id, who.attempt_id, who.epoch, one.seq)
            connection.execute(text, (*key, _back(one.ago / 1000)))


def heard(lane: Lane, who: AttemptPass) -> None:
    """Note that the holder of an attempt was heard of. Raises the driver's errors."""
    key = (who.attempt_id, who.school_id, who.epoch)
    lane.write(lambda connection: connection.execute(_text(lane, HEARD), key) and None)


def enter_part(lane: Lane, who: AttemptPass, part: int) -> None:
    """Note that the holder went on to a part; a repeat changes nothing."""
    key = (part, who.attempt_id, who.school_id, who.epoch)
    lane.write(lambda connection: connection.execute(_text(lane, PART), key) and None)


def parts_of(lane: Lane, connection: Any, who: AttemptPass) -> list[tuple[int, Any]]:
    """(part, when the pupil went on to it), as the driver gives times."""
    rows = connection.execute(_text(lane, PARTS), (who.school_id, who.attempt_id)).fetchall()
    return [(row[0], row[1]) for row in rows]


def turns_of(lane: Lane, connection: Any, who: AttemptPass) -> list[tuple[str, Any, int | None]]:
    """(kind, when, seconds) of what people did with the time, as the driver gives times."""
    return [tuple(row) for row in connection.execute(_text(lane, TURNS), (who.attempt_id,))]


def note(lane: Lane, who: AttemptPass, facts: Sequence[SentFact], address: str) -> bool:
    """Keep facts of the holder, and a change of address; False when it is too soon again.

    More than MOST_FACTS of an attempt are dropped.
    """
    return lane.write(lambda connection: _note(lane, connection, who, facts, address))


def _note(
    lane: Lane, connection: Any, who: AttemptPass, facts: Sequence[SentFact], address: str
) -> bool:
    holder = (who.attempt_id, who.school_id, who.epoch)
    turn = connection.execute(_text(lane, TURN), holder).fetchall()
    if not turn:
        return False
    rows = [(one.kind, _back(one.ago), one.seconds, "") for one in facts]
    before = turn[0][0]
    if address != before:
        key = (who.school_id, who.attempt_id)
        connection.execute(_text(lane, ADDRESS), (address[:45], *key))
        if before:
            rows.append(("address", _back(0), None, address[:45]))
    known = connection.execute(_text(lane, KNOWN), (who.attempt_id,)).fetchone()[0]
    for row in rows[: max(0, MOST_FACTS - known)]:
        connection.execute(_text(lane, FACT), (who.school_id, who.attempt_id, *row))
    return True
