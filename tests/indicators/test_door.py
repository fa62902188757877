"""The wings' door: what goes in, and that a repeat changes nothing."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from indicators import usage
from indicators.formulas.qualify import EventSource
from indicators.ledger.models import Event, MaterialFact, Touched
from indicators.ledger.sources import NUMBERS
from indicators.register.models import Parameter, RegisterState
from indicators.register.service import forget
from suite import clock
from suite.db import db
from suite.jobs import Job
from tests.kit import make

AT = datetime(2026, 9, 8, 20, 30, tzinfo=UTC)


def tell(person_id: int, **changes: object) -> None:
    fields = {
        "school_id": 1,
        "class_id": 2,
        "object_ref": "work:abc",
        "at": AT,
        "seconds": 40,
        **changes,
    }
    usage.record("resource_used", person_id=person_id, **fields)  # type: ignore[arg-type]


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_an_event_told_twice_is_there_once(dbapp: Flask) -> None:
    person = make.person()
    with clock.frozen(AT):
        tell(person.id)
        tell(person.id)
        db.session.commit()
        tell(person.id, client_id="a")
        tell(person.id, client_id="a", seconds=99)
        db.session.commit()
    assert count(Event) == 2
    assert count(Touched) == 2
    assert count(Job) == 1
    event = db.session.scalars(select(Event).order_by(Event.id)).first()
    assert event is not None
    # 20:30 UTC is already the next day in Viet Nam.
    assert event.local_date == date(2026, 9, 9)
    assert (event.unit_id, event.class_id, event.seconds) == (1, 2, 40)


def test_offline_work_is_dated_by_the_server(dbapp: Flask) -> None:
    person = make.person()
    with clock.frozen(AT + timedelta(days=3)):
        tell(person.id, source="offline", client_id="x")
    with clock.frozen(AT + timedelta(days=8)):
        tell(person.id, source="offline", client_id="y")
    rows = db.session.execute(select(Event.local_date, Event.source).order_by(Event.id)).all()
    assert rows[0] == (date(2026, 9, 12), NUMBERS[EventSource.OFFLINE])
    assert rows[1] == (date(2026, 9, 17), NUMBERS[EventSource.LATE])


@pytest.mark.parametrize(
    "wrong",
    [
        {"source": "telepathy"},
        {"at": AT.replace(tzinfo=None)},
        {"object_ref": ""},
        {"seconds": -1},
        {"client_id": "x" * 65},
    ],
)
def test_what_is_no_event_is_refused(app: Flask, wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        tell(make.person().id, **wrong)


def test_an_unknown_kind_is_refused(app: Flask) -> None:
    with pytest.raises(ValueError, match="signed_in"):
        usage.record("signed_in", person_id=1, school_id=1, class_id=None, object_ref="home", at=AT)
    assert count(Event) == 0


def test_a_resource_stands_as_last_told(dbapp: Flask) -> None:
    school = make.school()

    def stand(**changes: object) -> None:
        fields = {
            "role": "video",
            "unit_id": school.id,
            "audience": "school",
            "node_ids": [],
            "usable_from": date(2026, 9, 1),
            "usable_to": None,
            "licence": "own",
            "checked_on": date(2026, 9, 1),
            **changes,
        }
        usage.material("work:abc", **fields)  # type: ignore[arg-type]

    stand()
    stand()
    assert count(MaterialFact) == 1
    stand(usable_to=date(2026, 12, 1))
    assert count(MaterialFact) == 2
    with pytest.raises(ValueError, match="audience"):
        stand(audience="moon")


def test_a_check_holds_as_long_as_the_row_of_today_says(dbapp: Flask) -> None:
    school, checked = make.school(), date(2026, 9, 1)
    change, name = date(2026, 10, 1), "materials.v1.health_days"
    row = db.session.scalars(select(Parameter).where(Parameter.name == name)).one()
    row.valid_to = change
    db.session.add(Parameter(name=name, valid_from=change, value="45", citation="a later policy"))
    state = db.session.get_one(RegisterState, 1)
    state.sha256 = "0" * 64
    db.session.commit()
    forget()
    for number, day in enumerate((change - timedelta(days=1), change)):
        with clock.frozen(clock.start_of(day)):
            usage.material(
                f"work:{number}",
                role="video",
                unit_id=school.id,
                audience="school",
                node_ids=[],
                usable_from=checked,
                usable_to=None,
                licence="own",
                checked_on=checked,
            )
    told = db.session.scalars(select(MaterialFact.health_until).order_by(MaterialFact.id)).all()
    assert told == [checked + timedelta(days=30), checked + timedelta(days=45)]
