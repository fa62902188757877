"""One exam with every kind of question, by keyboard alone on a telephone: saved, there again after
a reload, handed in, marked as expected; nothing for axe, nothing wider than the screen."""

import io
from typing import Any

from PIL import Image
from playwright.sync_api import Page, expect
from sqlalchemy import select

from lms.bank import pictures
from lms.bank import service as bank
from lms.bank.rules import Content
from lms.exams import choosing, service
from lms.exams.models import Attempt, ExamQuestion, Result
from suite.db import db
from tests.browser.conftest import OpenPage
from tests.browser.house import House
from tests.browser.test_exam_survives import begin, expect_state, stored
from tests.browser.test_pages import faults
from tests.kit import make_exams as make

TABLE = ["0", "0.1", "0.25", "0.5", "1"]
ESSAY = "Quê hương em có dòng sông xanh."


def picture() -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (640, 400), "#cfe8d5").save(out, "PNG")
    out.seek(0)
    return out


def questions(named: str) -> list[Content]:
    """One of each kind, in the order in which the test answers them."""
    choice = {"options": ["một", "hai", f"![ba chấm]({named})", "bốn"]}
    return [
        Content("single_choice", "Số $1 + 1$ là", choice, {"right": 1}),
        Content("multiple_choice", "Số lẻ", choice, {"right": [0, 2], "rule": "each"}),
        Content(
            "true_false",
            "Cho $x > 2$",
            {"statements": ["x dương", "x âm", "x > 1", "x < 0"], "fixed": [0, 1, 2, 3]},
            {"truths": [True, False, True, False], "table": TABLE},
        ),
        Content(
            "short_number",
            "Tính $3 : (-2)$",
            {"most_chars": 4, "unit": "m"},
            {"accepted": [{"value": "-1,5", "tolerance": "0"}]},
        ),
        Content("short_text", "Thủ đô", {}, {"accepted": ["Hà Nội"], "fold": True, "case": False}),
        Content(
            "matching",
            "Ghép",
            {"left": ["1 + 1", "2 + 2"], "right": ["là hai", "là bốn", "là năm"]},
            {"pairs": [0, 1], "rule": "each"},
        ),
        Content(
            "ordering",
            "Xếp tăng dần",
            {"items": ["số một", "số hai", "số ba"]},
            {"order": [0, 1, 2], "rule": "all"},
        ),
        Content(
            "cloze",
            "Điền",
            {
                "text": "{{2}} chữ trong {{1}}, là {{3}}",
                "gaps": [
                    {"type": "text"},
                    {"type": "number"},
                    {"type": "choice", "options": ["thành phố", "sông"]},
                ],
            },
            {
                "gaps": [
                    {"accepted": ["Huế"], "fold": False, "case": False},
                    {"accepted": [{"value": "3", "tolerance": "0"}]},
                    {"right": 1},
                ]
            },
        ),
        Content("essay", "Viết về quê hương", {"lines": 6, "fewest_words": 5}, {}),
        Content("file_answer", "Chụp hình vẽ", {"most_files": 2, "what": ["photo", "pdf"]}, {}),
        Content(
            "hotspot",
            "Chỉ tâm hình",
            {
                "picture": named,
                "alt": "Hình chữ nhật",
                "places": [{"label": "góc", "x": 20, "y": 20}],
                "most": 1,
            },
            {"areas": [{"shape": "rect", "box": [480, 450, 100, 100]}], "rule": "all"},
        ),
    ]


def room() -> make.Room:
    found = make.room(
        pupils=1, questions=1, show="at_once", shuffle_questions=False,
        shuffle_options=False, form_count=1,
    )  # fmt: skip
    exam, teacher = found.exam, found.teacher
    service.unprepare(exam.id)
    choosing.drop(exam.id, exam.questions[0].id)
    row = pictures.take_in(picture(), exam.school_id, teacher.id)
    about = bank.About(exam.school_id, "TOAN", 6)
    ids = [bank.add_item(about, one, teacher.id).id for one in questions(f"file:{row.uid}")]
    choosing.choose(exam.id, ids)
    service.prepare(exam.id)
    return found


