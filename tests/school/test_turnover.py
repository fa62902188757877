"""The turn of a year: every pupil ends in one place, a run is whole, repeatable and undone."""

import io
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select

from lms.courses.service import add_section, open_course
from school.calendar import service as calendar
from school.calendar.models import SchoolYear
from school.classes import stays
from school.classes.models import Enrolment, SchoolClass, TeachingAssignment
from school.people import erasing
from school.people import service as people
from school.people.models import Person, RoleGrant
from school.turnover import lists, rules, service, undoing
from school.turnover.rules import Choice, OldClass, Pupil, Standing, Wishes
from school.units.models import OrgUnit
from suite import clock
from suite.audit import AuditEntry
from suite.db import db
from suite.edits import Conflict
from suite.text import fold, name_sort_key
from tests.kit import make
from tests.kit.queries import counted

GRADES = range(6, 10)
SUMMER = date(2027, 7, 1)
START = date(2027, 9, 6)


@pytest.fixture(autouse=True)
def summer() -> Any:
    with clock.frozen(clock.start_of(SUMMER)):
        yield


# Pure rules.

NAMES = st.sampled_from(["A", "B", "A1", " Toán"])


@st.composite
def schools(draw: st.DrawFn) -> tuple[list[OldClass], list[Pupil]]:
    named = draw(st.sets(st.tuples(st.integers(6, 9), NAMES), min_size=1, max_size=8))
    classes = [OldClass(n, grade, f"{grade}{name}") for n, (grade, name) in enumerate(named, 1)]
    homes = draw(st.lists(st.integers(1, len(classes)), max_size=20))
    return classes, [Pupil(100 + n, home) for n, home in enumerate(homes)]


CHOICES = st.builds(Choice, st.sampled_from([rules.PROMOTE, rules.REPEAT, rules.LEAVE]))


@given(schools(), st.dictionaries(st.integers(100, 119), CHOICES, max_size=8))
def test_every_pupil_ends_in_exactly_one_place(
    held: tuple[list[OldClass], list[Pupil]], choices: dict[int, Choice]
) -> None:
    classes, pupils = held
    mine = {person: one for person, one in choices.items() if person in {p.id for p in pupils}}
    plan = rules.plan(GRADES, classes, [], pupils, Wishes(mine))
    blamed = [fault.person_id for fault in plan.faults if fault.person_id]
    assert sorted([place.person_id for place in plan.places] + blamed) == [p.id for p in pupils]
    grade = {one.id: one.grade for one in classes}
    home = {pupil.id: pupil.class_id for pupil in pupils}
    for place in plan.places:
        before, choice = grade[home[place.person_id]], mine.get(place.person_id)
        kind = choice.kind if choice else rules.PROMOTE
        if kind == rules.PROMOTE:
            assert (place.kind == rules.GRADUATED) == (before == 9)
        if place.kind == rules.CLASS:
            step = 0 if kind == rules.REPEAT else 1
            assert plan.classes[place.to].grade == before + step
    assert {f.code for f in plan.faults} <= {"no_grade"}


@given(schools())
def test_a_plan_on_top_of_itself_changes_nothing(
    held: tuple[list[OldClass], list[Pupil]],
) -> None:
    classes, pupils = held
    first = rules.plan(GRADES, classes, [], pupils, Wishes())
    standing = [Standing(n, c.grade, c.name) for n, c in enumerate(first.classes.values(), 1000)]
    gone = {p.person_id for p in first.places if p.kind == rules.GRADUATED}
    again = [Pupil(p.id, p.class_id, already=True) for p in pupils if p.id not in gone]
    second = rules.plan(GRADES, classes, standing, again, Wishes())
    assert second.faults == [] and second.counts()["classes"] == 0
    assert {place.kind for place in second.places} <= {rules.ALREADY}
    assert second.classes.keys() == first.classes.keys()


@pytest.mark.parametrize(
    ("name", "grade", "after"),
    [("6A", 6, "7A"), ("6A1", 6, "7A1"), ("9 Toán", 9, "10 Toán"), ("Hoa", 6, "Hoa"),
     ("11A", 1, "11A"), ("06/2", 6, "7/2")],
)  # fmt: skip
def test_names_go_up(name: str, grade: int, after: str) -> None:
    assert rules.next_name(name, grade) == after


