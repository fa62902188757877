"""The text of a page as the reader shows it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from sqlalchemy import select

from repository.catalogue.models import WorkFile, WorkPage
from repository.search.engine import Fragment
from repository.search.query import MAX_CHARACTERS, parse
from repository.search.snippets import marked
from suite.db import db

MOST_CONTENTS = 400
_BLANK = re.compile(r"\n[ \t\r]*\n\s*")


@dataclass(frozen=True)
class Piece(Fragment):
    """A fragment that may lie in a highlight: `note` is the uid of the note that quotes it."""

    note: str = ""


@dataclass(frozen=True)
class Highlight:
    """Characters of a page's text that a note quotes, as [start, end)."""

    start: int
    end: int
    note: str


@dataclass(frozen=True)
class ShownPage:
    """A page: paragraphs of pieces, and how many pieces are marked."""

    number: int
    label: str
    paragraphs: tuple[tuple[Piece, ...], ...]
    marks: int


def clamp(number: int, pages: int) -> int:
    """A page number that exists; 1 for a file without pages."""
    return min(max(number, 1), max(pages, 1))


def text_of(file: WorkFile, number: int) -> str | None:
    """The text of a page; None when there is none."""
    query = select(WorkPage.text).where(WorkPage.file_id == file.id, WorkPage.page_no == number)
    return db.session.scalar(query)


def page_of(
    file: WorkFile, number: int, q: str, highlights: Iterable[Highlight] = ()
) -> ShownPage | None:
    """A page of a file with the words of `q` and the highlights marked; None when there is no
    text of it."""
    query = select(WorkPage).where(WorkPage.file_id == file.id, WorkPage.page_no == number)
    row = db.session.scalar(query)
    if row is None:
        return None
    fragments = marked(row.text, parse(q[:MAX_CHARACTERS]))
    shown = _paragraphs(highlit(fragments, highlights))
    return ShownPage(number, row.label, shown, sum(f.marked for f in fragments))


def highlit(fragments: Iterable[Fragment], highlights: Iterable[Highlight]) -> list[Piece]:
    """The fragments cut where highlights begin and end; of two in one place the first is told."""
    held = sorted(highlights, key=lambda one: (one.start, one.end))
    edges = {edge for one in held for edge in (one.start, one.end)}
    pieces, at = list[Piece](), 0
    for fragment in fragments:
        end = at + len(fragment.text)
        cuts = sorted({at, end, *(edge for edge in edges if at < edge < end)})
        for left, right in pairwise(cuts):
            note = next((one.note for one in held if one.start <= left and right <= one.end), "")
            pieces.append(Piece(fragment.text[left - at : right - at], fragment.marked, note))
        at = end
    return pieces


def label_of(file: WorkFile, number: int) -> str:
    """The printed name of a page; empty where it has none."""
    query = select(WorkPage.label).where(WorkPage.file_id == file.id, WorkPage.page_no == number)
    return db.session.scalar(query) or ""


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


def _paragraphs(pieces: Iterable[Piece]) -> tuple[tuple[Piece, ...], ...]:
    blocks: list[list[Piece]] = [[]]
    for piece in pieces:
        first, *rest = _BLANK.split(piece.text) if not piece.marked else [piece.text]
        blocks[-1].append(replace(piece, text=first))
        blocks.extend([replace(piece, text=part)] for part in rest)
    return tuple(tuple(block) for block in blocks if any(f.text.strip() for f in block))