def tab_to(page: Page, selector: str) -> None:
    """Reach an element by the Tab key alone."""
    for _ in range(60):
        if page.evaluate("(one) => document.activeElement?.matches(one) ?? false", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {selector}")


def card(number: int, inner: str) -> str:
    return f".exam-card[data-item='{number}'] {inner}"


def in_order(page: Page) -> None:
    """Move the items up until they stand in the right order."""
    wanted = ["số một", "số hai", "số ba"]
    for place, text in enumerate(wanted):
        for _ in range(3):
            told = page.locator(card(7, ".order-item .option-text")).all_inner_texts()
            if told.index(text) == place:
                break
            value = page.locator(card(7, ".order-item"), has_text=text).get_attribute("data-value")
            tab_to(page, card(7, f"[data-value='{value}'] [data-move=up]"))
            page.keyboard.press("Enter")
    tab_to(page, card(7, "[data-keep]"))
    page.keyboard.press("Enter")


def letter_of(page: Page, text: str) -> str:
    told = page.locator(card(6, ".match-right .option-text")).all_inner_texts()
    return "ABC"[told.index(text)]


def answer(page: Page, number: int) -> None:
    """Answer a question that has just been opened by the keyboard."""
    keys = page.keyboard
    if number in (1, 2):
        for key in ("b",) if number == 1 else ("a", "c"):
            keys.press(key)
    elif number == 3:
        for place, key in enumerate(("Space", "ArrowDown", "Space", "ArrowDown")):
            tab_to(page, card(3, f".statement:nth-of-type({place + 1}) input"))
            keys.press(key)
            keys.press("Tab")
    elif number == 4:
        keys.type("1,5")
        tab_to(page, card(4, "[data-key='-']"))
        keys.press("Enter")
    elif number == 5:
        keys.type("ha noi")
    elif number == 6:
        for text in ("là hai", "là bốn"):
            keys.press(letter_of(page, text))
            keys.press("Tab")
    elif number == 7:
        in_order(page)
    elif number == 8:
        # The gaps stand in the order 2, 1, 3; the first of the numbers has the keyboard.
        tab_to(page, card(8, "[data-number='1']"))
        keys.type("huế")
        tab_to(page, card(8, "[data-number='3']"))
        keys.press("s")
        page.locator(card(8, "[data-number='2']")).focus()
        keys.type("3")
    elif number == 9:
        keys.type(ESSAY)
    elif number == 10:
        tab_to(page, card(10, "input[type=file]:not([capture])"))
        choose(page, "bai.png")
        expect(page.locator(card(10, ".answer-file-state"))).to_have_attribute(
            "data-state", "arrived"
        )
    elif number == 11:
        tab_to(page, card(11, "[data-cross]"))
        for key in ("ArrowRight", "ArrowRight", "Enter"):
            keys.press(key)
        # A pointer puts the point elsewhere and, on the same spot, takes it away again.
        expect(page.locator(card(11, ".hotspot-point"))).to_have_count(1)
        plane = page.locator(card(11, "[data-plane]"))
        box = plane.bounding_box()
        assert box is not None
        plane.click(position={"x": box["width"] * 0.52, "y": box["height"] * 0.5})
        expect(page.locator(card(11, ".hotspot-point"))).to_have_count(0)
        tab_to(page, card(11, "[data-cross]"))
        keys.press("Enter")


def choose(page: Page, name: str) -> None:
    photo = {"name": name, "mimeType": "image/png", "buffer": picture().getvalue()}
    page.locator(card(10, "input[type=file]:not([capture])")).set_input_files([photo])  # type: ignore[list-item]


def kept_files(page: Page) -> int:
    """How many files the device itself keeps."""
    found: int = page.evaluate(
        """() => new Promise((resolve) => {
          const asked = indexedDB.open("lopso-exams");
          asked.onsuccess = () => {
            const store = asked.result.transaction("kept").objectStore("kept");
            const all = store.getAllKeys();
            const ours = (keys) => keys.filter((key) => key.startsWith("file/"));
            all.onsuccess = () => resolve(ours(all.result).length);
          };
        })"""
    )
    return found


def shown(page: Page) -> list[Any]:
    """What the page says of its answers, whatever the order on the paper."""
    checked = page.evaluate(
        "() => [...document.querySelectorAll('.exam-card')].map((one) => [...one.querySelectorAll("
        "'input:checked, select, textarea, input[type=text]')].map((field) => field.value))"
    )
    order = page.locator(card(7, ".order-item .option-text")).all_text_contents()
    files = page.locator(card(10, ".answer-file")).count()
    return [*checked, order, files, page.locator(card(11, ".hotspot-point")).count()]


def test_every_kind_by_keyboard_on_a_telephone(house: House, open_page: OpenPage) -> None:
    held = room()
    page = open_page(held.pupils[0], width=360, height=740)
    begin(page, held.uid)
    found: list[str] = []
    for number in range(1, 12):
        answer(page, number)
        expect_state(page, number, "saved")
        found += [f"{number}: {fault}" for fault in faults(page)]
        if number < 11:
            tab_to(page, "#exam-next")
            page.keyboard.press("Enter")
    assert found == []
    answers = stored(held.uid)
    assert (answers[4], answers[9]) == ("-1,5", ESSAY)
    assert answers[8] == ["huế", "3", 1]
    (point,) = answers[11]  # type: ignore[misc, attr-defined]
    assert abs(point[0] - 520) <= 20 and abs(point[1] - 500) <= 20  # type: ignore[has-type]
    page.route("**/exams/uploads", lambda route: route.abort())
    choose(page, "bai-hai.png")
    second = page.locator(card(10, ".answer-file-state")).nth(1)
    expect(second).to_have_text("đang chờ trên máy này, sẽ tự gửi")
    assert kept_files(page) == 1
    before = shown(page)
    page.reload()
    expect(page.locator("#exam-work")).to_be_visible()
    assert shown(page)[:9] == before[:9] and shown(page)[9:] == before[9:]
    expect(second).to_have_text("đang chờ trên máy này, sẽ tự gửi")
    page.unroute("**/exams/uploads")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(second).to_have_attribute("data-state", "arrived")
    expect_state(page, 10, "saved")
    assert kept_files(page) == 0 and len(stored(held.uid)[10]) == 2  # type: ignore[arg-type]
    tab_to(page, "#exam-hand-in")
    page.keyboard.press("Enter")
    tab_to(page, "#exam-dialog-yes")
    page.keyboard.press("Enter")
    expect(page.locator("#exam-end-link")).to_be_visible()
    tab_to(page, "#exam-end-link")
    page.keyboard.press("Enter")
    expect(page.locator(".review")).to_have_count(11)
    assert faults(page) == []
    db.session.rollback()
    attempt = db.session.scalars(select(Attempt).where(Attempt.exam_id == held.exam.id)).one()
    rows = db.session.execute(
        select(ExamQuestion.number, Result.state)
        .join(Result, Result.question_id == ExamQuestion.id)
        .where(Result.attempt_id == attempt.id)
        .order_by(ExamQuestion.number)
    )
    states = [state for _number, state in rows]
    assert states == ["right"] * 8 + ["unmarked"] * 2 + ["right"]
    assert attempt.score is None
    db.session.rollback()
