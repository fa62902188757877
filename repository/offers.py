"""Question sets that the bank offers for practice: `suite.contracts.PracticeShelf`.

The library keeps a work for each, with its card, approval and alignment, and never a question.
Rights are those of the present reader, asked anew each time.
"""

from flask import url_for
from sqlalchemy import delete, select

from repository.catalogue import queries, rules, service
from repository.catalogue.agents import service as agents
from repository.catalogue.agents.rules import AUTHOR
from repository.catalogue.models import Alignment, Offer, Work
from repository.catalogue.service import Description
from repository.reading.events import ResourceUsed
from school.api import OrgUnit, may, require, who
from suite import audit, clock
from suite.contracts import PracticeOffer, PracticeStanding
from suite.db import db
from suite.events import publish

LICENCE = "own"


class OfferShelf:
    """Fulfils PracticeShelf."""

    def offer(self, offer: PracticeOffer) -> None:
        """Put a set, or its next version, before the reviewers."""
        require("work.deposit", db.session.get(OrgUnit, offer.unit_id))
        row = _offer(offer.ref)
        if row is None:
            work = service.new_work(offer.unit_id, offer.person_id, _described(offer))
            row = Offer(work_id=work.id, ref=offer.ref)
            db.session.add(row)
        work = db.session.get_one(Work, row.work_id)
        row.number, row.questions = offer.number, offer.questions
        work.title, work.description = offer.title, offer.about
        work.subject_code, work.grades = offer.subject_code, list(offer.grades)
        agents.tie(work, {AUTHOR: tuple(offer.creators)})
        db.session.flush()
        _align(work, offer)
        service.offer(work, offer.person_id)

    def standing(self, ref: str) -> PracticeStanding | None:
        """Where the set stands."""
        row = _offer(ref)
        if row is None:
            return None
        work = db.session.get_one(Work, row.work_id)
        link = url_for("works.work", uid=work.uid)
        return PracticeStanding(work.state, row.number, work.reason or "", link)

    def take_back(self, ref: str, person_id: int, reason: str) -> None:
        """Take the set out. Nothing happens to one that is out already."""
        row = _offer(ref)
        work = db.session.get_one(Work, row.work_id) if row else None
        if work is None:
            return
        if work.state == rules.PUBLISHED:
            service.withdraw(work, person_id, reason, commit=False)
        elif work.state == rules.SUBMITTED:
            service.take_back(work, person_id, commit=False)

    def open_number(self, ref: str) -> int | None:
        """The version that the present reader may practise."""
        row = _offer(ref)
        work = _visible(row) if row else None
        if row is None or work is None:
            return None
        opened = work.state == rules.PUBLISHED and rules.is_free(work.embargo_until, clock.now())
        waits = work.state == rules.SUBMITTED and may(who(), "work.review", work)
        return row.number if opened or waits else None

    def used(self, ref: str, person_id: int, seconds: int, key: str) -> None:
        """Somebody practised; told only of what is published."""
        row = _offer(ref)
        work = db.session.get_one(Work, row.work_id) if row else None
        if work is not None and work.state == rules.PUBLISHED:
            publish(
                ResourceUsed(
                    work_uid=work.uid, person_id=person_id, unit_id=work.unit_id, at=clock.now(),
                    seconds=seconds, key=key,
                )
            )  # fmt: skip


def _offer(ref: str) -> Offer | None:
    return db.session.scalar(select(Offer).where(Offer.ref == ref))


def _visible(row: Offer) -> Work | None:
    uid = db.session.scalars(select(Work.uid).where(Work.id == row.work_id)).one()
    return queries.work_for(uid, who())


def _described(offer: PracticeOffer) -> Description:
    return Description(
        title=offer.title, kind=offer.kind, licence=LICENCE, audience=rules.SCHOOL,
        creators=tuple(offer.creators), subject_code=offer.subject_code,
        grades=tuple(offer.grades), description=offer.about,
    )  # fmt: skip


def _align(work: Work, offer: PracticeOffer) -> None:
    """The places of this version; each is confirmed anew, because the questions are others."""
    db.session.execute(delete(Alignment).where(Alignment.work_id == work.id))
    db.session.expire(work, ["alignments"])
    for node_id in sorted(set(offer.node_ids)):
        db.session.add(
            Alignment(
                work_id=work.id, node_id=node_id, proposed_by=offer.person_id,
                proposed_at=clock.now(),
            )
        )  # fmt: skip
    audit.record("work.offered", f"work:{work.id}", detail={"number": offer.number})
