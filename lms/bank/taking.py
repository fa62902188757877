"""Taking a draft into the bank, once: what was ticked and is usable goes in, the rest is named."""

from dataclasses import asdict, dataclass
from typing import Any

from lms.bank import levels, service
from lms.bank.models import BankImport
from lms.bank.preview import REFUSED, Row, preview
from lms.bank.service import About
from suite import audit, clock
from suite.db import db


@dataclass(frozen=True)
class Left:
    """A question that was not taken in. `why` is known, refused or not_ticked; `notes` are the
    reader's codes with their parameters, `codes` those of the gate."""

    label: str
    line: int
    why: str
    known: str
    notes: list[dict[str, Any]]
    codes: list[str]


def _left(row: Row, why: str) -> Left:
    question = row.question
    notes = [asdict(note) for note in row.notes if note.severity != "info"]
    label = question.label or (str(question.number) if question.number else "")
    return Left(label[:60], question.first_line, why, row.known or "", notes, row.codes)


def take_in(import_id: int, about: About, author_id: int) -> dict[str, Any]:
    """Take in what is ticked; the outcome {"added": n, "subject", "topic", "left": [Left, …]}.

    A draft is taken in once: a repeat gives the stored outcome and adds nothing.
    """
    service.one_at_a_time(about.school_id)
    row = db.session.get_one(
        BankImport, import_id, populate_existing=True, with_for_update={"key_share": True}
    )
    if row.taken_at is not None:
        db.session.commit()
        return row.outcome or {}
    fresh, left = [], []
    for one in preview(row).rows:
        if one.known is not None:
            left.append(_left(one, "known"))
        elif one.state == REFUSED:
            left.append(_left(one, "refused"))
        elif not one.ticked:
            left.append(_left(one, "not_ticked"))
        else:
            fresh.append(one)
    names = levels.in_force()
    said = [levels.labelled(one.source[0][1] if one.source else "", names) for one in fresh]
    added = len(service.put(about, [one.content for one in fresh], author_id, said))
    row.outcome = {
        "added": added,
        "subject": about.subject_code,
        "topic": about.topic,
        "left": [asdict(one) for one in left],
    }
    row.taken_at, row.text, row.content, row.choices = clock.now(), "", {}, None
    audit.record("bank.import", f"import:{row.uid}", detail={"added": added, "left": len(left)})
    db.session.commit()
    return row.outcome
