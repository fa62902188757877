"""Keeping the index: one worker writes it, after commit, from what the database says.

No transaction is open while the index is written, so saving elsewhere never waits for it.
"""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask_babel import force_locale, gettext
from sqlalchemy import or_, select, update
from sqlalchemy.orm import joinedload, selectinload

from repository.catalogue import queries, rules
from repository.catalogue.agents.models import WorkAgent
from repository.catalogue.events import WorkChanged, WorkPublished, WorkWithdrawn
from repository.catalogue.models import Work, WorkPage
from repository.catalogue.nodes import confirmed_nodes
from repository.printed.shelves import in_print
from repository.search.documents import WorkCard, work_docs
from repository.search.engine import Late, PageDoc
from repository.search.service import engine
from school.api import Subject
from suite import clock, i18n, jobs
from suite.db import db
from suite.events import subscribe

QUEUE, BATCH, AT_MOST = "index", 100, 1.0


@dataclass(frozen=True)
class _Entry:
    """What the index shall hold of a work; no card where it shall hold nothing."""

    work_id: int
    wanted: int
    card: WorkCard | None


@jobs.job("repository.index", queue=QUEUE, heavy=True)
def index_pending(ctx: jobs.Context) -> dict[str, Any]:
    """Bring the index up to date with every work that changed, those published last first: one
    publication is found at once though hundreds of works were taken in before it."""
    if engine().needs_rebuild:
        return {"documents": rebuild()}
    done = 0
    while entries := _entries(_pending().limit(BATCH)):
        done += _index(entries)
        ctx.progress(done, done)
    return {"works": done}


def _index(entries: list[_Entry]) -> int:
    """Index as many of the works as a second allows, one at least; their number."""
    kept, until, done = engine(), time.monotonic() + AT_MOST, 0
    for entry in entries:
        kept.delete_work(entry.work_id)
        kept.add(_docs(entry))
        done += 1
        if time.monotonic() > until:
            break
    kept.commit()
    _mark(entries[:done])
    return done


@jobs.job("repository.keep_index", queue=QUEUE, every=timedelta(hours=1))
def keep_index(_ctx: jobs.Context) -> None:
    """An index of an older layout, or none, is made anew though nothing was published."""
    if engine().needs_rebuild:
        jobs.enqueue("repository.index")


@jobs.job("repository.open_embargo", queue=QUEUE)
def open_embargo(_ctx: jobs.Context, work_id: int) -> None:
    """An embargo ends by itself: the work is indexed now."""
    query = update(Work).where(Work.id == work_id)
    db.session.execute(query.values(index_wanted=Work.index_wanted + 1))
    jobs.enqueue("repository.index")


@subscribe(WorkPublished, queue=QUEUE)
def on_published(_event: WorkPublished) -> None:
    jobs.enqueue("repository.index")


@subscribe(WorkChanged, queue=QUEUE)
def on_changed(_event: WorkChanged) -> None:
    jobs.enqueue("repository.index")


@subscribe(WorkWithdrawn, queue=QUEUE)
def on_withdrawn(_event: WorkWithdrawn) -> None:
    jobs.enqueue("repository.index")


def rebuild() -> int:
    """Make the whole index anew while the old one serves and is kept; the number of documents."""
    kept = (rules.PUBLISHED, rules.WITHDRAWN)
    entries = {entry.work_id: entry for entry in _entries(select(Work).where(Work.state.in_(kept)))}

    def changed() -> Late:
        known = {work_id: entry.wanted for work_id, entry in entries.items()}
        wanted = select(Work.id, Work.index_wanted).where(Work.index_wanted > 0)
        now = [work_id for work_id, at in db.session.execute(wanted) if known.get(work_id) != at]
        late = _entries(select(Work).where(Work.id.in_(now))) if now else []
        entries.update((entry.work_id, entry) for entry in late)
        return {entry.work_id: list(_docs(entry)) for entry in late}

    number = engine().rebuild(_all_docs(list(entries.values())), changed)
    _mark(list(entries.values()))
    return number


def _all_docs(entries: list[_Entry]) -> Iterator[PageDoc]:
    for entry in entries:
        yield from _docs(entry)


