"""Offline across the deadline, reloads without a network, two tabs, a watched second device,
parts that close: what the pupil sees, and what counts.

Fifteen minutes go by at once: the page's own clock is put forward, and what stands in the database
is moved back by as much.
"""

import json
from datetime import timedelta

import pytest
from playwright.sync_api import Error, Page, expect
from sqlalchemy import select

from lms.exams import devices, held, marking, overseeing, rescuing, service
from lms.exams.models import AnswerSave, Attempt, ExamPart
from suite.db import db
from tests.browser.conftest import OpenPage
from tests.browser.house import House
from tests.browser.test_exam_survives import answer, begin, expect_state, stored
from tests.browser.test_pages import faults
from tests.browser.waiting import until
from tests.kit import make_exams as make

AWAY = timedelta(minutes=15)


def attempt_of(room: make.Room) -> Attempt:
    db.session.rollback()
    return db.session.scalars(select(Attempt).where(Attempt.exam_id == room.exam.id)).one()


def cut_off(page: Page) -> None:
    """Take the network away, and wait until it is really gone."""
    page.context.set_offline(True)
    until(page, "fetch('/healthz').then(() => false, () => true)")


def put_back(room: make.Room, by: timedelta = AWAY) -> None:
    """Let all that has happened in the attempt have happened so much earlier."""
    attempt = attempt_of(room)
    for name in ("started_at", "ends_at", "accepts_until"):
        setattr(attempt, name, getattr(attempt, name) - by)
    for save in db.session.scalars(select(AnswerSave).where(AnswerSave.attempt_id == attempt.id)):
        save.received_at -= by
    db.session.commit()


def counted(room: make.Room) -> dict[int, str]:
    attempt = attempt_of(room)
    found = marking.answers_of([attempt])[attempt.id]
    db.session.rollback()
    return found


@pytest.mark.parametrize("late_minutes", [10, None])
def test_fifteen_minutes_offline_across_the_end(
    house: House, open_page: OpenPage, late_minutes: int | None
) -> None:
    room = make.room(questions=4, minutes=10, late_minutes=late_minutes, show="at_once")
    page = open_page(room.pupils[0], width=360, height=740)
    page.clock.install()
    begin(page, room.uid)
    answer(page, 1, "A")
    expect_state(page, 1, "saved")
    cut_off(page)
    answer(page, 2, "B")
    answer(page, 3, "C")
    answer(page, 2, "D")
    expect_state(page, 3, "waiting")
    page.clock.fast_forward("15:00")
    expect(page.locator("#exam-end")).to_be_visible()
    expect(page.locator("#exam-end-text")).to_contain_text("Còn 3 câu")
    put_back(room)
    page.context.set_offline(False)
    expect(page.locator("#exam-end-link")).to_be_visible(timeout=30_000)
    told = "tự được tính" if late_minutes else "thầy cô sẽ quyết định"
    expect(page.locator("#exam-end-text")).to_contain_text(told)
    page.click("#exam-end-link")
    expect(page.locator(".exam-score")).to_be_visible()
    assert stored(room.uid) == {1: 0}
    if late_minutes:
        assert counted(room) == {1: "0", 2: "3", 3: "2"}
        assert held.undecided(room.exam) == []
        return
    assert counted(room) == {1: "0"}
    line = held.undecided(room.exam)[0]
    assert (line.why, line.count) == (2, 3)
    held.decide(room.exam.id, line.attempt_id, 2, True, room.teacher.id)
    assert counted(room) == {1: "0", 2: "3", 3: "2"}


def test_a_reload_without_network_loses_nothing_and_claims_nothing(
    house: House, open_page: OpenPage
) -> None:
    """The page is gone, the time goes by; the next page sends what waited. For how long it had
    waited is no longer known, so a person decides in spite of the rule."""
    room = make.room(questions=4, minutes=10, late_minutes=10, show="at_once")
    page = open_page(room.pupils[0])
    begin(page, room.uid)
    answer(page, 1, "A")
    expect_state(page, 1, "saved")
    house.kill()
    answer(page, 2, "B")
    expect_state(page, 2, "waiting")
    page.on("dialog", lambda dialog: dialog.accept())
    with pytest.raises(Error, match=r"ERR_CONNECTION_RE(FUSED|SET)"):
        page.reload()
    put_back(room)
    house.start()
    page.goto(f"/exams/{room.uid}")
    expect(page.locator(".exam-score")).to_be_visible()
    for _ in range(100):
        if _kept(room):
            break
        page.wait_for_timeout(100)
    assert _kept(room) == [(2, 2)]
    service.settle(room.exam)
    assert counted(room) == {1: "0"}
    line = held.undecided(room.exam)[0]
    held.decide(room.exam.id, line.attempt_id, line.why, True, room.teacher.id)
    assert counted(room) == {1: "0", 2: "1"}


