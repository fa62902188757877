"""An exam in a real browser: a killed server, a lost network, another device; nothing is lost."""

import json
import re
from datetime import timedelta

from playwright.sync_api import Page, expect
from sqlalchemy import select

from lms.exams import service
from lms.exams.models import AnswerSave, Attempt, Exam
from suite.db import db
from tests.browser.conftest import OpenPage
from tests.browser.house import House
from tests.kit import make_exams as make


def begin(page: Page, uid: str) -> None:
    page.goto(f"/exams/{uid}")
    page.click("#exam-start")
    expect(page.locator("#exam-work")).to_be_visible()


def answer(page: Page, number: int, letter: str) -> None:
    """Answer a question by its place in the map and the letter on the screen."""
    page.locator("#exam-map button").nth(number - 1).click()
    card = page.locator(f".exam-card[data-item='{number}']")
    card.locator(".option", has=page.locator(f"input[data-letter={letter}]")).click()


def state_of(page: Page, number: int) -> str:
    return page.locator("#exam-map button").nth(number - 1).get_attribute("data-state") or ""


def expect_state(page: Page, number: int, state: str) -> None:
    mark = page.locator("#exam-map button").nth(number - 1)
    expect(mark).to_have_attribute("data-state", state, timeout=30_000)


def stored(uid: str) -> dict[int, object]:
    """What counts in the database, by place on the paper."""
    db.session.rollback()
    query = (
        select(AnswerSave.item, AnswerSave.response)
        .join(Attempt, Attempt.id == AnswerSave.attempt_id)
        .join(Exam, Exam.id == Attempt.exam_id)
        .where(Exam.uid == uid, AnswerSave.held == 0)
        .order_by(AnswerSave.epoch, AnswerSave.seq)
    )
    found = {item: json.loads(response) for item, response in db.session.execute(query)}
    db.session.rollback()
    return found


def test_a_killed_server_loses_nothing(house: House, open_page: OpenPage) -> None:
    room = make.room(questions=5)
    page = open_page(room.pupils[0], width=360, height=740)
    begin(page, room.uid)
    answer(page, 1, "A")
    answer(page, 2, "B")
    expect_state(page, 2, "saved")
    house.kill()
    answer(page, 3, "C")
    answer(page, 2, "D")
    expect_state(page, 3, "waiting")
    expect(page.locator("#exam-state")).to_have_attribute("data-state", "offline")
    house.start()
    expect_state(page, 3, "saved")
    expect_state(page, 2, "saved")
    assert stored(room.uid) == {1: 0, 2: 3, 3: 2}
    page.reload()
    expect(page.locator("#exam-work")).to_be_visible()
    page.locator("#exam-map button").nth(1).click()
    expect(page.locator(".exam-card[data-item='2'] input[data-letter=D]")).to_be_checked()


def test_a_lost_network_keeps_answers_on_the_device(house: House, open_page: OpenPage) -> None:
    room = make.room(questions=5)
    page = open_page(room.pupils[0])
    begin(page, room.uid)
    answer(page, 1, "A")
    expect_state(page, 1, "saved")
    page.context.set_offline(True)
    for number, letter in ((1, "C"), (2, "B"), (3, "D")):
        answer(page, number, letter)
    expect_state(page, 3, "waiting")
    assert stored(room.uid) == {1: 0}
    page.context.set_offline(False)
    for number in (1, 2, 3):
        expect_state(page, number, "saved")
    assert stored(room.uid) == {1: 2, 2: 1, 3: 3}
    page.route("**/exams/door/answers", lambda route: route.fulfill(status=503, json={}))
    answer(page, 4, "A")
    expect_state(page, 4, "waiting")
    expect(page.locator("#exam-state")).to_contain_text("Máy chủ tạm thời chưa lưu được. 1 câu")
    page.unroute("**/exams/door/answers")
    expect_state(page, 4, "saved")
    assert stored(room.uid)[4] == 0


def test_answers_of_a_closed_browser_are_sent_by_the_next(
    house: House, open_page: OpenPage
) -> None:
    """The tab dies with answers on board while the server is away; both come back."""
    room = make.room(questions=4)
    page = open_page(room.pupils[0])
    begin(page, room.uid)
    answer(page, 1, "A")
    expect_state(page, 1, "saved")
    house.kill()
    answer(page, 1, "B")
    answer(page, 4, "C")
    expect_state(page, 4, "waiting")
    context = page.context
    page.close(run_before_unload=False)
    house.start()
    again = context.new_page()
    again.goto(f"/exams/{room.uid}")
    expect_state(again, 4, "saved")
    assert stored(room.uid) == {1: 1, 4: 2}


