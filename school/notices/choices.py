"""How a person wants to be told: one row a channel."""

from dataclasses import asdict

from sqlalchemy.dialects import postgresql, sqlite

from school.notices import rules
from school.notices.models import NoticeChoice
from suite.db import db


def choose(person_id: int, channel: str, choice: rules.Choice) -> None:
    """Keep what a person chose. Commits."""
    make = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    query = make(NoticeChoice).values(person_id=person_id, channel=channel, **asdict(choice))
    kept = query.on_conflict_do_update(
        index_elements=[NoticeChoice.person_id, NoticeChoice.channel], set_=asdict(choice)
    )
    db.session.execute(kept)
    db.session.commit()
