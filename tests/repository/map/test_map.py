"""The map: one rule with I3, as of any day, its rights, its lists, who is asked for what."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from indicators.coverage import figures
from indicators.coverage.rules import I3
from indicators.formulas.share import exact
from indicators.rollup.years import years
from repository.catalogue.events import WorkChanged
from repository.catalogue.models import Alignment, Work
from repository.map import asking, drawing, groups, landing, months, rules
from repository.map.models import MapAsk, MapMonth
from school.api import (
    CurriculumNode,
    GroupMember,
    OrgUnit,
    SubjectGroup,
    TeachingAssignment,
    who_is,
)
from school.curriculum import changing
from school.notices.models import Notice
from suite import clock, events, jobs
from suite.db import db
from tests.kit import make, make_indicators, make_library
from tests.kit.client import sign_in
from tests.kit.listed import sheet
from tests.kit.queries import counted

SignIn = Callable[[object], FlaskClient]
DAY = date(2026, 11, 20)


def furnished(here: make_library.Town) -> list[str]:
    """Four topics of 10 periods: one met, one partly, one empty, one that only a stranger sees."""
    nodes = make_indicators.programme(periods=40, topics=4)
    school, far = here.school, db.session.get_one(OrgUnit, here.stranger.school_id)
    make_indicators.stands("work:a", "explain", school, [nodes[0], nodes[1]])
    make_indicators.stands("work:b", "practice", school, [nodes[0]])
    make_indicators.stands("work:c", "practice", school, [nodes[2]], audience="staff")
    make_indicators.stands("work:d", "explain", far, [nodes[3]])
    make_indicators.stands("work:e", "practice", far, [nodes[3]])
    return [node.uid for node in nodes]


def drawn_on(unit: OrgUnit, day: date) -> drawing.Drawn:
    with clock.frozen(make_indicators.at(day)):
        return drawing.draw(unit.id, day)


def test_the_map_and_the_indicator_agree_to_the_integer(dbapp: Flask) -> None:
    here = make_library.town()
    furnished(here)
    make_indicators.counted(DAY)
    commune = db.session.get_one(OrgUnit, here.school.parent_id)
    (year,) = years()
    for unit in (here.school, commune):
        made = drawn_on(unit, DAY)
        told = figures._kept(figures.Value.unit_id == unit.id, year, year.period)
        kept = told[unit.kind, unit.id, 0][I3]
        weights = made.whole
        assert (made.found.num, made.found.den) == (kept.num, kept.den)
        share = exact(weights.met, weights.total)
        assert (share.num, share.den) == (kept.num, kept.den)
    states = [rules.state_of(leaf) for leaf in drawn_on(here.school, DAY).found.leaves]
    assert states == [rules.MET, rules.PARTLY, rules.EMPTY, rules.EMPTY]


def test_a_day_that_is_over_stays_as_it_was(dbapp: Flask) -> None:
    here = make_library.town()
    furnished(here)
    with clock.frozen(make_indicators.at(DAY)):
        months.keep([here.school.id], DAY - timedelta(days=1))
    kept = db.session.scalars(select(MapMonth)).one()
    assert kept.weights == {"TOAN.6": ["10", "10", "20", "0"]}
    node = [leaf.node_id for leaf in drawn_on(here.school, DAY).found.leaves]
    with clock.frozen(make_indicators.at(DAY)):
        make_indicators.usage.material(
            "work:n", role="practice", unit_id=here.school.id, audience="school",
            node_ids=node, usable_from=DAY, usable_to=None, licence="own", checked_on=None,
        )  # fmt: skip
        db.session.commit()
        assert not months.differs(kept)
        assert drawing.draw(here.school.id, DAY).whole.met == Fraction(20)
        months.keep([here.school.id], DAY)
        (one,) = months.over(months.since(here.school.id, make.YEAR_START))
        assert (one.weights.met, one.change) == (Fraction(20), None)
        kept.weights = {"TOAN.6": ["11", "9", "20", "0"]}
        assert months.differs(kept)


def test_pages_say_what_the_map_says(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    furnished(here)
    librarian = signed_in(here.librarian)
    with clock.frozen(make_indicators.at(DAY)):
        months.keep([here.school.id], DAY - timedelta(days=1))
        pages = ("/library/map", "/library/map/TOAN/6", "/library/map/gaps", "/library/map/year")
        for address in pages:
            with counted() as seen:
                page = librarian.get(address)
            assert page.status_code == 200, address
            assert len(seen) <= 12, (address, len(seen), seen)
        tree = librarian.get("/library/map/TOAN/6").text
        assert re.findall(r'class="state state-\w+">([^<]+)<', tree) == [
            "đạt", "một phần", "trống", "trống",
        ]  # fmt: skip
        assert librarian.get("/library/map/TOAN/9").status_code == 404
        file = sheet(librarian, "/library/map/gaps?sort=-periods&format=csv")
        assert file.column("Mã") == ["T.1", "T.2", "T.3"]
        assert file.notes["Ngày"] == "20/11/2026"
        odd = librarian.get("/library/map?on=2026-13-40")
        assert odd.status_code == 200
        assert "2026-13-40" in odd.text
        past = librarian.get("/library/map?on=2026-09-01").text
        assert "0,0%" in past


def test_nobody_sees_the_map_of_others(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    furnished(here)
    far = here.stranger.school_id
    commune = db.session.get_one(OrgUnit, here.school.parent_id)
    officer = make.person("Cán Bộ", "commune_officer", commune)
    with clock.frozen(make_indicators.at(DAY)):
        for person, unit, status in (
            (here.teacher, here.school.id, 200), (here.teacher, far, 404),
            (here.teacher, commune.id, 404), (here.student, here.school.id, 403),
            (officer, here.school.id, 200), (officer, commune.id, 200), (officer, far, 404),
            (here.teacher, 2**70, 404),
        ):  # fmt: skip
            client = signed_in(person)
            with counted() as seen:
                answer = client.get(f"/library/map?unit={unit}")
            assert answer.status_code == status, (person.full_name, unit)
            assert len(seen) <= 12, (person.full_name, unit, seen)


def test_a_gap_is_given_to_somebody(app: Flask) -> None:
    here = make_library.town()
    uids = furnished(here)
    principal = sign_in(app.test_client(), here.principal)
    teacher = sign_in(app.test_client(), here.teacher)
    with clock.frozen(make_indicators.at(DAY)):
        said = {"person": here.teacher.id, "wanted": "practice", "due": "2026-12-01", "note": "Gấp"}
        address = f"/library/map/ask/{uids[1]}"
        assert teacher.post(address, data=said).status_code == 403
        assert principal.post(address, data=said | {"due": "2026-11-01"}).status_code == 422
        assert principal.post(address, data=said | {"person": here.stranger.id}).status_code == 422
        assert principal.post(address, data=said).status_code == 303
        again = principal.post(address, data=said)
        assert again.status_code == 422
        assert "Gấp" in again.text
        assert here.teacher.full_name in principal.get("/library/map/TOAN/6").text
        assert "01/12/2026" in teacher.get("/").text
        row = db.session.scalars(select(MapAsk)).one()
        close = f"/library/map/asks/{row.uid}/close"
        stranger = sign_in(app.test_client(), here.strange_librarian)
        assert stranger.post(close).status_code == 404
        assert "Chủ đề T.1" not in stranger.get("/library/map/asks").text
        with counted() as seen:
            assert "Chủ đề T.1" in teacher.get("/library/map/asks").text
        assert len(seen) <= 12, seen
        assert teacher.post(close).status_code == 303
        assert "01/12/2026" not in teacher.get("/").text
        assert "Chủ đề T.1" in teacher.get("/library/map/asks?closed=1").text


def test_a_request_closes_when_its_material_lands(dbapp: Flask) -> None:
    here = make_library.town()
    first, second = make_indicators.programme(topics=2)
    old = make_library.book(here, "Sách cũ", content=b"1")

    def aligned(work: Work, node: CurriculumNode) -> None:
        at = {"proposed_at": clock.now(), "confirmed_at": clock.now()}
        row = Alignment(work_id=work.id, node_id=node.id, proposed_by=here.teacher.id, **at)
        row.confirmed_by = here.librarian.id
        db.session.add(row)
        db.session.commit()

    aligned(old, first)
    with clock.frozen(clock.now() + timedelta(hours=1)):
        due = clock.today() + timedelta(days=7)
        asks = [
            asking.ask(
                here.school, node, asking.Wish(here.teacher.id, due, wanted, ""), here.principal.id
            )
            for node, wanted in ((first, "any"), (second, "explain"))
        ]
        assert landing.landed(old.id) == 0, "it was there before"
        changing.correct(first, reason="Số tiết", actor_id=None, periods=Decimal(5))
        jobs.drain()
        shown = drawing.nodes_of(drawing.draw(here.school.id, clock.today()).fields)
        found = asking.open_at(here.school.id, shown.values())
        assert {shown[at].code for at in found} == {first.code, second.code}
        work = make_library.book(here, "Bài tập mới", content=b"2", audience="school")
        work.kind = "exercise"
        at = {node.code: node for node in shown.values()}
        aligned(work, at[second.code])
        assert landing.landed(work.id) == 0, "an explanation was asked for"
        aligned(work, at["T"])
        assert landing.landed(work.id) == 0, "the subject is not the topic"
        aligned(work, at[first.code])
        events.publish(WorkChanged(work.id))
        db.session.commit()
        jobs.drain()
    states = [(row.closed_at is not None, row.work_id) for row in asks]
    assert states == [(True, work.id), (False, None)]
    me = who_is(here.teacher)
    assert asking.works_of(me) == {asks[0].id: (work.uid, "Bài tập mới")}
    assert asking.works_of(who_is(here.stranger)) == {}
    told = db.session.scalars(select(Notice).where(Notice.kind == "material_landed")).all()
    assert [one.person_id for one in told] == [here.principal.id]


def test_the_ends_of_months_that_are_over() -> None:
    assert rules.ends(date(2026, 9, 5), DAY) == [date(2026, 9, 30), date(2026, 10, 31)]
    assert rules.ends(date(2026, 11, 2), DAY) == []


def test_groups_are_asked_for_on_both_databases(dbapp: Flask) -> None:
    here = make_library.town()
    assert groups.groups_of(here.school, who_is(here.librarian)) == {}


def test_the_head_of_a_group_sees_its_gaps_first(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    furnished(here)
    day = make.YEAR_START
    other = make.person("Cô Tin", "teacher", here.school)
    with clock.frozen(make_indicators.at(DAY)):
        group = SubjectGroup(
            school_id=here.school.id, name="Tổ Tin học", sort_key="tin hoc", valid_from=day
        )
        db.session.add(group)
        db.session.flush()
        for person, head in ((other, False), (here.librarian, True)):
            db.session.add(
                GroupMember(
                    school_id=here.school.id, group_id=group.id, person_id=person.id,
                    is_head=head, starts_on=day,
                )
            )  # fmt: skip
        make.subject("TINHOC")
        db.session.add(
            TeachingAssignment(
                school_id=here.school.id, class_id=here.school_class.id, subject_code="TINHOC",
                person_id=other.id, starts_on=day,
            )
        )  # fmt: skip
        db.session.commit()
        librarian = signed_in(here.librarian)
        with counted() as seen:
            own = librarian.get("/library/map/gaps").text
        assert len(seen) <= 12, seen
        assert "Chủ đề T.1" not in own
        assert f'<option value="{group.id}" selected>Tổ Tin học' in own
        assert "Chủ đề T.1" in librarian.get("/library/map/gaps?group=").text
        assert "Chủ đề T.1" in signed_in(here.teacher).get("/library/map/gaps").text
