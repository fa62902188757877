"""Notices by mail, through a real SMTP server: who gets what when, and what goes wrong."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale
from pydantic import SecretStr
from sqlalchemy import insert, select

from school.channels.email import smtp
from school.hooks import Message, Permanent, Temporary
from school.notices import addresses, choices, delivery, letters, rules
from school.notices.kinds import NoticeKind, kinds, notice_kind
from school.notices.models import Notice, NoticeDelivery
from school.notices.service import To, guardians_of, notify
from school.people.models import Contact, Guardianship, Person
from suite import clock, jobs
from suite.clock import VN
from suite.db import db
from suite.settings import current_settings
from tests.kit import mailserver, make
from tests.kit.mailserver import Post
from tests.kit.queries import counted

SignedIn = Callable[[Any], FlaskClient]
NOTICE = notice_kind(NoticeKind("mailed", "A bell rang", "A bell rang for %(who)s: %(mark)s"))
URGENT = notice_kind(NoticeKind("fire", "A fire", "There is a fire", urgent=True))
ADDRESS = "nguoi@example.vn"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VN).astimezone(UTC)


NOON, EVENING = at("2026-10-12 12:00"), at("2026-10-12 18:00")


def connect(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = current_settings()
    monkeypatch.setattr(settings, "smtp_url", SecretStr(post.url))
    monkeypatch.setattr(settings, "mail_from", "lopso@truong.example")
    monkeypatch.setattr(settings, "public_url", "https://lopso.example")


@pytest.fixture
def post(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    with mailserver.listening() as made:
        connect(made, monkeypatch)
        yield made


@pytest.fixture
def dbpost(dbapp: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    with mailserver.listening() as made:
        connect(made, monkeypatch)
        yield made


def reachable(person: Person, mode: str = rules.NOW, value: str = ADDRESS) -> Person:
    now = clock.now()
    db.session.add(
        Contact(
            person_id=person.id, kind="email", value=value, verified_at=now, valid_from=now.date()
        )
    )
    choices.choose(person.id, "email", rules.Choice(mode))
    return person


def tell(
    person: Person, when: datetime, key: str = "a", kind: NoticeKind = NOTICE, **more: Any
) -> None:
    given = {"arguments": {"who": person.full_name, "mark": "9,5"}, **more}
    with clock.frozen(when):
        notify(kind, [To(person.id)], key=key, school_id=None, **given)
        db.session.commit()


def work(when: datetime) -> None:
    """Let the worker look at one moment."""
    with clock.frozen(when):
        jobs.drain()


def rows() -> list[NoticeDelivery]:
    db.session.rollback()
    return list(db.session.scalars(select(NoticeDelivery).order_by(NoticeDelivery.id)))


def test_a_mail_says_little_and_leads_home(dbpost: Post) -> None:
    person = reachable(make.person("Lê Thị Riêng Tư"))
    tell(person, NOON, path="/courses")
    assert dbpost.mails == []
    work(NOON)
    (to, mail), *others = dbpost.mails
    assert (to, others) == ([ADDRESS], [])
    text = mail.get_content()
    notice = db.session.scalars(select(Notice)).one()
    assert mail["Subject"] == "Lớp Số: 1 thông báo mới"
    assert f"https://lopso.example/notices/{notice.id}\r\n" in text
    assert mail["List-Unsubscribe"] == "<https://lopso.example/notices/choices>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "Riêng" not in mail.as_string() + text and "9,5" not in text
    assert [row.state for row in rows()] == ["sent"]
    work(NOON + timedelta(days=2))
    assert len(dbpost.mails) == 1


def test_a_digest_is_one_mail_at_six_and_one_a_day(dbpost: Post) -> None:
    person = reachable(make.person(), rules.DIGEST)
    for n in range(3):
        tell(person, NOON + timedelta(minutes=n), f"{n}")
    work(EVENING - timedelta(seconds=1))
    assert dbpost.mails == []
    work(EVENING)
    assert dbpost.subjects == ["Lớp Số: 3 thông báo mới"]
    tell(person, EVENING + timedelta(minutes=5), "late")
    tell(person, EVENING + timedelta(minutes=5), "fire", URGENT)
    work(EVENING + timedelta(hours=2))
    assert dbpost.subjects[1:] == ["Lớp Số: 1 thông báo mới"]
    work(EVENING + timedelta(days=1))
    assert dbpost.subjects[2:] == ["Lớp Số: 1 thông báo mới"]
    assert {row.state for row in rows()} == {"sent"}


def test_after_a_night_without_a_worker_no_second_digest_that_day(post: Post) -> None:
    person = reachable(make.person(), rules.DIGEST)
    tell(person, NOON, "monday")
    morning = at("2026-10-13 08:00")
    work(morning)
    assert len(post.mails) == 1
    tell(person, morning, "tuesday")
    work(at("2026-10-13 18:00"))
    assert len(post.mails) == 1
    work(at("2026-10-14 18:00"))
    assert len(post.mails) == 2


def test_quiet_hours_hold_even_for_what_is_due(post: Post) -> None:
    person = reachable(make.person())
    tell(person, at("2026-10-12 22:00"))
    work(at("2026-10-13 06:29"))
    assert post.mails == []
    tell(person, at("2026-10-13 06:31"), "b")
    choices.choose(person.id, "email", rules.Choice(rules.NOW, 6 * 60, 7 * 60))
    work(at("2026-10-13 06:45"))
    assert post.mails == []
    work(at("2026-10-13 07:00"))
    assert post.subjects == ["Lớp Số: 2 thông báo mới"]


def test_only_confirmed_addresses_of_those_who_want_it(dbpost: Post) -> None:
    silent, unconfirmed = reachable(make.person(), rules.OFF), make.person("Chưa Xác Nhận")
    db.session.add(
        Contact(person_id=unconfirmed.id, kind="email", value="x@y.vn", valid_from=clock.today())
    )
    tell(silent, NOON)
    tell(unconfirmed, NOON)
    work(NOON)
    assert (dbpost.connections, rows()) == (0, [])


def test_what_was_read_or_is_not_wanted_any_more_is_dropped(post: Post) -> None:
    a, b, c = (reachable(make.person(f"Em {n}"), rules.DIGEST, f"a{n}@b.vn") for n in range(3))
    for person in (a, b, c):
        tell(person, NOON)
    db.session.scalars(select(Notice).where(Notice.person_id == a.id)).one().read_at = NOON
    choices.choose(b.id, "email", rules.Choice(rules.OFF))
    c.left_on = clock.today()
    db.session.commit()
    work(EVENING)
    assert post.connections == 0
    assert [row.state for row in rows()] == ["dropped"] * 3


def test_a_guardian_no_longer_is_told_nothing(post: Post) -> None:
    pupil = make.student(make.school_class(), "Trẻ Em")
    parent = reachable(make.guardian(pupil), rules.DIGEST)
    with clock.frozen(NOON):
        notify(
            NOTICE,
            guardians_of([pupil.id]),
            key="g",
            school_id=None,
            arguments={"who": "", "mark": ""},
        )
    db.session.scalars(select(Guardianship)).one().valid_to = NOON.date()
    db.session.commit()
    assert [row.person_id for row in rows()] == [parent.id]
    work(EVENING)
    assert post.connections == 0 and rows()[0].state == "dropped"


def test_a_server_that_is_down_loses_nothing(dbpost: Post) -> None:
    people = [reachable(make.person(f"Em {n}"), value=f"em{n}@b.vn") for n in range(6)]
    dbpost.answers = ["451 later"] * 3
    for person in people:
        tell(person, NOON)
    work(NOON)
    assert dbpost.connections == delivery.DOWN_AFTER, "it is not knocked at by all"
    assert dbpost.mails == []
    when = NOON
    while any(row.state == "waiting" for row in rows()):
        when += timedelta(minutes=1)
        assert when < NOON + timedelta(hours=1)
        work(when)
    assert sorted(to[0] for to, _ in dbpost.mails) == [f"em{n}@b.vn" for n in range(6)]
    assert sorted(row.attempts for row in rows()) == [1, 1, 1, 2, 2, 2]


def test_a_repeat_after_a_lost_reply_is_recognised(dbpost: Post) -> None:
    person = reachable(make.person())
    dbpost.answers = ["drop"]
    tell(person, NOON)
    work(NOON)
    assert rows()[0].state == "waiting" and "SMTP" in (rows()[0].error or "")
    tell(person, NOON + timedelta(minutes=1), "another")
    work(NOON + timedelta(minutes=10))
    ids = [str(mail["Message-ID"]) for _, mail in dbpost.mails]
    assert ids[0].endswith("@truong.example>")
    assert sorted(ids.count(one) for one in set(ids)) == [1, 2]


def test_a_worker_that_ends_while_sending_has_it_sent_again(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = reachable(make.person())
    tell(person, NOON)

    def killed(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, clock.frozen(NOON), pytest.raises(KeyboardInterrupt):
        patch.setattr(smtp, "send", killed)
        delivery.deliver()
    db.session.rollback()
    row = rows()[0]
    assert (row.state, row.attempts) == ("waiting", 1) and row.message
    with clock.frozen(NOON + delivery.CLAIMED):
        assert delivery.deliver()["sent"] == 1
    assert str(post.mails[0][1]["Message-ID"]).startswith(f"<{row.message}@")


def test_a_school_of_two_thousand_takes_few_statements(dbpost: Post) -> None:
    plain = {"sort_key": "em", "search_key": "em", "full_name": "Em"}
    people = [{**plain, "uid": f"em-{n}", "username": f"em{n}"} for n in range(2000)]
    ids = list(db.session.scalars(insert(Person).returning(Person.id), people))
    day = clock.today()
    known = {"kind": "email", "verified_at": clock.now(), "valid_from": day}
    contacts = [{**known, "person_id": one, "value": f"{one}@b.vn"} for one in ids]
    db.session.execute(insert(Contact), contacts)
    with counted() as seen:
        assert notify(URGENT, [To(one) for one in ids], key="k", school_id=None) == 2000
    assert len(seen) <= 12
    assert len(rows_waiting()) == 2000


def rows_waiting() -> list[int]:
    return list(
        db.session.scalars(select(NoticeDelivery.id).where(NoticeDelivery.state == "waiting"))
    )


def test_workers_side_by_side_send_each_mail_once(dbapp: Flask, dbpost: Post) -> None:
    for n in range(8):
        tell(reachable(make.person(f"Em {n}"), value=f"em{n}@b.vn"), NOON)
    ready = Barrier(3)

    def worker(_number: int) -> int:
        ready.wait()
        with dbapp.app_context():
            return delivery.deliver()["sent"]

    db.session.rollback()
    with clock.frozen(NOON), ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(worker, range(3))) == 8
    assert sorted(to[0] for to, _ in dbpost.mails) == [f"em{n}@b.vn" for n in range(8)]


def test_an_address_that_is_gone_fails_for_good_and_is_shown(
    post: Post, signed_in: SignedIn
) -> None:
    person = reachable(make.person())
    post.refused = {ADDRESS}
    tell(person, NOON)
    work(NOON)
    assert [(row.state, row.error) for row in rows()] == [("failed", "550 no such user")]
    work(NOON + timedelta(days=1))
    assert post.connections == 1
    assert "không gửi đến được" in signed_in(person).get("/notices/choices").text


def test_it_is_given_up_some_day(post: Post) -> None:
    person = reachable(make.person())
    post.answers = ["451 later"] * 50
    tell(person, NOON)
    for hour in range(24 * 6):
        work(NOON + timedelta(hours=hour))
    assert [(row.state, row.attempts) for row in rows()] == [("failed", rules.MOST_ATTEMPTS)]
    assert post.connections == rules.MOST_ATTEMPTS


def test_a_new_address_is_asked_by_mail_and_confirmed(post: Post, signed_in: SignedIn) -> None:
    person = make.person("Trần Văn Hỏi")
    client = signed_in(person)
    asked = client.post("/notices/address/email", data={"address": ADDRESS})
    assert asked.status_code == 303
    assert post.mails == []
    jobs.drain()
    (to, mail), *_ = post.mails
    assert to == [ADDRESS] and mail["Subject"] == "Lớp Số: xác nhận địa chỉ nhận thông báo"
    assert "localhost" not in mail.get_content() and "Hỏi" not in mail.get_content()
    found = re.search(r"https://lopso\.example(/notices/confirm/\S+)", mail.get_content())
    assert found and client.post(found[1]).status_code == 303
    assert addresses.verified("email", [person.id]) == {person.id: ADDRESS}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_subject_says_anything_of_anybody(app: Flask, language: str) -> None:
    """For every kind that is declared: the words that the house knows are in no subject."""
    secret = {"title": "Bài-mật", "course": "Lớp-mật", "who": "Tên-mật", "mark": "9,5"}
    assert {"signin_method", "mark_returned", "work_published"} <= set(kinds())
    subjects = set()
    with force_locale(language):
        for kind in kinds().values():
            places = re.findall(r"%\((\w+)\)s", kind.text)
            row = Notice(
                id=1,
                kind=kind.name,
                text=kind.text,
                arguments={place: secret.get(place, "mật") for place in places},
                made_at=NOON,
            )
            made = letters.letter(ADDRESS, [row], "k")
            assert "mật" not in made.subject + made.text and "9,5" not in made.text
            assert "%(" not in kind.label
            subjects.add(made.subject)
        subjects.add(letters.question(ADDRESS, "t", "k").subject)
    assert len(subjects) == 2


@pytest.mark.parametrize(
    "field",
    [{"to": "a@b.vn\r\nBcc: c@d.vn"}, {"subject": "x\nBcc: c@d.vn"}, {"choices_url": "x\r"}],
)
def test_nothing_gets_into_the_headers(field: dict[str, str]) -> None:
    given = {"to": "a@b.vn", "subject": "x", "text": "y", "key": "k", "choices_url": "https://x"}
    with pytest.raises(Permanent):
        smtp.composed(Message(**{**given, **field}), "lopso@truong.example")


def test_a_password_never_crosses_a_network_in_the_clear(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "HERE", ())
    mail = smtp.composed(Message(ADDRESS, "x", "y", "k", "https://x"), "lopso@truong.example")
    with pytest.raises(Temporary, match="no encryption"):
        smtp.send(f"smtp://user:secret@127.0.0.1:{post.port}", mail)
    post.hello = "250-here\r\n250 STARTTLS"
    with pytest.raises(Temporary):
        smtp.send(f"smtp://user:secret@127.0.0.1:{post.port}", mail)
    assert post.mails == []


def test_a_mail_costs_the_same_for_one_notice_and_for_many(post: Post) -> None:
    one, many = (reachable(make.person(f"Em {n}"), value=f"em{n}@b.vn") for n in range(2))
    costs = []
    for person, number in ((one, 1), (many, 60)):
        for n in range(number):
            tell(person, NOON, f"{n}")
        with clock.frozen(NOON), counted() as seen:
            delivery.deliver()
        costs.append(len(seen))
    assert post.subjects == ["Lớp Số: 1 thông báo mới", "Lớp Số: 60 thông báo mới"]
    assert "… và 40 thông báo khác" in post.mails[1][1].get_content()
    assert costs[0] == costs[1] <= 16


def test_the_doctor_tells_when_mail_does_not_leave(post: Post) -> None:
    person = reachable(make.person())
    when = at("2026-10-12 12:00")
    tell(person, when)
    with clock.frozen(when + timedelta(hours=13)):
        assert delivery.waiting() == (1, 1)
    work(when)
    with clock.frozen(when + timedelta(hours=13)):
        assert delivery.waiting() == (0, 0)


def test_mail_is_written_in_the_language_of_who_gets_it(
    app: Flask, post: Post, signed_in: SignedIn
) -> None:
    english, other = reachable(make.person()), reachable(make.person(), value="b@example.vn")
    db.session.commit()
    assert signed_in(english).post("/language", data={"language": "en"}).status_code == 303
    db.session.expire_all()
    assert (english.language, other.language) == ("en", None)
    for person in (english, other):
        tell(person, NOON)
    work(NOON)
    said = {to[0]: (mail["Subject"], mail.get_content()) for to, mail in post.mails}
    assert said[ADDRESS][0] == "Lớp Số: 1 new notice"
    assert "There is something new for you" in said[ADDRESS][1]
    assert said["b@example.vn"][0] == "Lớp Số: 1 thông báo mới"


def test_the_question_to_an_address_is_asked_in_its_owners_language(app: Flask, post: Post) -> None:
    person = make.person()
    person.language = "en"
    addresses.give("email", "email", person.id, ADDRESS)
    jobs.drain()
    assert [mail["Subject"] for _, mail in post.mails] == ["Lớp Số: please confirm your address"]


def test_a_chosen_language_comes_along_to_another_browser(
    app: Flask, client: FlaskClient, signed_in: SignedIn
) -> None:
    person = make.person()
    signed_in(person).post("/language", data={"language": "en"})
    client.post("/signin", data={"username": person.username, "password": "mật khẩu thử 1"})
    with client.session_transaction() as cookie:
        assert cookie["language"] == "en"


def test_who_acts_for_another_leaves_their_language(app: Flask, signed_in: SignedIn) -> None:
    school = make.school()
    person = make.person("Cô Giáo", "teacher", school)
    office = make.person("Quản Trị", "school_administrator", school)
    client = signed_in(office)
    client.post(f"/people/{person.id}/support", data={"reason": "xem giúp trang này"})
    client.post("/language", data={"language": "en"})
    db.session.expire_all()
    assert (person.language, office.language) == (None, None)
