"""Units merge, split, move and are renamed: trees of any day, one school a pupil, old figures."""

import json
import random
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import or_, select

from school.classes.models import Enrolment, SchoolClass, TeachingAssignment
from school.groups.models import GroupMember, SubjectGroup
from school.people.models import Person, RoleGrant
from school.people.standing import who_is
from school.units import history, rules, successions
from school.units import service as units
from school.units.models import OrgSuccession, OrgUnit
from school.units.succession import Decisions, move, rename, succeed
from school.units.successions import Fault, Heir, Node
from suite import clock
from suite.audit import AuditEntry
from suite.db import db
from tests.kit import make

ONE = Decimal("1.00")
ON = date(2027, 1, 4)
FIRST = date(2025, 7, 1)


@pytest.fixture(autouse=True)
def february() -> Any:
    with clock.frozen(clock.start_of(date(2027, 2, 1))):
        yield


@given(st.lists(st.integers(-20, 120), min_size=1, max_size=5))
def test_shares_are_whole(shares: list[int]) -> None:
    olds = [Node(1, "school", "A", FIRST, None)]
    heirs = [
        Heir(Node(n, "school", f"N{n}", FIRST, None), Decimal(share) / 100)
        for n, share in enumerate(shares, 2)
    ]
    faults = successions.check(olds, heirs, ON, ON)
    right = sum(shares) == 100 and all(share > 0 for share in shares)
    assert (Fault("shares") in faults) == (not right)


def test_what_cannot_follow() -> None:
    old, new = Node(1, "school", "A", FIRST, None), Node(2, "commune", "B", ON, None)
    late = Node(3, "school", "C", ON + timedelta(1), None)
    gone = Node(4, "school", "D", FIRST, ON)
    half = Decimal("0.5")

    def codes(olds: list[Node], news: list[Node], on: date = ON) -> set[str]:
        heirs = [Heir(one, half) for one in news]
        return {fault.code for fault in successions.check(olds, heirs, on, ON)}

    assert codes([], [new]) == {"nobody"}
    assert "kinds" in codes([old], [new, late])
    assert "new_dates" in codes([old], [late, gone])
    assert "old_dates" in codes([gone], [old])
    assert "twice" in codes([old], [old, late])
    assert codes([old], [late, gone], ON + timedelta(9)) == {"future", "new_dates"}


@given(st.lists(st.sampled_from(["6A", "6 a", "7B", "x" * 30]), max_size=8))
def test_free_names_never_meet(names: list[str]) -> None:
    given_out: list[str] = []
    for name in names:
        given_out.append(successions.free_name(name, given_out))
    keys = [one.casefold().replace(" ", "") for one in given_out]
    assert len(set(keys)) == len(keys) and all(len(one) <= 30 for one in given_out)


def test_two_schools_become_one(dbapp: Flask) -> None:
    commune = make.commune()
    a, b = make.school("THCS A", commune), make.school("THCS B", commune)
    new = make.unit("school", "THCS Mới", commune, stage="lower_secondary")
    one, two = make.school_class(a), make.school_class(b)
    pupils = [make.student(one, "An"), make.student(two, "Bình")]
    teacher = make.teacher(one, "Cô A", homeroom=True)
    heads = [make.subject_head(a), make.subject_head(b)]
    head = make.person("Hiệu Trưởng", "principal", a)
    tried = succeed([a, b], [(new, ONE)], ON, dry_run=True)
    assert tried.faults == [] and a.valid_to is None
    assert db.session.scalar(select(OrgSuccession.id)) is None
    done = succeed([a, b], [(new, ONE)], ON, dry_run=False)
    assert done.counts == tried.counts and done.counts["enrolment"] == 2
    assert done.renamed == {f"{b.code} 6A": "6A-2"}
    assert (a.valid_to, b.valid_to) == (ON, ON)
    for person in (*pupils, teacher, *heads, head):
        db.session.refresh(person)
        assert person.school_id == new.id
        assert {grant.unit_id for grant in who_is(person).grants} == {new.id}
    stays = db.session.scalars(
        select(Enrolment).where(Enrolment.person_id == pupils[0].id).order_by(Enrolment.id)
    ).all()
    assert [(s.school_id, s.starts_on, s.ends_on) for s in stays] == [
        (a.id, make.YEAR_START, ON),
        (new.id, ON, None),
    ]
    taught = db.session.scalars(
        select(TeachingAssignment).where(TeachingAssignment.ends_on.is_(None))
    ).all()
    assert {t.school_class.name for t in taught} == {"6A"} and one.closed_on == ON
    groups = db.session.scalars(
        select(SubjectGroup).where(
            SubjectGroup.valid_to.is_(None), SubjectGroup.school_id == new.id
        )
    ).all()
    assert len(groups) == 1
    members = db.session.scalars(
        select(GroupMember).where(GroupMember.group_id == groups[0].id)
    ).all()
    assert Counter(m.is_head for m in members) == {True: 1, False: 1}
    rows = db.session.scalars(select(OrgSuccession)).all()
    assert {(r.old_id, r.new_id, r.share, r.on_date) for r in rows} == {
        (a.id, new.id, ONE, ON),
        (b.id, new.id, ONE, ON),
    }
    noted = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "unit.succeeded"))
    assert {entry.thing for entry in noted} == {f"unit:{a.id}", f"unit:{b.id}"}


