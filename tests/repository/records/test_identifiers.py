"""Permanent identifiers: made, checked, resolved with rights, led on after a merge."""

import secrets
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from repository.catalogue import service as catalogue
from repository.records import queries, rules, service
from repository.records.models import Record
from suite import clock, jobs
from suite.db import db
from suite.settings import current_settings
from tests.kit import make_library

SignIn = Callable[[object], FlaskClient]
PREFIXES = st.text(rules.ALPHABET, max_size=16)
CODES = st.builds(
    lambda prefix, rnd: rules.new_code(prefix, rnd.choice),
    PREFIXES,
    st.randoms(use_true_random=False),
)


@given(CODES, st.data())
def test_a_wrong_character_and_a_swap_are_seen(code: str, data: st.DataObject) -> None:
    assert rules.is_code(code)
    at = data.draw(st.sampled_from([n for n, c in enumerate(code) if c != "/"]))
    other = data.draw(st.sampled_from([c for c in rules.ALPHABET if c != code[at]]))
    assert not rules.is_code(code[:at] + other + code[at + 1 :])
    swaps = [n for n in range(len(code) - 1) if code[n] != code[n + 1]]
    if swaps:
        at = data.draw(st.sampled_from(swaps))
        assert not rules.is_code(code[:at] + code[at + 1] + code[at] + code[at + 2 :])


@given(st.text(max_size=60))
def test_what_somebody_types_never_breaks(text: str) -> None:
    rules.is_code(rules.tidy(text))


def record_of(work: object) -> Record:
    jobs.drain(["events"])
    found = db.session.query(Record).filter_by(work_id=work.id).one()  # type: ignore[attr-defined]
    db.session.refresh(found)
    return found


def test_each_published_work_gets_one_and_keeps_it(dbapp: Flask) -> None:
    here = make_library.town()
    work = make_library.book(here, audience="school")
    code = record_of(work).code
    assert rules.is_code(code)
    assert record_of(work).stamp is None
    catalogue.withdraw(work, here.librarian.id, "Nhầm tệp")
    assert record_of(work).code == code
    draft = catalogue.new_work(here.school.id, here.teacher.id, make_library.OPEN)
    db.session.commit()
    jobs.drain(["events"])
    assert queries.code_of(draft) is None


def test_stamps_follow_what_the_public_sees(dbapp: Flask) -> None:
    here = make_library.town()
    ends = clock.now() + timedelta(days=2)
    work = make_library.book(here, audience="public", embargo_until=ends)
    assert record_of(work).stamp is None
    with clock.frozen(ends + timedelta(seconds=1)):
        opened = record_of(work)
        assert opened.shown
        assert opened.stamp is not None
        assert ends < opened.stamp <= ends + timedelta(seconds=1) + rules.AHEAD
    later = ends + timedelta(days=1)
    with clock.frozen(later):
        said = catalogue.Description(title="Khác", kind="text", licence="own", audience="staff")
        catalogue.edit(work, said, here.librarian.id)
        narrowed = record_of(work)
        assert not narrowed.shown
        assert narrowed.stamp is not None
        assert narrowed.stamp >= later
        assert service.behind() == []


def test_what_events_did_not_tell_is_found_once_a_day(dbapp: Flask) -> None:
    here = make_library.town()
    work = make_library.book(here, audience="public")
    db.session.query(jobs.Job).delete()
    db.session.commit()
    assert service.behind() == [work.id]
    jobs.enqueue("repository.keep_records")
    db.session.commit()
    assert record_of(work).shown
    assert service.behind() == []


def test_resolving_asks_for_rights(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    work = make_library.book(here, "Sách bí mật", audience="school")
    code = record_of(work).code
    pupil = signed_in(here.student)
    for typed in (code, code.upper(), f"{code[:4]}-{code[4:]}"):
        answer = pupil.get(f"/id/{typed}")
        assert (answer.status_code, answer.location) == (302, f"/library/works/{work.uid}")
    unknown = rules.new_code("", secrets.choice)
    for client in (app.test_client(), signed_in(here.stranger)):
        closed, nothing = client.get(f"/id/{code}"), client.get(f"/id/{unknown}")
        assert closed.status_code == nothing.status_code == 404
        assert work.uid not in closed.text
        assert "bí mật" not in closed.text
    catalogue.withdraw(db.session.merge(work), here.librarian.id, "Nhầm tệp")
    gone = pupil.get(f"/id/{code}")
    assert gone.status_code == 410
    assert "Nhầm tệp" in gone.text
    assert app.test_client().get(f"/id/{code}").status_code == 404


def test_a_mistyped_one_is_told(client: FlaskClient) -> None:
    answer = client.get("/id/7k2m9qx<b>")
    assert answer.status_code == 404
    assert "gõ sai" in answer.text
    assert "<b>" not in answer.text


def test_identifiers_of_merged_works_lead_on(app: Flask, client: FlaskClient) -> None:
    here = make_library.town()
    works = [make_library.book(here, f"Sách {n}", audience="public") for n in range(3)]
    first, second, third = (record_of(work) for work in works)
    service.merge(first, second)
    service.merge(second, third)
    for step in (third, second, first):
        with pytest.raises(service.Merged):
            service.merge(third, step)
    code, uid = first.code, works[2].uid
    assert client.get(f"/id/{code}").location == f"/library/works/{uid}"


def test_a_shell_merges_and_names_what_is_wrong(app: Flask) -> None:
    here = make_library.town()
    first, second = (
        record_of(make_library.book(here, f"Sách {n}", audience="public")) for n in range(2)
    )
    run = app.test_cli_runner().invoke
    done = run(args=["library", "merge", first.code, second.code, "--json"])
    assert done.exit_code == 0
    assert second.code in done.output
    back = run(args=["library", "merge", second.code, first.code])
    assert back.exit_code == 1
    assert "leads on" in back.output
    unknown = run(args=["library", "merge", "0", first.code])
    assert unknown.exit_code == 1
    assert "no work has the identifier 0" in unknown.output


def test_a_prefix_stands_before_the_slash(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(current_settings(), "identifier_prefix", "38302")
    here = make_library.town()
    work = make_library.book(here, audience="public")
    code = record_of(work).code
    assert code.startswith("38302/")
    uid = work.uid
    assert app.test_client().get(f"/id/{code}").location == f"/library/works/{uid}"
