"""Days of learning of one pupil, for the guardian: `suite.contracts.PresenceDesk`.

They are the days that count in the figures too, by the same dated rows; read from the raw events,
so that today is among them.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from indicators.formulas.qualify import Who
from indicators.ledger.models import PersonKey
from indicators.rollup import days
from indicators.rollup.years import year_on
from suite import clock
from suite.db import db


class Desk:
    """Fulfils PresenceDesk."""

    def days(self, person_id: int, since: date, until: date) -> Sequence[date]:
        """The days of use in [since, until) within the school year of today; six statements."""
        year = year_on(clock.today())
        key = db.session.scalar(select(PersonKey.key).where(PersonKey.person_id == person_id))
        if year is None or key is None:
            return []
        found = days.qualifying([key], year, Who.LEARNER).get(key, set())
        return sorted(day for day in found if since <= day < until)