def test_what_cannot_run_is_named() -> None:
    classes = [OldClass(1, 6, "6A"), OldClass(2, 6, "6B"), OldClass(3, 7, "7A")]
    pupils = [Pupil(10, 1), Pupil(11, 2), Pupil(12, 3)]
    choices = {
        10: Choice(rules.MOVE, "9Z"),
        11: Choice(rules.REPEAT, "8A"),
        99: Choice(rules.LEAVE),
    }
    wishes = Wishes(choices, {1: "7B", 2: "7 b"}, ["6A", ""])
    plan = rules.plan(GRADES, classes, [Standing(5, 9, "8A")], pupils, wishes)
    assert sorted((f.code, f.class_id, f.person_id) for f in plan.faults) == [
        ("name", 0, 0),
        ("name_taken", 3, 0),
        ("name_twice", 2, 0),
        ("no_class", 3, 12),
        ("no_such_class", 1, 10),
        ("no_such_class", 2, 11),
        ("pupil", 0, 99),
    ]


def test_lists_are_read_with_the_line_of_a_fault() -> None:
    known = {"0123": 1, "an1": 2}
    rows = lists.rows_of("Mã;Quyết định\n0123;Lưu ban;6A\n\nAN1\n")
    assert lists.read(rows, known, rules.LEAVE) == {
        1: Choice(rules.REPEAT, "6A"),
        2: Choice(rules.LEAVE),
    }
    for text, line, code in (
        ("0123\n999", 2, "person"),
        ("0123;ở nhà", 1, "kind"),
        ("0123\n0123", 2, "twice"),
    ):
        with pytest.raises(lists.LineFault) as caught:
            lists.read(lists.rows_of(text), known, rules.LEAVE)
        assert (caught.value.line, caught.value.code) == (line, code)


# The service, on both databases.


def town() -> tuple[OrgUnit, SchoolYear, dict[str, SchoolClass], dict[str, Person]]:
    of = make.school()
    classes = {
        name: make.school_class(of, name, grade)
        for name, grade in (("6A", 6), ("7A", 7), ("9A", 9))
    }
    pupils = {
        name: make.student(classes[at], name)
        for name, at in (
            ("An", "6A"),
            ("Bình", "6A"),
            ("Chi", "7A"),
            ("Dũng", "9A"),
            ("Giang", "9A"),
        )
    }
    make.teacher(classes["6A"], "Cô Sáu", homeroom=True)
    year = calendar.make_year(calendar.next_year(START))[0]
    return of, year, classes, pupils


def picture() -> list[Any]:
    """Everything that a turn may write."""
    enrolments = db.session.scalars(select(Enrolment).order_by(Enrolment.id)).all()
    classes = db.session.scalars(select(SchoolClass).order_by(SchoolClass.id)).all()
    grants = db.session.scalars(select(RoleGrant).order_by(RoleGrant.id)).all()
    taught = db.session.scalars(select(TeachingAssignment).order_by(TeachingAssignment.id)).all()
    left = db.session.execute(select(Person.id, Person.left_on).order_by(Person.id)).all()
    return [
        [(e.id, e.class_id, e.person_id, e.starts_on, e.ends_on, e.state) for e in enrolments],
        [(c.id, c.name, c.grade, c.year_id) for c in classes],
        [(g.id, g.valid_to) for g in grants],
        [(t.id, t.class_id, t.ends_on) for t in taught],
        [tuple(row) for row in left],
    ]


