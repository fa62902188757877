"""The first hour on a phone: an administrator from nothing to slips, a homeroom teacher who gives
three new passwords, a guardian who sees the own child alone."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect
from sqlalchemy import select

from suite.audit import AuditEntry
from suite.db import db
from tests.browser.conftest import OpenPage
from tests.browser.house import House
from tests.kit import make, make_roster

PHONE = {"width": 360, "height": 740}


def narrow(page: Page) -> None:
    """Nothing on the page is wider than the phone."""
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 1


def test_an_administrator_brings_in_the_lists(
    house: House, open_page: OpenPage, tmp_path: Path
) -> None:
    make.year()
    make.subject("TOAN")
    school = make.school("THCS Giờ Đầu")
    file = tmp_path / "danh-sach.xlsx"
    file.write_bytes(make_roster.school_book())
    page = open_page(make.person("Quản Trị", "school_administrator", school), **PHONE)
    page.get_by_role("link", name="Nhập danh sách của trường").click()
    page.set_input_files("input[type=file]", str(file))
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("main")).to_contain_text(re.compile(r"học sinh mới\s*3"))
    narrow(page)
    page.locator("form[action$=confirm] button[type=submit]").click()
    slips = page.locator(".slip")
    expect(slips.first).to_be_visible()
    narrow(page)
    words = slips.filter(has_text="Nguyễn Thị Bình").first.locator("code").all_inner_texts()
    username, password = words[0], words[-1]
    pupil = open_page(**PHONE)
    pupil.goto("/signin")
    pupil.fill("[name=username]", username)
    pupil.fill("[name=password]", password)
    pupil.press("[name=password]", "Enter")
    expect(pupil).to_have_url(re.compile("/password"))
    pupil.fill("[name=current]", password)
    pupil.fill("[name=new]", "mật khẩu của em")
    pupil.fill("[name=again]", "mật khẩu của em")
    pupil.press("[name=again]", "Enter")
    expect(pupil.locator("h1")).to_contain_text("Nguyễn Thị Bình")
    page.goto("/")
    expect(page.locator(".guide-ready")).to_contain_text("2 / 3")


def test_a_homeroom_teacher_gives_three_new_passwords(house: House, open_page: OpenPage) -> None:
    of = make.school_class(make.school("THCS Chủ Nhiệm"))
    lead = make.teacher(of, "Cô Chủ Nhiệm", homeroom=True)
    pupils = [make.student(of, name) for name in ("Lê An", "Trần Bình", "Vũ Chi", "Đỗ Dung")]
    page = open_page(lead, **PHONE)
    taps = 0
    for pupil in pupils[:3]:
        page.goto(f"/classes/{of.id}")
        narrow(page)
        row = page.locator("tr", has_text=pupil.full_name)
        row.get_by_role("button").click()
        taps += 1
        expect(page.locator(".slip-name")).to_have_text(pupil.full_name)
        expect(page.locator(".slip code").last).to_have_text(re.compile(r"^\w{9}$"))
    assert taps == 3
    db.session.rollback()
    reset = select(AuditEntry.actor_id, AuditEntry.thing).where(
        AuditEntry.action == "password.reset", AuditEntry.actor_id == lead.id
    )
    assert {tuple(row) for row in db.session.execute(reset)} == {
        (lead.id, f"person:{pupil.id}") for pupil in pupils[:3]
    }