def _kept(room: make.Room) -> list[tuple[int, int]]:
    """(item, held) of what is kept apart."""
    attempt_id = attempt_of(room).id
    rows = db.session.execute(
        select(AnswerSave.item, AnswerSave.held).where(
            AnswerSave.attempt_id == attempt_id, AnswerSave.held > 0
        )
    ).all()
    db.session.rollback()
    return [(item, why) for item, why in rows]


def test_a_reload_in_time_goes_on_where_it_was(house: House, open_page: OpenPage) -> None:
    room = make.room(questions=4)
    page = open_page(room.pupils[0])
    begin(page, room.uid)
    house.kill()
    answer(page, 2, "B")
    expect_state(page, 2, "waiting")
    page.on("dialog", lambda dialog: dialog.accept())
    with pytest.raises(Error, match=r"ERR_CONNECTION_RE(FUSED|SET)"):
        page.reload()
    house.start()
    page.goto(f"/exams/{room.uid}")
    expect_state(page, 2, "saved")
    assert stored(room.uid) == {2: 1}


def test_two_tabs_of_one_browser_share_the_outbox(house: House, open_page: OpenPage) -> None:
    room = make.room(questions=4)
    first = open_page(room.pupils[0])
    begin(first, room.uid)
    answer(first, 1, "A")
    expect_state(first, 1, "saved")
    second = first.context.new_page()
    second.goto(f"/exams/{room.uid}")
    expect_state(second, 1, "saved")
    cut_off(first)
    answer(first, 2, "B")
    answer(second, 3, "C")
    answer(second, 2, "D")
    first.context.set_offline(False)
    for page, number in ((first, 2), (second, 3), (second, 2)):
        expect_state(page, number, "saved")
    found = stored(room.uid)
    assert found[1] == 0 and found[3] == 2 and found[2] in (1, 3)
    rows = db.session.execute(
        select(AnswerSave.item, AnswerSave.response).where(
            AnswerSave.attempt_id == attempt_of(room).id
        )
    ).all()
    assert {(2, "1"), (2, "3"), (3, "2")} <= {(item, response) for item, response in rows}
    db.session.rollback()


def test_the_start_is_one_request(house: House, open_page: OpenPage) -> None:
    room = make.room(questions=4)
    page = open_page(room.pupils[0])
    page.goto(f"/exams/{room.uid}")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(5500)
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.click("#exam-start")
    expect(page.locator("#exam-work")).to_be_visible()
    page.wait_for_timeout(500)
    assert [url.rpartition("/exams/")[2] for url in asked] == ["door/start"]


def test_more_time_given_while_the_device_was_away(house: House, open_page: OpenPage) -> None:
    room = make.room(questions=3, minutes=10)
    page = open_page(room.pupils[0])
    page.clock.install()
    begin(page, room.uid)
    cut_off(page)
    answer(page, 1, "A")
    page.clock.fast_forward("10:05")
    expect(page.locator("#exam-end")).to_be_visible()
    service.extend(room.exam.id, 20)
    page.context.set_offline(False)
    expect(page.locator("#exam-work")).to_be_visible(timeout=30_000)
    answer(page, 2, "B")
    expect_state(page, 2, "saved")
    assert stored(room.uid) == {1: 0, 2: 1}


def test_a_watched_attempt_opens_elsewhere_only_when_unlocked(
    house: House, open_page: OpenPage
) -> None:
    room = make.room(questions=3, mode="supervised")
    first = open_page(room.pupils[0])
    begin(first, room.uid)
    answer(first, 1, "A")
    expect_state(first, 1, "saved")
    second = open_page(room.pupils[0], width=360, height=740)
    second.goto(f"/exams/{room.uid}")
    second.click("#exam-continue-button")
    expect(second.locator("#exam-message")).to_contain_text("Giám thị")
    answer(first, 2, "B")
    expect_state(first, 2, "saved")
    devices.unlock(attempt_of(room).id, room.teacher.id)
    second.click("#exam-continue-button")
    expect(second.locator("#exam-work")).to_be_visible()
    expect_state(second, 2, "saved")
    assert stored(room.uid) == {1: 0, 2: 1}


def parted() -> make.Room:
    room = make.room(questions=4, minutes=40)
    service.unprepare(room.exam.id)
    for number, minutes in ((1, 10), (2, 20), (3, None)):
        part = ExamPart(
            exam_id=room.exam.id, number=number, title=f"Phần {number}", minutes=minutes
        )
        db.session.add(part)
    db.session.commit()
    for number, question in enumerate(room.exam.questions):
        question.part = min(3, number + 1)
    db.session.commit()
    service.prepare(room.exam.id)
    return room


