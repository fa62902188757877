"""What readers keep at a text goes with it to the next version.

When a version takes the place of another, all marks stay at the old one at first (`stay`, within
the same transaction), so that none ever points into a text that it was not made for. The worker
then looks for each in the newest text (`carry`): what still stands there goes with it, what does
not stays readable at its version, and is looked for again when the next version comes.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from functools import cached_property

from sqlalchemy import select, update

from repository.catalogue.models import WorkFile, WorkPage
from repository.deposit.versions.models import Version, VersionPage
from repository.reading import rules
from repository.reading.models import Note, Place
from suite.db import db


class Text:
    """The newest text of a file, to look for places in it."""

    def __init__(self, file: WorkFile) -> None:
        self._file = file

    @cached_property
    def _whole(self) -> dict[int, str]:
        query = select(WorkPage.page_no, WorkPage.text).where(WorkPage.file_id == self._file.id)
        return {row[0]: row[1] for row in db.session.execute(query.order_by(WorkPage.page_no))}

    @cached_property
    def _bare(self) -> dict[int, str]:
        return {number: rules.bare(text) for number, text in self._whole.items()}

    def page(self, old: str, near: int) -> int | None:
        """Where the page `near`, whose text was `old`, is now; one without text keeps its number
        while there is such a page."""
        if rules.bare(old):
            return rules.page_now(old, self._bare, near)
        return near if 1 <= near <= max(self._file.pages, 1) else None

    def quote(self, said: str, near: int, at: int) -> tuple[int, int, int] | None:
        """(page, start, end) of a quote: on the page nearest to `near`, nearest to `at`."""
        page = rules.pages_with(said, self._bare, near)
        found = rules.placed(self._whole[page], said, at) if page is not None else None
        return (page, *found) if page is not None and found else None


def stay(file_id: int, version_id: int) -> None:
    """Let the marks of a file stay at the version that it had. Does not commit."""
    mine = update(Note).where(Note.file_id == file_id, Note.version_id.is_(None))
    db.session.execute(mine.values(version_id=version_id))


def carry(version: Version) -> dict[str, int]:
    """Bring the marks and places of an old version, and marks that stayed at older ones, to the
    newest text of its file: how many went, and how many stay. Commits."""
    # Held, so that no further version takes its place while marks are put into its text.
    file = db.session.get_one(WorkFile, version.file_id, with_for_update=True)
    query = select(Note).where(Note.file_id == file.id, Note.version_id.is_not(None))
    notes = list(db.session.scalars(query.order_by(Note.id).with_for_update()))
    text = Text(file)
    went = move(notes, text)
    places = _move_places(version, file, text)
    db.session.commit()
    return {"went": went, "stay": len(notes) - went, "places": places}


def move(notes: Iterable[Note], text: Text) -> int:
    """Bring marks of old versions into the newest text where it holds their places; how many went.
    Does not commit."""
    by_version: dict[int, list[Note]] = defaultdict(list)
    for note in notes:
        if note.version_id is not None:
            by_version[note.version_id].append(note)
    return sum(_move(held, old_texts(key, held), text) for key, held in by_version.items())


def old_texts(version_id: int, held: Iterable[Note]) -> dict[int, str]:
    """The texts of the pages of an old version at which something is kept; one statement."""
    numbers = {note.page for note in held}
    query = select(VersionPage.page_no, VersionPage.text).where(
        VersionPage.version_id == version_id, VersionPage.page_no.in_(numbers)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def _move(notes: list[Note], old: dict[int, str], text: Text) -> int:
    pages = {number: text.page(old.get(number, ""), number) for number in {n.page for n in notes}}
    went = 0
    for note in notes:
        page = pages[note.page]
        if note.quote:
            found = text.quote(note.quote, page or note.page, note.starts or 0)
            if found is None:
                continue
            note.page, note.starts, note.ends = found
        elif page is None:
            continue
        else:
            note.page = page
        note.version_id = None
        went += 1
    return went


def _move_places(version: Version, file: WorkFile, text: Text) -> int:
    """Where people stopped before the newest version came; a page that is nowhere any more leaves
    them at its number."""
    since = _newest_since(file.id)
    if since is None:
        return 0
    query = select(Place).where(Place.file_id == file.id, Place.at < since)
    rows = list(db.session.scalars(query.with_for_update()))
    texts = select(VersionPage.page_no, VersionPage.text).where(
        VersionPage.version_id == version.id, VersionPage.page_no.in_({row.page for row in rows})
    )
    old = {row[0]: row[1] for row in db.session.execute(texts)}
    pages = {number: text.page(old.get(number, ""), number) for number in {p.page for p in rows}}
    for row in rows:
        row.page = pages[row.page] or min(row.page, max(file.pages, 1))
    return len(rows)


def _newest_since(file_id: int) -> datetime | None:
    query = select(Version.since).where(Version.file_id == file_id, Version.state == "current")
    return db.session.scalar(query)