def test_a_turn_is_whole_repeatable_and_undone(dbapp: Flask) -> None:
    of, year, classes, pupils = town()
    before = picture()
    row = service.turnover_of(of, year)
    choices = {pupils["Bình"].id: Choice(rules.REPEAT), pupils["Giang"].id: Choice(rules.LEAVE)}
    row = service.decide(row, 0, choices=service.packed(choices), keep_homeroom=True)
    tried = service.run(row, dry_run=True)
    assert picture() == before
    done = service.run(service.turnover_of(of, year), dry_run=False)
    assert done.counts == tried.counts == {
        "classes": 3, "promoted": 2, "repeating": 1, "moved": 0, "graduated": 1, "left": 1,
        "already": 0, "homeroom": 1, "teaching": 0,
    }  # fmt: skip
    new = {c.name: c for c in db.session.scalars(select(SchoolClass)) if c.year_id == year.id}
    assert sorted((c.name, c.grade) for c in new.values()) == [("6A", 6), ("7A", 7), ("8A", 8)]
    places = {}
    for held in db.session.scalars(select(Enrolment).where(Enrolment.ends_on.is_(None))):
        places[held.person_id] = (held.school_class.name, held.starts_on)
    assert places == {
        pupils["An"].id: ("7A", START),
        pupils["Bình"].id: ("6A", START),
        pupils["Chi"].id: ("8A", START),
    }
    old_year = classes["9A"].year
    graduate = stays.history(pupils["Dũng"].id, of.id)[0]
    assert (graduate.ends_on, graduate.state) == (old_year.ends_on, "graduated")
    assert pupils["Dũng"].left_on == pupils["Giang"].left_on == old_year.ends_on
    homeroom = select(TeachingAssignment).where(TeachingAssignment.ends_on.is_(None))
    assert [t.school_class.name for t in db.session.scalars(homeroom)] == ["7A"]
    after = picture()
    again = service.run(service.turnover_of(of, year), dry_run=False)
    assert not again.changes and picture() == after
    row = service.turnover_of(of, year)
    undoing.undo(row, row.version)
    assert picture() == before
    with pytest.raises(rules.TurnError, match="never"):
        undoing.undo(service.turnover_of(of, year), service.turnover_of(of, year).version)
    actions = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert [a for a in actions if a.startswith("turn")] == [
        "turnover.decided",
        "turnover.run",
        "turnover.undone",
    ]


def test_late_pupils_join_and_what_was_built_stays(dbapp: Flask) -> None:
    of, year, classes, _pupils = town()
    service.run(service.turnover_of(of, year), dry_run=False)
    late = make.student(classes["6A"], "Muộn")
    more = service.run(service.turnover_of(of, year), dry_run=False)
    assert more.counts["promoted"] == 1 and more.counts["classes"] == 0
    row = service.turnover_of(of, year)
    assert undoing.may_undo(row) == ""
    seven = db.session.scalars(
        select(SchoolClass).where(SchoolClass.year_id == year.id, SchoolClass.name == "7A")
    ).one()
    with clock.frozen(clock.start_of(date(2027, 12, 1))):
        on = date(2027, 10, 4)
        stays.leave(late, seven, on, "", stays.last_id(late.id, of.id))
    with pytest.raises(rules.TurnError, match="changed"):
        undoing.undo(row, row.version)


def test_an_undo_revives_nobody_who_was_erased_meanwhile(dbapp: Flask) -> None:
    of, year, _classes, pupils = town()
    service.run(service.turnover_of(of, year), dry_run=False)
    gone, stayed = pupils["Dũng"], pupils["An"]
    erasing.erase(gone)
    erasing.erase(stayed)
    row = service.turnover_of(of, year)
    names = undoing.undo(row, row.version)
    db.session.expire_all()
    assert sorted(names) == sorted([gone.full_name, stayed.full_name])
    assert all(name.startswith(erasing.PSEUDONYM) for name in names)
    for person in (gone, stayed):
        assert person.left_on is not None
        places = select(Enrolment.ends_on).where(Enrolment.person_id == person.id)
        assert None not in db.session.scalars(places).all()
        roles = select(RoleGrant.valid_to).where(RoleGrant.person_id == person.id)
        assert None not in db.session.scalars(roles).all()
    other = pupils["Giang"]
    assert other.left_on is None and stays.history(other.id, of.id)[0].ends_on is None
    assert db.session.scalar(select(SchoolClass.id).where(SchoolClass.year_id == year.id)) is None