def shut(page: Page, number: int) -> bool:
    return page.locator("#exam-map button").nth(number - 1).is_disabled()


def hear(page: Page, words: str) -> None:
    """Let the silent page ask until its clock says something; a server answers from what it read
    in the last two seconds."""
    for _ in range(8):
        page.clock.fast_forward("00:12")
        page.wait_for_timeout(400)
        if words in (page.locator("#exam-time").text_content() or ""):
            return
    expect(page.locator("#exam-time")).to_contain_text(words)


def test_parts_close_when_left_and_when_their_time_is_over(
    house: House, open_page: OpenPage
) -> None:
    room = parted()
    page = open_page(room.pupils[0], width=360, height=740)
    page.clock.install()
    begin(page, room.uid)
    expect(page.locator("#exam-part-title")).to_contain_text("Phần 1 · phần này còn")
    answer(page, 1, "A")
    expect_state(page, 1, "saved")
    page.click("#exam-next")
    page.click("#exam-part-dialog button[value=stay]")
    expect(page.locator("#exam-part-title")).to_contain_text("Phần 1")
    page.click("#exam-next")
    page.click("#exam-part-dialog button[value=go]")
    expect(page.locator("#exam-part-title")).to_contain_text("Phần 2")
    assert shut(page, 1) and not shut(page, 2)
    expect(page.locator(".exam-card[data-item='1'] input").first).to_be_disabled()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#exam-part-title")).to_contain_text("Phần 2")
    ids = [room.pupils[0].id]
    overseeing.pause(room.exam.id, ids)
    hear(page, "Tạm dừng")
    expect(page.locator("#exam-notice")).to_contain_text("đứng yên")
    page.clock.fast_forward("25:00")
    overseeing.resume(room.exam.id, ids)
    hear(page, ":")
    expect(page.locator("#exam-part-title")).to_contain_text("Phần 2 · phần này còn 1")
    put_back(room, timedelta(minutes=20))
    page.clock.fast_forward("20:05")
    expect(page.locator("#exam-part-title")).to_have_text("Phần 3")
    assert shut(page, 2) and not shut(page, 3) and not shut(page, 4)
    page.reload()
    expect(page.locator("#exam-part-title")).to_have_text("Phần 3")
    assert shut(page, 1) and shut(page, 2)


def test_one_way_there_is_no_way_back(house: House, open_page: OpenPage) -> None:
    room = make.room(questions=3, one_way=True)
    page = open_page(room.pupils[0])
    begin(page, room.uid)
    page.keyboard.press("a")
    expect_state(page, 1, "saved")
    page.click("#exam-next")
    expect(page.locator(".exam-card[data-item='2']")).to_be_visible()
    expect(page.locator("#exam-previous")).to_be_disabled()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".exam-card[data-item='2']")).to_be_visible()
    assert shut(page, 1) and not shut(page, 3)
    page.reload()
    expect(page.locator(".exam-card[data-item='2']")).to_be_visible()
    assert shut(page, 1) and not shut(page, 3)


def test_large_print_and_contrast_stay_over_a_reload(house: House, open_page: OpenPage) -> None:
    room = make.room(questions=2)
    page = open_page(room.pupils[0], width=360, height=740)
    page.goto(f"/exams/{room.uid}")
    page.click("#exam-wait [data-display=large]")
    page.click("#exam-wait [data-display=contrast]")
    page.reload()
    expect(page.locator("html[data-print=large][data-contrast=high]")).to_have_count(1)
    begin(page, room.uid)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_pages_of_running_an_exam_are_accessible_on_a_phone(
    house: House, open_page: OpenPage
) -> None:
    room = make.room(questions=2, mode="supervised")
    pupil, waiting, page = (
        open_page(one, width=360, height=740) for one in (*room.pupils, room.teacher)
    )
    begin(pupil, room.uid)
    answer(pupil, 1, "A")
    expect_state(pupil, 1, "saved")
    attempt_id = attempt_of(room).id
    file = {
        "attempt": attempt_of(room).uid,
        "waiting": [{"epoch": 1, "seq": 9, "item": 2, "response": 1}],
    }
    made = rescuing.bring(room.exam, json.dumps(file), room.teacher.id)
    waiting.goto(f"/exams/{room.uid}")
    expect(waiting.locator("#exam-start")).to_be_visible()
    assert faults(waiting) == []
    for address in ("board", f"attempts/{attempt_id}", "rescues", f"rescues/{made.uid}", "manage"):
        page.goto(f"/exams/{room.uid}/{address}")
        assert faults(page) == [], address
