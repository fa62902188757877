"""What a teacher typed or drew is not lost: marks while the network fails, areas of a picture."""

import io

from playwright.sync_api import Page, expect
from sqlalchemy import select

from lms.bank import pictures
from lms.exams import service
from lms.marking.models import HandMark
from lms.marking.queue import hand_questions
from suite.db import db
from tests.browser.conftest import OpenPage
from tests.browser.house import House
from tests.browser.test_every_kind import picture
from tests.kit import make_exams as make


def test_marks_survive_a_failing_network_and_areas_are_drawn(
    house: House, open_page: OpenPage
) -> None:
    room = make.room(pupils=1, questions=1, essays=1, shuffle_questions=False)
    token = make.start(house.app, room.exam, room.pupils[0]).json["token"]
    make.save(house.app, token, (1, 2, "Quê em đẹp lắm"))
    house.app.test_client().post("/exams/hand-in", headers={"X-Attempt": token})
    service.settle(room.exam)
    question = hand_questions(room.exam)[0].id
    row = pictures.take_in(io.BytesIO(picture().getvalue()), room.exam.school_id, room.teacher.id)
    name = f"file:{row.uid}"
    page = open_page(room.teacher)
    marks_by_hand(page, f"/exams/{room.uid}/marking/{question}")
    areas_of(page, name)


def marks_by_hand(page: Page, address: str) -> None:
    page.goto(address)
    page.route(f"**{address}", lambda route: (
        route.abort() if route.request.method == "POST" else route.continue_()
    ))  # fmt: skip
    page.fill("#points", "0,75")
    page.fill("#comment", "Cần dẫn chứng")
    expect(page.locator(".marking-state")).to_have_text("Chưa lưu được. Đang thử lại.")
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.locator("#points")).to_have_value("0,75")
    expect(page.locator("#comment")).to_have_value("Cần dẫn chứng")
    page.unroute(f"**{address}")
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.locator(".marking-state")).to_have_text("Đã lưu.")
    question = int(address.rpartition("/")[2])
    mark = db.session.scalars(select(HandMark).where(HandMark.question_id == question)).one()
    assert (str(mark.points), mark.comment) == ("0.75", "Cần dẫn chứng")
    db.session.commit()


def areas_of(page: Page, name: str) -> None:
    """A polygon by the pointer, a circle by the keyboard, and neither over what is written."""
    page.goto("/bank/new?kind=hotspot")
    expect(page.locator("#hotspot-edit")).to_be_hidden()
    page.fill("[name=picture]", name)
    held = page.locator("#hotspot-edit img")
    held.scroll_into_view_if_needed()
    page.check("#area-shape-poly")
    box = held.bounding_box()
    assert box is not None
    for x, y in ((0.25, 0.25), (0.75, 0.25), (0.5, 0.75)):
        held.click(position={"x": box["width"] * x, "y": box["height"] * y})
    page.click("[data-finish]")
    drawn = page.locator("#areas-0").input_value().split()
    assert drawn[0] == "poly" and len(drawn) == 7
    page.check("#area-shape-circle")
    page.focus("#hotspot-edit [data-cross]")
    for key in ("Enter", "ArrowRight", "Shift+ArrowDown", "Enter"):
        page.keyboard.press(key)
    expect(page.locator("#areas-1")).to_have_value("circle 50 50 5,1")
    page.focus("#hotspot-edit [data-cross]")
    for key in ("Enter", "ArrowUp", "Enter"):
        page.keyboard.press(key)
    expect(page.locator("#hotspot-news")).to_contain_text("Không còn dòng trống")
    expect(page.locator("#areas-1")).to_have_value("circle 50 50 5,1")
