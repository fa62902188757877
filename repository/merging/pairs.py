"""What the page shows of two works side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from sqlalchemy import func, select

from repository.catalogue import labels, numbers
from repository.catalogue.models import Work, WorkFile
from repository.catalogue.queries import with_card
from repository.catalogue.rules import Refused
from repository.deposit.likeness import service as likeness
from repository.merging import moving, rules, service
from repository.reading.models import Note, Place
from school.api import Who, scope, subject_name
from suite import clock
from suite.db import db
from suite.text import fold

MOST_FOUND = 12


@dataclass(frozen=True)
class Line:
    """A line of both descriptions."""

    label: str
    kept: str
    gone: str

    @property
    def differs(self) -> bool:
        return self.kept != self.gone


@dataclass(frozen=True)
class Choice:
    """A file of the work that goes: `same` is the file that is its twin already; else what may
    become of it, as (code, file that stays or none)."""

    file: WorkFile
    same: WorkFile | None
    options: Sequence[tuple[str, WorkFile | None]]
    usual: str


@dataclass(frozen=True)
class Pair:
    """Both works; `refused` says why they cannot become one, `differing` why files stay behind."""

    kept: Work
    gone: Work
    lines: list[Line]
    choices: list[Choice]
    moves: list[tuple[str, int]]
    refused: tuple[str, ...]
    differing: tuple[str, ...]


def pair(kept: Work, gone: Work) -> Pair:
    """All of it."""
    ours, theirs = service.one_of(kept), service.one_of(gone)
    try:
        rules.check(ours, theirs)
    except Refused as refused:
        codes = refused.codes
    else:
        codes = ()
    gives, differing = rules.gives_content(ours, theirs), rules.differing(ours, theirs)
    return Pair(
        kept, gone, _lines(kept, gone), _choices(kept, gone, gives and not differing),
        _moves(gone), codes, differing if gives else (),
    )  # fmt: skip


def candidates(work: Work, who: Who, typed: str) -> list[tuple[Work, str]]:
    """Works of the unit that may be the same, with why: alike by text, then found by title."""
    alike = [one for one in likeness.alike(work, who) if one.work.unit_id == work.unit_id]
    found = [
        (one.work, gettext("the very same file") if one.same_file else gettext(
            "about %(num)s%% the same text", num=one.percent))
        for one in alike
    ]  # fmt: skip
    held = {work.id, *(one.id for one, _why in found)}
    return [*found, *((one, "") for one in _titled(work, who, typed) if one.id not in held)]


def _titled(work: Work, who: Who, typed: str) -> list[Work]:
    """Works of the unit whose title holds what was typed, without marks; else the own title."""
    words = fold(typed or work.title).split()
    asked: Any = select(Work.id, Work.title)
    query = scope(asked, who).where(Work.unit_id == work.unit_id, Work.id != work.id)
    rows = db.session.execute(query.order_by(Work.id.desc()))
    ids = [row.id for row in rows if all(word in fold(row.title) for word in words)][:MOST_FOUND]
    works = select(Work).where(Work.id.in_(ids)).options(*with_card).order_by(Work.id.desc())
    return list(db.session.scalars(works)) if ids else []


def _lines(kept: Work, gone: Work) -> list[Line]:
    both = zip(_said(kept), _said(gone), strict=True)
    return [Line(label, ours, theirs) for (label, ours), (_, theirs) in both if ours or theirs]


def _said(work: Work) -> list[tuple[str, str]]:
    return [
        (gettext("Title"), work.title),
        (gettext("State"), labels.label(labels.STATES, work.state)),
        (gettext("Creators"), ", ".join(work.creators)),
        (gettext("Kind"), labels.label(labels.KINDS, work.kind)),
        (gettext("Subject"), subject_name(work.subject) if work.subject else ""),
        (gettext("Grades"), ", ".join(map(str, work.grades))),
        (gettext("Publisher"), work.publisher),
        (gettext("Year of publication"), str(work.issued or "")),
        (gettext("Edition statement"), work.edition),
        (gettext("ISBN"), numbers.shown_isbn(work.isbn)),
        (gettext("Licence"), labels.label(labels.LICENCES, work.licence)),
        (gettext("Who may read it"), labels.label(labels.AUDIENCES, work.audience)),
        (gettext("Not before"), clock.show(work.embargo_until) if work.embargo_until else ""),
        (gettext("Deposited by"), work.depositor.full_name),
        (gettext("Published"), clock.show(work.published_at) if work.published_at else ""),
        (gettext("Files"), "; ".join(f"{file.name} ({file.pages})" for file in work.files)),
    ]


def _choices(kept: Work, gone: Work, gives: bool) -> list[Choice]:
    here = {file.sha256: file for file in kept.files}
    found = []
    for file in gone.files:
        options: list[tuple[str, WorkFile | None]] = []
        if gives:
            options += [(rules.VERSION, target) for target in kept.files]
            options.append((rules.BESIDE, None))
        options.append((rules.LEFT, None))
        alike = next((one for one in kept.files if one.format == file.format), None)
        usual = rules.BESIDE if gives else rules.LEFT
        if gives and alike is not None:
            usual = f"{rules.VERSION}:{alike.id}"
        found.append(Choice(file, here.get(file.sha256), options, usual))
    return found


def _moves(gone: Work) -> list[tuple[str, int]]:
    """What goes over beside the files, with how many."""
    ids = [file.id for file in gone.files]
    notes = select(func.count(Note.id)).where(Note.file_id.in_(ids))
    places = select(func.count()).select_from(Place).where(Place.file_id.in_(ids))
    read = db.session.execute(select(notes.scalar_subquery(), places.scalar_subquery())).one()
    held = moving.counts(gone.id)
    named = [
        (gettext("Bookmarks and notes"), read[0]),
        (gettext("Places where readers stopped"), read[1]),
        (gettext("Places on reading lists"), held["lists"]),
        (gettext("Topics of the programme"), held["topics"]),
        (gettext("Links"), held["links"]),
        (gettext("Ratings"), held["ratings"]),
        (gettext("Printed copies"), held["copies"]),
        (gettext("Holds"), held["holds"]),
        (gettext("Other editions"), held["editions"]),
    ]
    return [(label, number) for label, number in named if number]
