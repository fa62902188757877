"""From a work and its pages to the documents of the index."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from repository.search.engine import PageDoc
from suite.text import nfc


@dataclass(frozen=True)
class WorkCard:
    """What the index must know of a work; `about` is its description, people, publisher,
    series, numbers and keywords; `labels` are the names of its subject and grades, in all
    languages."""

    work_id: int
    title: str
    about: str
    access: frozenset[str]
    subject: str = ""
    grades: tuple[int, ...] = ()
    kind: str = ""
    language: str = ""
    licence: str = ""
    formats: tuple[str, ...] = ()
    creators: tuple[str, ...] = ()
    since: int = 0
    nodes: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()


def work_docs(card: WorkCard, pages: Iterable[tuple[int, int, str]] = ()) -> Iterator[PageDoc]:
    """The work's own document (page 0), then its pages given as (file_id, page_no, text)."""
    first = PageDoc(
        doc_key=f"{card.work_id}",
        work_id=card.work_id,
        file_id=None,
        page_no=0,
        title=nfc(card.title),
        text=nfc(card.about),
        access=card.access,
        subject=card.subject,
        grades=card.grades,
        kind=card.kind,
        language=card.language,
        licence=card.licence,
        formats=card.formats,
        creators=tuple(nfc(name) for name in card.creators),
        since=card.since,
        nodes=card.nodes,
        tags=card.tags,
        labels=tuple(nfc(label) for label in card.labels),
    )
    yield first
    for file_id, page_no, text in pages:
        key = f"{card.work_id}:{file_id}:{page_no}"
        yield replace(first, doc_key=key, file_id=file_id, page_no=page_no, text=nfc(text))