def test_the_page_names_who_was_erased(app: Flask, signed_in: Callable[..., Any]) -> None:
    of, year, _classes, pupils = town()
    service.run(service.turnover_of(of, year), dry_run=False)
    erasing.erase(pupils["Dũng"])
    row = service.turnover_of(of, year)
    client = signed_in(make.person("Hiệu Trưởng", "principal", of))
    url = f"/units/{of.id}/turnover/{year.id}"
    assert client.post(url + "/undo", data={"version": str(row.version)}).status_code == 303
    assert pupils["Dũng"].full_name in client.get(url).text


def test_an_empty_course_goes_along_but_work_in_it_stays(dbapp: Flask) -> None:
    of, year, _classes, _pupils = town()
    service.run(service.turnover_of(of, year), dry_run=False)
    row = service.turnover_of(of, year)
    seven = select(SchoolClass).where(SchoolClass.year_id == year.id, SchoolClass.name == "7A")
    open_course(db.session.scalars(seven).one().id, make.subject().code, "Mở đầu")
    undoing.undo(row, row.version)
    assert db.session.scalar(seven) is None
    service.run(service.turnover_of(of, year), dry_run=False)
    course = open_course(db.session.scalars(seven).one().id, make.subject().code, "Mở đầu")
    add_section(course, "Chương 1")
    row = service.turnover_of(of, year)
    with pytest.raises(rules.TurnError, match="built"):
        undoing.undo(row, row.version)


def test_nothing_before_the_year_is_over_and_later_editors_are_told(dbapp: Flask) -> None:
    of, year, classes, _pupils = town()
    row = service.turnover_of(of, year)
    with clock.frozen(clock.start_of(date(2027, 3, 1))):
        assert service.run(row, dry_run=True).counts["promoted"] == 3
        with pytest.raises(rules.TurnError, match="early"):
            service.run(service.turnover_of(of, year), dry_run=False)
    db.session.rollback()
    service.decide(service.turnover_of(of, year), 0, first=["6A", "6B"])
    with pytest.raises(Conflict):
        service.decide(service.turnover_of(of, year), 0, first=["6C"])
    db.session.rollback()
    wrong = {classes["6A"].id: "", classes["7A"].id: "7A"}
    service.decide(service.turnover_of(of, year), 1, names={str(k): v for k, v in wrong.items()})
    before = picture()
    outcome = service.run(service.turnover_of(of, year), dry_run=False)
    assert [f.code for f in outcome.faults] == ["name_twice", "no_class"]
    assert picture() == before


# Pages and the command.


def test_pages(app: Flask, signed_in: Callable[..., Any]) -> None:
    of, year, classes, pupils = town()
    people.identify(pupils["An"], "moet", "0123456789")
    db.session.commit()
    client = signed_in(make.person("Hiệu Trưởng", "principal", of))
    assert client.get(f"/units/{of.id}/turnover").location == f"/units/{of.id}/turnover/{year.id}"
    url = f"/units/{of.id}/turnover/{year.id}"
    assert client.get(url).status_code == 200
    names = {"version": "0", f"name-{classes['6A'].id}": "7B", "first": "6A, 6B"}
    assert client.post(url + "/settings", data=names).status_code == 303
    later = client.post(url + "/settings", data=names | {"first": "6X"})
    assert later.status_code == 409 and "6A, 6B" in later.text and 'value="6X"' in later.text
    bad = client.post(url + "/list", data={"lines": "0123456789; ở nhà", "kind": "repeat"})
    assert bad.status_code == 422 and "0123456789; ở nhà" in bad.text
    file = (io.BytesIO("Mã định danh,Kết quả\n0123456789,lưu ban\n".encode()), "luuban.csv")
    assert client.post(url + "/list", data={"file": file, "kind": "leave"}).status_code == 303
    one = f"{url}/classes/{classes['6A'].id}"
    assert 'value="repeat" selected' in client.get(one).text
    row = service.turnover_of(of, year)
    mine = {"version": str(row.version), f"kind-{pupils['Bình'].id}": "leave"}
    assert client.post(one, data=mine).status_code == 303
    assert client.post(one, data=mine).status_code == 409
    assert client.post(url + "/run").status_code == 303
    assert "7B" in client.get(url).text
    row = service.turnover_of(of, year)
    assert row.made is not None
    assert client.post(url + "/undo", data={"version": "1"}).status_code == 409
    assert client.post(url + "/undo", data={"version": str(row.version)}).status_code == 303
    viewed = db.session.scalars(select(AuditEntry.thing).where(AuditEntry.action == "names.viewed"))
    assert list(viewed) == [f"class:{classes['6A'].id}", *[f"unit:{of.id}"] * 2]


