"""Use cases of links: add, take away, confirm, open. Each commits at its end, unless `commit` says
that it is a part of something larger. Rights are asked by the caller."""

from sqlalchemy import func, select

from repository.catalogue import queries as catalogue
from repository.catalogue import rules as works
from repository.catalogue.events import WorkChecked
from repository.catalogue.models import Work
from repository.catalogue.rules import Refused
from repository.catalogue.service import Description, new_work, note, touch
from repository.counting import identity
from repository.counting.events import LinkOpened
from repository.links import rules
from repository.links.models import Link
from repository.links.rules import Url
from school.api import Who
from suite import audit, clock, jobs
from suite.db import db
from suite.events import publish as tell

CHECK_SOME, CHECK_DUE = "repository.check_links", "repository.check_due_links"


def deposit(
    unit_id: int, person_id: int, url: Url, said: Description, *, commit: bool = True
) -> Work:
    """A draft whose content is a link."""
    work = new_work(unit_id, person_id, said)
    row = _kept(work, url)
    if commit:
        look_soon([row], person_id)
        db.session.commit()
    return work


def add(work: Work, url: Url, actor_id: int) -> None:
    """A further link of a work. Raises Refused("link_twice", "wrong_state")."""
    _open(work)
    twice = select(Link.id).where(Link.work_id == work.id, Link.url_key == url.key)
    if db.session.scalar(twice) is not None:
        raise Refused("link_twice")
    row = _kept(work, url)
    note(work, "link_added", actor_id, text=url.text)
    touch(work)
    look_soon([row], actor_id)
    db.session.commit()


def remove(link: Link, actor_id: int) -> None:
    """Take a link away; the last content of what is published or waits for review stays.

    Raises Refused("last_content", "wrong_state").
    """
    work = link.work
    _open(work)
    if work.state not in works.OPEN_STATES and catalogue.content_count(work.id) <= 1:
        raise Refused("last_content")
    note(work, "link_removed", actor_id, text=link.url)
    db.session.delete(link)
    touch(work)
    db.session.commit()


def confirm(link: Link, actor_id: int) -> None:
    """A person opened what we cannot check, and it is there. Raises Refused("wrong_state")."""
    db.session.refresh(link, with_for_update=True)
    if link.state != rules.UNCHECKABLE:
        raise Refused("wrong_state")
    link.confirmed_by, link.confirmed_at = actor_id, clock.now()
    audit.record("link.confirmed", f"work:{link.work_id}", detail={"link": link.id})
    if link.work.state == works.PUBLISHED:
        tell(WorkChecked(link.work_id))
    db.session.commit()


def opened(link: Link, reader: Who) -> None:
    """Somebody goes, in this request, where a link leads; told only of what is published."""
    if link.work.state == works.PUBLISHED:
        visitor = identity.visitor(identity.asker(reader), clock.today())
        seen = visitor if identity.counts() else None
        tell(LinkOpened(link.work_id, clock.now(), seen, *identity.place_of(reader)))
        db.session.commit()


def look_soon(links: list[Link], owner_id: int | None = None) -> jobs.Job | None:
    """Have links looked at now, in the worker. Does not commit."""
    db.session.flush()
    ids = [link.id for link in links]
    return jobs.enqueue(CHECK_SOME, owner_id=owner_id, link_ids=ids) if ids else None


def _open(work: Work) -> None:
    db.session.refresh(work, ["state"], with_for_update=True)
    if work.state == works.WITHDRAWN:
        raise Refused("wrong_state")


def _kept(work: Work, url: Url) -> Link:
    count = select(func.count(Link.id)).where(Link.work_id == work.id)
    row = Link(
        work_id=work.id,
        unit_id=work.unit_id,
        url=url.text,
        url_key=url.key,
        host=url.host,
        position=db.session.scalar(count) or 0,
        state=rules.NEW,
        added_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    return row