def test_nobody_is_left_without_a_decision(dbapp: Flask) -> None:
    commune = make.commune()
    old = make.school("THCS Chung", commune)
    east = make.unit("school", "THCS Đông", commune, stage="lower_secondary")
    west = make.unit("school", "THCS Tây", commune, stage="lower_secondary")
    six, seven = make.school_class(old), make.school_class(old, "7A", 7)
    pupil = make.student(six, "An")
    make.student(seven, "Bình")
    librarian = make.person("Thủ Thư", "librarian", old)
    shares = [(east, Decimal("0.60")), (west, Decimal("0.40"))]
    outcome = succeed([old], shares, ON, dry_run=False)
    assert {(f.code, f.name) for f in outcome.faults} == {
        ("class", "6A"),
        ("class", "7A"),
        ("person", "Thủ Thư"),
    }
    db.session.refresh(old)
    assert old.valid_to is None
    decided = Decisions(
        classes={six.id: east.id, seven.id: west.id}, people={librarian.id: west.id}
    )
    assert succeed([old], shares, ON, decided=decided, dry_run=False).faults == []
    assert db.session.get_one(Person, pupil.id).school_id == east.id
    assert db.session.get_one(Person, librarian.id).school_id == west.id


def test_a_commune_hands_on_its_schools_and_history_finds_them(dbapp: Flask) -> None:
    province = make.province()
    old, new = make.commune("Xã Cũ", province), make.commune("Phường Mới", province)
    school = make.school("THCS Làng", old)
    officer = make.person("Cán Bộ", "commune_officer", old)
    assert succeed([old], [(new, ONE)], ON, dry_run=False).faults == []
    db.session.refresh(school)
    assert school.path == f"{new.path}{school.id}/" and school.parent_id == new.id
    assert [g.unit_id for g in who_is(officer).grants] == [new.id]
    before = ON - timedelta(days=1)
    found = {one.id for one in db.session.scalars(history.units_on(old.path, before))}
    assert found == {old.id, school.id}
    assert [one.id for one in db.session.scalars(history.units_on(old.path, ON))] == []
    now = {one.id for one in db.session.scalars(history.units_on(new.path, ON))}
    assert now == {new.id, school.id}
    rename(school, "THCS  Phường", date(2027, 1, 20))
    assert history.names_on([school.id], date(2027, 1, 19)) == {school.id: "THCS Làng"}
    assert history.names_on([school.id], date(2027, 1, 20)) == {school.id: "THCS Phường"}
    with pytest.raises(rules.UnitError):
        move(school, province, date(2027, 1, 10))
    db.session.rollback()
    with pytest.raises(rules.UnitError):
        move(school, province, date(2027, 3, 1))
    move(school, province, date(2027, 1, 25))
    assert history.parents_on(date(2027, 1, 24))[school.id] == new.id
    assert history.parents_on(date(2027, 1, 25))[school.id] == province.id