def _docs(entry: _Entry) -> Iterator[PageDoc]:
    return work_docs(entry.card, _pages(entry.work_id)) if entry.card is not None else iter(())


def _pending() -> Any:
    wanted = select(Work).where(Work.index_wanted != Work.index_done)
    return wanted.order_by(Work.published_at.desc().nulls_last(), Work.id)


def _entries(query: Any) -> list[_Entry]:
    lists = (Work.files, Work.classes, Work.tags)
    query = query.options(joinedload(Work.unit), *(selectinload(one) for one in lists))
    query = query.options(selectinload(Work.people).joinedload(WorkAgent.agent))
    works = list(db.session.scalars(query))
    nodes = confirmed_nodes([work.id for work in works])
    printed = in_print(work.id for work in works)
    subjects = queries.subjects()
    entries = []
    for work in works:
        labels = tuple(_labels(subjects.get(work.subject_code or ""), work.grades))
        card = _card(work, nodes, work.id in printed, labels)
        entries.append(_Entry(work.id, work.index_wanted, card))
    db.session.commit()
    return entries


def _card(
    work: Work, nodes: Mapping[int, Sequence[str]], printed: bool, labels: tuple[str, ...]
) -> WorkCard | None:
    if work.state != rules.PUBLISHED:
        return None
    if work.embargo_until is not None and not rules.is_free(work.embargo_until, clock.now()):
        jobs.enqueue("repository.open_embargo", after=work.embargo_until, work_id=work.id)
        return None
    opened = [at for at in (work.published_at, work.embargo_until) if at is not None]
    return WorkCard(
        work_id=work.id,
        title=work.title,
        about="\n".join(_about(work)),
        access=rules.asked_tokens(work.audience, work.unit.path, [row.id for row in work.classes]),
        subject=work.subject_code or "",
        grades=tuple(work.grades),
        kind=work.kind,
        language=work.language,
        licence=work.licence,
        formats=(*(file.format for file in work.files), *(("print",) if printed else ())),
        creators=tuple(_names(work)),
        since=int(max(opened).timestamp() // 60) if opened else 0,
        nodes=tuple(nodes.get(work.id, ())),
        tags=tuple(tag.slug for tag in work.tags),
        labels=labels,
    )


def _labels(subject: Subject | None, grades: Iterable[int]) -> Iterator[str]:
    """What is typed for the subject and grades ("Toán", "Toán Lớp 9"), in every language."""
    names = {"vi": subject.name_vi, "en": subject.name_en} if subject else {}
    for language in i18n.LANGUAGES:
        name = names.get(language, "")
        with force_locale(language):
            said = [gettext("Grade %(grade)s", grade=grade) for grade in sorted(grades)]
        yield from filter(None, (name, *(f"{name} {one}".strip() for one in said)))


def _names(work: Work) -> dict[str, None]:
    """Who made it, in order; printed books of older lists have names and no records of people."""
    return dict.fromkeys([*(row.agent.name for row in work.people), *work.creators])


def _about(work: Work) -> Iterator[str]:
    """The lines of the work's own document. Numbers of books are one word each."""
    yield from _names(work)
    series = f"{work.series} {work.series_number}".strip()
    yield from (series, work.isbn, work.issn, " ; ".join(work.keywords), work.description)


def _pages(work_id: int) -> list[tuple[int, int, str]]:
    rows = db.session.execute(
        select(WorkPage.file_id, WorkPage.page_no, WorkPage.text)
        .where(WorkPage.work_id == work_id)
        .order_by(WorkPage.file_id, WorkPage.page_no)
    )
    pages = [(file_id, page_no, text) for file_id, page_no, text in rows]
    db.session.commit()
    return pages


def _mark(entries: list[_Entry]) -> None:
    """Note what the index learned; what changed meanwhile stays wanted, and what another process
    learned since is not forgotten.

    Two who change a work at once may leave `index_wanted` behind `index_done`: then what it wants
    is what was learned just now, or the work would wait for ever.
    """
    for entry in entries:
        learned = or_(Work.index_done < entry.wanted, Work.index_wanted == entry.wanted)
        query = update(Work).where(Work.id == entry.work_id, learned)
        db.session.execute(query.values(index_done=entry.wanted))
    db.session.commit()
