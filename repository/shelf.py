"""The library as the other wing sees it: `suite.contracts.ResourceShelf`.

References are "work:<uid>". Rights are those of the present reader, asked anew each time.
"""

from collections.abc import Sequence

from flask import url_for
from flask_babel import ngettext

from repository.catalogue import queries
from repository.catalogue.labels import KINDS, label
from repository.catalogue.models import Work
from repository.catalogue.rules import PUBLISHED
from repository.merging import queries as merging
from repository.merging.models import WorkMerge
from repository.reading.viewers import plays
from repository.reading.views import read_url
from repository.search import service
from repository.search.engine import Query
from school.api import who
from suite import captions, contracts
from suite.contracts import ResourceCard

PREFIX = "work:"


class Shelf:
    """Fulfils ResourceShelf."""

    def find(self, text: str, limit: int = 10) -> Sequence[ResourceCard]:
        """Works that the present reader may use, best first."""
        screen = service.find(Query(text, frozenset(), per_page=limit, pages_per_book=1), who())
        return [_card(found.work) for found in screen.found]

    def card(self, ref: str) -> ResourceCard | None:
        """The card, or None for what is gone or not allowed."""
        work, _merge = _found(ref)
        return _card(work) if work else None

    def link(
        self,
        ref: str,
        page: int | None = None,
        moment: tuple[int, int | None] | None = None,
    ) -> str | None:
        """The address at which the present reader opens it, at a page or a moment."""
        work, merge = _found(ref)
        file_id, page = merging.opened_with(merge, page) if merge else (None, page)
        return read_url(work, page, moment=moment, file_id=file_id) if work else None


def homework_url(
    work: Work,
    pages: tuple[int | None, int | None] = (None, None),
    moments: tuple[int | None, int | None] = (None, None),
) -> str | None:
    """Where the present reader sets a published work, or a part of it, as homework."""
    desk = contracts.ask(contracts.HomeworkDesk) if work.state == PUBLISHED else None
    return desk.link(f"{PREFIX}{work.uid}", pages, moments) if desk else None


def _found(ref: str) -> tuple[Work | None, WorkMerge | None]:
    """The work; where it became one with another, that one and how."""
    if not ref.startswith(PREFIX):
        return None, None
    uid = ref.removeprefix(PREFIX)
    found = queries.work_for(uid, who())
    merge = merging.of_gone(uid) if found is None else None
    return (queries.work_for(merge.kept.uid, who()), merge) if merge else (found, None)


def _card(work: Work) -> ResourceCard:
    pages, first = sum(file.pages for file in work.files), next(iter(work.files), None)
    long = ngettext("%(num)s page", "%(num)s pages", pages) if pages else ""
    if first is not None and plays(work.files):
        long = "" if first.seconds is None else captions.stamp(first.seconds)
    parts = [", ".join(work.creators), long]
    return ResourceCard(
        ref=f"{PREFIX}{work.uid}",
        title=work.title,
        kind_label=label(KINDS, work.kind),
        detail=" · ".join(part for part in parts if part),
        cover_url=url_for("works.cover", uid=work.uid) if work.cover_sha256 else None,
        pages=pages,
        plays=plays(work.files),
    )