@pytest.mark.parametrize("seed", range(4))
def test_any_sequence_keeps_trees_pupils_and_old_figures(dbapp: Flask, seed: int) -> None:
    chance = random.Random(seed)
    province = make.province()
    communes = [make.commune(f"Xã {n}", province) for n in range(3)]
    schools = [make.school(f"THCS {n}", communes[n % 3]) for n in range(4)]
    pupils = [
        make.student(make.school_class(one, f"6{letter}"), f"Em {one.id}{letter}")
        for one in schools
        for letter in "AB"
    ]
    day, seen = ON - timedelta(days=60), dict[date, dict[int, set[int]]]()
    for number in range(8):
        seen[day] = _below(communes, day)
        day += timedelta(days=chance.randint(1, 6))
        _step(chance, number, province, day)
        communes = list(db.session.scalars(select(OrgUnit).where(OrgUnit.kind == "commune")))
    for then, held in seen.items():
        now = _below(communes, then)
        assert {key: now[key] for key in held} == held
    for n in range((day - FIRST).days - 200, (day - FIRST).days + 3):
        assert successions.is_tree(history.parents_on(FIRST + timedelta(days=n)))
    for pupil in pupils:
        for n in range((day - make.YEAR_START).days + 3):
            _one_school(pupil, make.YEAR_START + timedelta(days=n))
    roles = db.session.scalars(select(RoleGrant).where(RoleGrant.valid_to.is_(None))).all()
    assert len({(r.person_id, r.role) for r in roles}) == len(roles) == len(pupils)


def _below(communes: list[OrgUnit], day: date) -> dict[int, set[int]]:
    return {
        one.id: {u.id for u in db.session.scalars(history.units_on(one.path, day))}
        for one in communes
        if one.valid_to is None or one.valid_to > day
    }


def _one_school(pupil: Person, day: date) -> None:
    query = select(Enrolment).where(
        Enrolment.person_id == pupil.id,
        Enrolment.starts_on <= day,
        or_(Enrolment.ends_on.is_(None), Enrolment.ends_on > day),
    )
    held = db.session.scalars(query).all()
    assert len(held) == 1, (pupil.full_name, day)
    unit = db.session.get_one(OrgUnit, held[0].school_id)
    assert unit.valid_from <= day and (unit.valid_to is None or day < unit.valid_to)


def _step(chance: random.Random, number: int, province: OrgUnit, day: date) -> None:
    """One succession or move among the units that stand; what is refused changes nothing."""
    kind = chance.choice(["school", "school", "commune"])
    query = select(OrgUnit).where(OrgUnit.kind == kind, OrgUnit.valid_to.is_(None))
    standing = list(db.session.scalars(query.order_by(OrgUnit.id)))
    what = chance.choice(["merge", "split", "move"])
    if what == "move":
        unit = chance.choice(standing)
        with_parent = select(OrgUnit).where(OrgUnit.kind == "commune", OrgUnit.valid_to.is_(None))
        owners = [*db.session.scalars(with_parent.order_by(OrgUnit.id)), province]
        try:
            move(unit, chance.choice(owners), day)
        except rules.UnitError:
            db.session.rollback()
        return
    olds = chance.sample(standing, min(len(standing), 2 if what == "merge" else 1))
    parent = db.session.get_one(OrgUnit, olds[0].parent_id)
    stage = "lower_secondary" if kind == "school" else None
    news = [
        units.add_unit(
            kind, f"N{number}{n}", f"Mới {number}{n}", parent=parent, stage=stage, since=day
        )
        for n in range(1 if what == "merge" else 2)
    ]
    shares = [ONE] if what == "merge" else [Decimal("0.30"), Decimal("0.70")]
    ids = [one.id for one in news]
    classes = {i: chance.choice(ids) for i in db.session.scalars(select(SchoolClass.id))}
    children = {i: chance.choice(ids) for i in db.session.scalars(select(OrgUnit.id))}
    pairs = list(zip(news, shares, strict=True))
    decided = Decisions(children, classes)
    assert succeed(olds, pairs, day, decided=decided, dry_run=False).faults == []


def test_command(app: Flask) -> None:
    commune = make.commune()
    a = make.school("THCS A", commune)
    new = make.unit("school", "THCS Mới", commune, stage="lower_secondary")
    make.student(make.school_class(a))
    runner = app.test_cli_runner()
    args = ["school", "succeed", a.code, "--into", new.code, "--on", "2027-01-04", "--json"]
    told = json.loads(runner.invoke(args=[*args, "--dry-run"]).stdout)
    assert told["ok"] and told["counts"]["enrolment"] == 1
    wrong = runner.invoke(args=[*args, "--share", "0.5"])
    assert wrong.exit_code == 1 and json.loads(wrong.stdout)["faults"][0]["code"] == "shares"
    assert json.loads(runner.invoke(args=args).stdout)["counts"] == told["counts"]
    assert runner.invoke(args=args).exit_code == 1
    assert runner.invoke(args=[*args[:2], "KHONGCO", *args[3:]]).exit_code != 0