def test_another_device_takes_over(house: House, open_page: OpenPage) -> None:
    room = make.room(questions=4)
    first = open_page(room.pupils[0])
    begin(first, room.uid)
    answer(first, 1, "A")
    expect_state(first, 1, "saved")
    second = open_page(room.pupils[0], width=360, height=740)
    second.goto(f"/exams/{room.uid}")
    second.click("#exam-continue-button")
    expect(second.locator("#exam-work")).to_be_visible()
    expect_state(second, 1, "saved")
    expect(second.locator(".exam-card[data-item='1'] input[data-letter=A]")).to_be_checked()
    answer(second, 2, "B")
    expect_state(second, 2, "saved")
    answer(first, 2, "D")
    expect(first.locator("#exam-notice .btn")).to_be_visible()
    assert stored(room.uid) == {1: 0, 2: 1}


def test_handing_in_offline_waits_and_the_result_comes(house: House, open_page: OpenPage) -> None:
    room = make.room(questions=3, show="at_once")
    page = open_page(room.pupils[0])
    begin(page, room.uid)
    answer(page, 1, "A")
    expect_state(page, 1, "saved")
    page.context.set_offline(True)
    answer(page, 2, "B")
    page.click("#exam-hand-in")
    expect(page.locator("#exam-dialog-offline")).to_be_visible()
    page.click("#exam-dialog-yes")
    expect(page.locator("#exam-end")).to_be_visible()
    with page.expect_download() as got:
        page.click("#exam-rescue")
    rescue = json.loads(got.value.path().read_text())
    assert [one["item"] for one in rescue["waiting"]] == [2]
    assert rescue["acknowledged"][0]["receipt"]
    page.context.set_offline(False)
    expect(page.locator("#exam-end-link")).to_be_visible(timeout=30_000)
    page.click("#exam-end-link")
    expect(page.locator(".exam-score")).to_be_visible()
    assert stored(room.uid) == {1: 0, 2: 1}


def test_time_over_ends_by_itself(house: House, open_page: OpenPage) -> None:
    room = make.room(questions=3, minutes=1, grace_seconds=2)
    page = open_page(room.pupils[0])
    begin(page, room.uid)
    answer(page, 1, "A")
    expect_state(page, 1, "saved")
    attempt = db.session.scalars(select(Attempt).where(Attempt.exam_id == room.exam.id)).one()
    make.move_end(attempt.uid, -(attempt.ends_at - attempt.started_at) * 0.8)
    answer(page, 2, "B")
    expect_state(page, 2, "saved")
    expect(page.locator("#exam-end")).to_be_visible(timeout=20_000)
    expect(page.locator("#exam-end-link")).to_be_visible()
    page.wait_for_timeout(2500)
    exam = db.session.get_one(Exam, room.exam.id)
    service.settle(exam)
    assert stored(room.uid) == {1: 0, 2: 1}
    db.session.rollback()
    row = make.attempt_of(attempt.uid)
    assert row.close_reason == "time_over" and row.score is not None
    db.session.rollback()


def test_the_keyboard_alone_is_enough(house: House, open_page: OpenPage) -> None:
    room = make.room(questions=3, show="at_once")
    page = open_page(room.pupils[0])
    page.goto(f"/exams/{room.uid}")
    expect(page.locator("#exam-start")).to_be_visible()
    page.locator("#exam-start").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#exam-work")).to_be_visible()
    page.keyboard.press("b")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("4")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    expect_state(page, 1, "saved")
    expect_state(page, 2, "saved")
    page.locator("#exam-hand-in").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#exam-dialog-yes")).to_be_visible()
    page.locator("#exam-dialog-yes").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#exam-end-link")).to_be_visible()
    found = stored(room.uid)
    assert found[1] == 1 and found[2] == 0
    assert not re.search("undefined|NaN", page.locator("#exam-end").inner_text())


def test_more_time_given_in_the_last_seconds_arrives(house: House, open_page: OpenPage) -> None:
    room = make.room(questions=2, minutes=10)
    page = open_page(room.pupils[0])
    begin(page, room.uid)
    attempt = db.session.scalars(select(Attempt).where(Attempt.exam_id == room.exam.id)).one()
    make.move_end(attempt.uid, -(attempt.ends_at - attempt.started_at) + timedelta(seconds=6))
    answer(page, 1, "A")
    expect_state(page, 1, "saved")
    expect(page.locator("#exam-time")).to_have_text(re.compile("^0:0"))
    service.extend(room.exam.id, 5)
    db.session.commit()
    expect(page.locator("#exam-time")).to_have_text(re.compile("^[45]:"), timeout=15_000)
    expect(page.locator("#exam-work")).to_be_visible()
