"""Practising a set: one question after the other, each marked at once by its kind.

Nothing of a key is on a page before the question was answered. How options stand and which values
parameters take follows from the run and the place, so that nothing needs to be kept of it.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

from flask import current_app, url_for
from sqlalchemy import delete, func, select
from sqlalchemy.orm import joinedload

from lms import parameters
from lms.bank.models import Item, ItemVersion, StimulusVersion
from lms.hooks import QUESTION, QuestionKind
from lms.practice import rules
from lms.practice.models import PracticeRun, PracticeSet, PracticeVersion
from lms.practice.service import ref_of
from suite import clock, contracts, jobs
from suite.contracts import PracticeDesk, PracticeShelf
from suite.db import db
from suite.hooks import registry

KEPT = timedelta(days=120)
MOST_A_DAY = 200


class TooMany(Exception):
    """Nobody practises so often a day."""


class Desk:
    """Fulfils suite.contracts.PracticeDesk."""

    def link(self, ref: str) -> str | None:
        """The page where the set begins, for who may practise it."""
        held = offered(ref.removeprefix("practice:"))
        return url_for("practice.show", uid=held.of.uid) if held else None


def offered(uid: str) -> PracticeVersion | None:
    """The version of a set that the library opens to the present reader."""
    one = db.session.scalar(select(PracticeSet).where(PracticeSet.uid == uid))
    shelf = contracts.ask(PracticeShelf)
    number = shelf.open_number(ref_of(one)) if one and shelf else None
    if one is None or number is None:
        return None
    query = select(PracticeVersion).options(joinedload(PracticeVersion.of))
    return db.session.scalar(
        query.where(PracticeVersion.set_id == one.id, PracticeVersion.number == number)
    )


@dataclass(frozen=True)
class Told:
    """One question of a run as it is asked: options in `order`, parameters filled in. `text` is
    what it is asked about, `school_id` whose pictures it may show."""

    kind: QuestionKind
    stem: str
    body: Mapping[str, Any]
    key: Mapping[str, Any]
    solution: str
    order: list[int]
    text: str
    school_id: int


def start(version: PracticeVersion, person_id: int) -> PracticeRun:
    """Begin anew, or go on with a beginning without answers. Commits. Raises TooMany."""
    mine = PracticeRun.person_id == person_id
    last = db.session.scalars(
        select(PracticeRun)
        .where(mine, PracticeRun.version_id == version.id)
        .order_by(PracticeRun.id.desc())
        .limit(1)
    ).first()
    if last is not None and not last.answers:
        return last
    today = PracticeRun.started_at >= clock.start_of(clock.today())
    if (db.session.scalar(select(func.count()).where(mine, today)) or 0) >= MOST_A_DAY:
        raise TooMany
    now = clock.now()
    run = PracticeRun(
        version_id=version.id, person_id=person_id, started_at=now, last_at=now, answers={}
    )
    db.session.add(run)
    db.session.commit()
    return run


def run_of(person_id: int, uid: str) -> PracticeRun | None:
    """An own run, with its version and set."""
    query = select(PracticeRun).where(PracticeRun.uid == uid, PracticeRun.person_id == person_id)
    version = joinedload(PracticeRun.version).joinedload(PracticeVersion.of)
    return db.session.scalar(query.options(version))


def told(run: PracticeRun, place: int) -> Told | None:
    """The question at a place from 1; None where there is none or its kind is gone. Two
    statements at most."""
    pins = run.version.questions
    if not 1 <= place <= len(pins):
        return None
    version_id, text_id = pins[place - 1]
    version, item = db.session.execute(
        select(ItemVersion, Item)
        .join(Item, Item.id == ItemVersion.item_id)
        .where(ItemVersion.id == version_id)
    ).one()
    kind = registry().kinds(QUESTION).get(item.kind)
    if kind is None:
        return None
    chance = _chance(run, place)
    stem, body, key, solution = _filled(kind, version, chance)
    order = rules.mixed(kind.shuffle_size(body), kind.fixed(body), chance)
    text = db.session.get(StimulusVersion, text_id) if text_id else None
    said = text.text if text else ""
    return Told(kind, stem, body, key, solution, order, said, item.school_id)


def _chance(run: PracticeRun, place: int) -> Random:
    secret = str(current_app.config["SECRET_KEY"]).encode()
    mac = hmac.digest(secret, f"lopso.practice.{run.uid}.{place}".encode(), hashlib.sha256)
    return Random(mac)  # noqa: S311 (seeded by a secret)


def _filled(kind: QuestionKind, version: ItemVersion, chance: Random) -> Any:
    texts = [version.stem, version.body, version.key, version.solution]
    if "params" not in version.body:
        return texts
    draws = parameters.draws(texts, version.body["params"], chance)
    return next((one for _values, one in draws if not kind.problems(one[1], one[2])), texts)


def answer(run: PracticeRun, place: int, question: Told, sent: Any) -> None:
    """Mark what was answered, keep it, and tell the library once it was practised long enough.
    Commits."""
    now = clock.now()
    held = db.session.scalars(
        select(PracticeRun)
        .where(PracticeRun.id == run.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    response = question.kind.own(sent, question.order)
    marked = question.kind.mark(question.body, question.key, response, Decimal(1))
    said = {"response": json.dumps(response), "state": marked.state}
    held.answers = {**held.answers, str(place): said}
    held.seconds += rules.believed(held.last_at, now)
    held.last_at = now
    shelf = contracts.ask(PracticeShelf)
    if held.used_at is None and held.seconds >= rules.ENOUGH and shelf is not None:
        held.used_at = now
        ref = ref_of(run.version.of)
        shelf.used(ref, held.person_id, held.seconds, f"practice:{held.uid}")
    db.session.commit()


def response_at(run: PracticeRun, place: int) -> Any:
    """What was answered at a place."""
    return json.loads(run.answers[str(place)]["response"])


@jobs.job("practice.tidy", every=timedelta(days=1))
def tidy(_ctx: jobs.Context) -> dict[str, int]:
    """Forget runs that are long over; what counted of them is counted."""
    gone = delete(PracticeRun).where(PracticeRun.started_at < clock.now() - KEPT)
    found: Any = db.session.execute(gone)
    return {"runs": found.rowcount}


def init(app: Any) -> None:
    """Tell the library where sets are practised."""
    with app.app_context():
        contracts.provide(PracticeDesk, Desk())
