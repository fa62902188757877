"""What the assignments keep of somebody who was erased: the work as it was marked, without names.

Pupils call files after themselves ("Nguyễn Văn An - bài 1.docx"), so the names go; a text that
was never handed in goes with them. What was handed in stays: the mark rests on it.
"""

from pathlib import PurePath

from sqlalchemy import select, update

from lms.activities.assignment.models import File, Submission
from school.api import PersonErased
from suite.db import db
from suite.events import subscribe


@subscribe(PersonErased)
def forget(event: PersonErased) -> None:
    """Call the person's files by their numbers and empty drafts."""
    mine = select(File).join(Submission).where(Submission.person_id == event.person_id)
    for row in db.session.scalars(mine):
        row.name = f"{row.id}{PurePath(row.name).suffix}"
    drafts = update(Submission).where(
        Submission.person_id == event.person_id, Submission.handed_in_at.is_(None)
    )
    db.session.execute(drafts.values(text=""))
