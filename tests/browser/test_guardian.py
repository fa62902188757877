"""A guardian on a phone: from signing in to what the own child got back, and no other child."""

from datetime import timedelta
from decimal import Decimal

from lms import api
from suite import clock
from suite.db import db
from tests.browser.conftest import OpenPage
from tests.browser.house import House
from tests.kit import make, make_courses


def test_a_guardian_sees_only_the_own_child(house: House, open_page: OpenPage) -> None:
    of = make_courses.taught(pupils=2, of=make.school("THCS Phụ Huynh"))
    child, other = of.pupils
    parent = make.guardian(child, "Bố Xem Trang")
    past = clock.now() - timedelta(days=1)
    done = make_courses.activity(of, "page", "Bài đã trả", due_at=past)
    for pupil, value in ((child, "8.5"), (other, "3.25")):
        api.give_mark(
            done.id, pupil.id, Decimal(value), api.GIVEN, "chấm", of.teacher.id, release=True
        )
    db.session.commit()
    page = open_page(parent, width=360, height=740)
    page.locator(".today-item", has_text=child.full_name).click()
    page.get_by_role("heading", level=1, name=child.full_name).wait_for()
    text = page.locator("main").inner_text()
    assert "Bài đã trả" in text and "8,5" in text and "3,25" not in text
    names = [child.full_name, other.full_name]
    child_id, other_id = child.id, other.id
    db.session.commit()
    assert page.goto(f"/children/{other_id}").status == 404  # type: ignore[union-attr]
    assert page.goto(f"/people/{other_id}").status == 404  # type: ignore[union-attr]
    page.goto("/children")
    assert names[0] in page.content() and names[1] not in page.content()
    page.goto(f"/children/{child_id}")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
