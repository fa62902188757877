"""Who sits an exam today, for the invigilator of the school: found by name, signed in again."""

from sqlalchemy import ColumnElement, Select, false, or_, select

from school.access import Who
from school.people.models import INVIGILATOR, Person
from school.people.service import matching
from suite import clock
from suite.contracts import CandidateDesk, ask


def candidates_query(who: Who, text: str = "") -> Select[Person]:
    """The pupils with a supervised exam today in a school where `who` invigilates, in Vietnamese
    order; `text` is found without diacritics."""
    query = select(Person).where(Person.left_on.is_(None), _sits_today(who))
    if text.strip():
        query = query.where(matching(text))
    return query.order_by(Person.sort_key, Person.id)


def _sits_today(who: Who) -> ColumnElement[bool]:
    desk, today = ask(CandidateDesk), clock.today()
    schools = sorted({one.unit_id for one in who.grants if one.role == INVIGILATOR})
    if desk is None:
        return false()
    return or_(
        false(),
        *(
            Person.id.in_(desk.candidates(school, today)) & (Person.school_id == school)
            for school in schools
        ),
    )
