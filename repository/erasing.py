"""What the library keeps of somebody who was erased: works with their authors, nothing else by
name.

Authors of a work are named by law and stay. See docs/decisions/0020-what-erasing-leaves.md.
"""

from pathlib import PurePath

from sqlalchemy import delete, select, update

from repository.deposit.lists.models import Deposit
from repository.deposit.tus.models import Resumable
from repository.flow import previews
from repository.ingest.models import Upload
from repository.map.models import MapAsk
from repository.packs.models import PackImport
from repository.printed import queue
from repository.printed.loan_models import Loan
from repository.reading import notes
from repository.reading.models import Note, Place
from repository.search.models import Saved
from repository.sharing import ratings
from repository.sharing import service as lists
from repository.sharing.models import Collection
from school.api import PersonErased
from suite import clock
from suite.db import db
from suite.events import subscribe


@subscribe(PersonErased)
def forget(event: PersonErased) -> None:
    """Call the files and lists that the person sent by their numbers. Where the person read, what
    was kept at pages, kept searches and what was asked of the person are gone; links to drafts
    end. A book that is out stays lent to the pseudonym."""
    db.session.execute(delete(Saved).where(Saved.person_id == event.person_id))
    for row in db.session.scalars(select(Upload).where(Upload.person_id == event.person_id)):
        row.name = f"{row.id}{PurePath(row.name).suffix}"
    for pack in db.session.scalars(
        select(PackImport).where(PackImport.person_id == event.person_id)
    ):
        pack.name = f"{pack.id}{PurePath(pack.name).suffix}"
    for given in db.session.scalars(select(Deposit).where(Deposit.person_id == event.person_id)):
        given.name = f"{given.id}{PurePath(given.name).suffix}" if given.name else ""
        given.archive = f"{given.id}.zip" if given.archive else ""
    lists.forget(
        select(Collection.id).where(
            Collection.owner_id == event.person_id, Collection.of_unit.is_(False)
        )
    )
    ratings.forget_person(event.person_id)
    for begun in db.session.scalars(
        select(Resumable).where(Resumable.person_id == event.person_id)
    ):
        begun.name, begun.said, begun.mark = f"{begun.id}", "", ""
        begun.expires_at = clock.now()  # the sweep takes its bytes
    notes.forget(select(Note.id).where(Note.person_id == event.person_id))
    db.session.execute(delete(MapAsk).where(MapAsk.person_id == event.person_id))
    db.session.execute(delete(Place).where(Place.person_id == event.person_id))
    previews.forget(event.person_id)
    queue.forget(event.person_id)
    mine = Loan.borrower_id == event.person_id
    db.session.execute(update(Loan).where(mine).values(reason=""))
    returned = mine, Loan.returned_at.is_not(None)
    db.session.execute(update(Loan).where(*returned).values(borrower_id=None))
