"""The text of a page as the reader shows it."""

import re
from dataclasses import dataclass

from sqlalchemy import select

from repository.catalogue.models import WorkFile, WorkPage
from repository.search.engine import Fragment
from repository.search.query import MAX_CHARACTERS, parse
from repository.search.snippets import marked
from suite.db import db

MOST_CONTENTS = 400
_BLANK = re.compile(r"\n[ \t\r]*\n\s*")


@dataclass(frozen=True)
class ShownPage:
    """A page: paragraphs of fragments, and how many fragments are marked."""

    number: int
    label: str
    paragraphs: tuple[tuple[Fragment, ...], ...]
    marks: int


def clamp(number: int, pages: int) -> int:
    """A page number that exists; 1 for a file without pages."""
    return min(max(number, 1), max(pages, 1))


def page_of(file: WorkFile, number: int, q: str) -> ShownPage | None:
    """A page of a file with the words of `q` marked; None when there is no text of it."""
    query = select(WorkPage).where(WorkPage.file_id == file.id, WorkPage.page_no == number)
    row = db.session.scalar(query)
    if row is None:
        return None
    fragments = marked(row.text, parse(q[:MAX_CHARACTERS]))
    shown = _paragraphs(fragments)
    return ShownPage(number, row.label, shown, sum(f.marked for f in fragments))


def contents(file: WorkFile) -> list[tuple[int, str]]:
    """Page numbers with their headings, where they have any that are not mere numbers."""
    rows = db.session.execute(
        select(WorkPage.page_no, WorkPage.label)
        .where(WorkPage.file_id == file.id, WorkPage.label != "")
        .order_by(WorkPage.page_no)
        .limit(MOST_CONTENTS)
    )
    named: list[tuple[int, str]] = []
    for number, label in rows:
        if not label.isdecimal() and (not named or named[-1][1] != label):
            named.append((number, label))
    return named


def _paragraphs(fragments: tuple[Fragment, ...]) -> tuple[tuple[Fragment, ...], ...]:
    blocks: list[list[Fragment]] = [[]]
    for fragment in fragments:
        first, *rest = _BLANK.split(fragment.text) if not fragment.marked else [fragment.text]
        blocks[-1].append(Fragment(first, fragment.marked))
        blocks.extend([Fragment(piece)] for piece in rest)
    return tuple(tuple(block) for block in blocks if any(f.text.strip() for f in block))