def test_faults_that_name_pupils_are_noted_as_viewed(
    app: Flask, signed_in: Callable[..., Any]
) -> None:
    of, year, _classes, pupils = town()
    client = signed_in(make.person("Hiệu Trưởng", "principal", of))
    url = f"/units/{of.id}/turnover/{year.id}"
    viewed = select(AuditEntry.thing).where(AuditEntry.action == "names.viewed")
    client.get(url)
    assert list(db.session.scalars(viewed)) == []
    row = service.turnover_of(of, year)
    wish = service.packed({pupils["An"].id: Choice(rules.MOVE, "9Z")})
    service.decide(row, 0, choices=wish)
    assert "An: " in client.get(url).text
    assert list(db.session.scalars(viewed)) == [f"unit:{of.id}"]
    assert "An: " in client.post(url + "/run").text
    assert list(db.session.scalars(viewed)) == [f"unit:{of.id}"] * 2


def test_command(app: Flask, tmp_path: Any) -> None:
    of, _year, _classes, pupils = town()
    file = tmp_path / "ngoaile.csv"
    file.write_text(f"{pupils['An'].username};thôi học\n", encoding="utf-8")
    args = ["school", "turn-over", "--school", of.code, "--to", "2027-2028", "--json"]
    runner = app.test_cli_runner()
    tried = runner.invoke(args=[*args, "--exceptions", str(file), "--dry-run"])
    told = json.loads(tried.stdout)
    assert told["ok"] and told["counts"]["left"] == 1 and told["counts"]["promoted"] == 2
    assert db.session.scalar(select(SchoolClass.id).where(SchoolClass.name == "8A")) is None
    done = json.loads(runner.invoke(args=[*args, "--exceptions", str(file)]).stdout)
    assert done["counts"] == told["counts"]
    assert json.loads(runner.invoke(args=[*args, "--undo"]).stdout)["undone"]
    file.write_text("ai đó;lưu ban\nkhông ai\n", encoding="utf-8")
    wrong = runner.invoke(args=[*args, "--exceptions", str(file)])
    assert wrong.exit_code == 1 and "line 2" in json.loads(wrong.stdout)["error"]
    assert runner.invoke(args=[*args[:3], "KHONGCO", *args[4:]]).exit_code == 1


@pytest.mark.parametrize("count", [45, 2000])
def test_few_statements(app: Flask, signed_in: Callable[..., Any], count: int) -> None:
    of, year, classes, _pupils = town()
    rows = [
        {"school_id": of.id, "full_name": f"Em {n}", "sort_key": name_sort_key(f"Em {n}"),
         "search_key": fold(f"Em {n}"), "username": f"em{n}"}
        for n in range(count)
    ]  # fmt: skip
    ids = db.session.scalars(insert(Person).returning(Person.id), rows).all()
    place = {"school_id": of.id, "class_id": classes["6A"].id, "starts_on": make.YEAR_START}
    db.session.execute(insert(Enrolment), [place | {"person_id": i} for i in ids])
    role = {"role": "student", "unit_id": of.id, "valid_from": make.YEAR_START}
    db.session.execute(insert(RoleGrant), [role | {"person_id": i} for i in ids])
    db.session.commit()
    client = signed_in(make.person("Hiệu Trưởng", "principal", of))
    url = f"/units/{of.id}/turnover/{year.id}"
    for page in (url, f"{url}/classes/{classes['6A'].id}"):
        with counted() as seen:
            assert client.get(page).status_code == 200
        assert len(seen) <= 12, (page, len(seen), seen)
    with counted() as seen:
        assert client.post(url + "/run").status_code == 303
    assert len(seen) <= 40, len(seen)
