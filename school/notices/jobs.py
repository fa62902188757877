"""The worker's part: the outbox, questions to new addresses, forgetting old notices."""

from datetime import timedelta

from flask_babel import force_locale
from sqlalchemy import delete, select

from school.hooks import Permanent
from school.notices import addresses, delivery, letters
from school.notices.models import Notice, NoticeDelivery
from school.notices.service import DELIVER, channels
from school.people.models import Contact, Person
from suite import cli, clock, i18n
from suite.db import db
from suite.jobs import Context, job

KEPT = timedelta(days=400)
AT_ONCE = 2000


@job(DELIVER)
def deliver(ctx: Context) -> dict[str, int]:
    """Send what is due in the outbox."""
    return delivery.deliver(lambda count: ctx.progress(count, 0))


@job("notices.watch", every=timedelta(hours=1))
def watch(ctx: Context) -> dict[str, int]:
    """The same now and then, should nobody have been told to look."""
    return delivery.deliver(lambda count: ctx.progress(count, 0))


@job(addresses.ASK)
def ask(_ctx: Context, contact_id: int, channel: str) -> dict[str, bool]:
    """Ask a new address whether it is right; tried again while the channel is down."""
    contact, held = db.session.get(Contact, contact_id), channels().get(channel)
    if contact is None or held is None or contact.verified_at or contact.valid_to:
        return {"asked": False}
    key = f"address-{contact.id}"
    language = db.session.scalar(select(Person.language).where(Person.id == contact.person_id))
    with force_locale(i18n.known(language)):
        message = letters.question(contact.value, addresses.token_of(contact), key)
    db.session.commit()
    try:
        held.send(message)
    except Permanent:
        return {"asked": False}
    return {"asked": True}


@job("notices.sweep", every=timedelta(days=1))
def sweep(ctx: Context) -> dict[str, int]:
    """Forget what was read and is older than KEPT, with its deliveries."""
    before = clock.now() - KEPT
    doomed = select(Notice.id).where(Notice.read_at.is_not(None), Notice.made_at < before)
    forgotten = 0
    while ids := db.session.scalars(doomed.limit(AT_ONCE)).all():
        db.session.execute(delete(NoticeDelivery).where(NoticeDelivery.notice_id.in_(ids)))
        db.session.execute(delete(Notice).where(Notice.id.in_(ids)))
        forgotten += len(ids)
        ctx.progress(forgotten, 0)
    return {"forgotten": forgotten}


@cli.finding
def outbox() -> cli.Finding:
    """Whether messages leave the house."""
    waiting, stuck = delivery.waiting()
    names = ", ".join(channels()) or "no channel is on"
    return "notices", not stuck, f"{names}; {waiting} waiting, {stuck} of them too long"
