"""What the teaching wing keeps of somebody who was erased: nothing by name.

Answers, marks and their steps hang on the person's row, which is a pseudonym by then; what stands
in them stays, because results rest on it. See docs/decisions/0020-what-erasing-leaves.md.
"""

from sqlalchemy import update

from lms.bank.models import BankImport
from school.api import PersonErased
from suite.db import db
from suite.events import subscribe


@subscribe(PersonErased)
def forget(event: PersonErased) -> None:
    """Files of questions were named by who sent them."""
    mine = update(BankImport).where(BankImport.person_id == event.person_id)
    db.session.execute(mine.values(name=""))
