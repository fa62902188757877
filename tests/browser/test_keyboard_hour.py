"""The first hour of an administrator, a teacher and a librarian, by the keyboard alone."""

from pathlib import Path

from playwright.sync_api import Page, expect
from sqlalchemy import select

from lms.courses.models import Activity
from lms.exams.models import Exam
from repository.catalogue.models import Work
from school.people import service as people
from school.people.models import Person, RoleGrant
from suite import jobs
from suite.db import db
from tests.browser.conftest import PASSWORD, OpenPage
from tests.browser.house import House
from tests.browser.keys import Keys
from tests.kit import make, make_courses, make_exams, make_roster

MINE = "mật khẩu của tôi 9"


def enter(page: Page, username: str, password: str) -> Keys:
    """Sign in; the focus stands in the first field by itself."""
    page.goto("/signin")
    keys = Keys(page)
    assert keys.is_at("[name=username]")
    keys.look()
    keys.write(username)
    keys.fill("[name=password]", password)
    keys.arrive(r"/(password)?")
    return keys


def first_password(keys: Keys, given: str) -> None:
    """Change it; a refused form takes the focus and leads to the field."""
    keys.into_main()
    for name, text in (("current", given), ("new", MINE), ("again", "không giống")):
        keys.fill(f"[name={name}]", text)
    keys.arrive("/password")
    assert keys.is_at("[data-error-summary]"), "a refused form takes the focus"
    keys.to("[data-error-summary] a")
    keys.press("Enter")
    assert keys.is_at("[name=again]"), "the first error leads to its field"
    for name, text in (("current", given), ("new", MINE), ("again", MINE)):
        keys.to(f"[name={name}]", back=name == "current")
        keys.press("Control+A")
        keys.write(text)
    keys.arrive("/")


def account_menu(keys: Keys) -> None:
    """The menu opens by a key, is walked, and Escape closes it where it was."""
    keys.page.wait_for_load_state()
    keys.to(".menu summary")
    keys.press("Enter")
    keys.to(".menu-sheet a.menu-item")
    keys.press("Escape")
    assert keys.is_at(".menu summary")
    assert keys.page.locator(".menu[open]").count() == 0


def test_an_administrator(house: House, open_page: OpenPage, tmp_path: Path) -> None:
    make.year()
    make.subject("TOAN")
    school = make.school("THCS Bàn Phím")
    boss = make.person("Quản Trị", "school_administrator", school)
    slip = people.reset_password(boss)
    file = tmp_path / "danh-sach.xlsx"
    pupils = [[1, "0223456789", "Nguyễn Thị Bình", "05/09/2015", "Nữ", "6A"]]
    file.write_bytes(make_roster.school_book(pupils=[make_roster.PUPIL_HEADER, *pupils]))
    page = open_page()
    keys = enter(page, boss.username, slip.password)
    first_password(keys, slip.password)
    account_menu(keys)
    keys.follow(f"main a[href='/units/{school.id}/roster']", "/roster")
    keys.into_main()
    keys.give_file("#file", file)
    keys.follow("main form[enctype] button[type=submit]", "/roster")
    keys.into_main()
    sheet = "details.list-sheet:not([open]) >> nth=0"
    keys.to(f"{sheet} >> summary")
    keys.press("Enter")
    keys.to("details.list-sheet[open] select")
    keys.follow("main button:has-text('Đọc lại')", "/roster")
    keys.into_main()
    keys.follow("form[action$=confirm] button[type=submit]", "/roster/confirm")
    expect(page.locator(".slip").first).to_be_visible()
    keys.into_main()
    keys.to("main button, main a")
    slips_of_a_class(keys)
    a_role(keys)
    db.session.rollback()
    sach = select(Person.id).where(Person.full_name == "Phạm Thị Cô", Person.school_id == school.id)
    held = select(RoleGrant.role).where(RoleGrant.person_id.in_(sach))
    assert set(db.session.scalars(held)) == {"teacher", "librarian"}


def slips_of_a_class(keys: Keys) -> None:
    """From the navigation to a class, and through the question to its slips."""
    keys.to(".side a[href='/classes']", back=True)
    keys.arrive("/classes")
    keys.into_main()
    keys.follow("main tbody a:has-text('6A')", r"/classes/\d+")
    keys.into_main()
    keys.follow("main form[action$='first-passwords'] button", "first-passwords")
    keys.into_main()
    keys.follow("button[name=sure]", "first-passwords", "Space")
    expect(keys.page.locator(".slip").first).to_be_visible()


def a_role(keys: Keys) -> None:
    """A teacher of the list becomes librarian; ending the role is undone by its button."""
    keys.page.wait_for_load_state()
    keys.follow(".side a[href='/people']", "/people")
    keys.into_main()
    keys.follow("main a:has-text('Phạm Thị Cô')", r"/people/\d+")
    keys.into_main()
    keys.to("main .more summary")
    keys.press("Enter")
    keys.follow("main a[href$='/roles']", "/roles")
    keys.into_main()
    keys.choose("#role", "Cán bộ thư viện")
    keys.follow("main form button:has-text('Giao vai trò')", "/roles")
    row = "tr:has-text('Cán bộ thư viện')"
    keys.into_main()
    keys.follow(f"{row} >> button", "/roles")
    keys.into_main()
    keys.follow(".flashes form.undo button", "/roles")
    expect(keys.page.locator(f"{row} >> form[action$=end]")).to_have_count(1)


def test_a_teacher(house: House, open_page: OpenPage) -> None:
    of = make_courses.taught()
    for n in range(3):
        make_exams.question(of.teacher, f"Câu hỏi bàn phím số {n}")
    keys = enter(open_page(), of.teacher.username, PASSWORD)
    keys.into_main()
    course = f"/courses/{of.course.id}"
    keys.to(".side a[href='/courses']", back=True)
    keys.arrive("/courses")
    keys.into_main()
    keys.follow(f"main a[href='{course}']", f"{course}")
    new(keys, "assignment")
    keys.fill("[name=title]", "Bài tập bằng bàn phím")
    keys.fill("[name=text]", "Làm bài 1 và 2.")
    keys.follow("main form button[type=submit]", r"/courses/assignment/\d+")
    keys.into_main()
    keys.follow(f"main a[href='{course}']", f"{course}")
    new(keys, "exam")
    keys.fill("[name=title]", "Kiểm tra bằng bàn phím")
    keys.fill("[name=minutes]", "15")
    keys.follow("main form button[type=submit]", "/manage")
    keys.into_main()
    keys.fill("#draw-count", "3")
    keys.to("button[value=draw]")
    keys.arrive("/manage")
    keys.into_main()
    keys.to("button[value=prepare]")
    keys.arrive("/manage", "Space")
    expect(keys.page.locator("button[value=unprepare]")).to_be_visible()
    db.session.rollback()
    kinds = select(Activity.kind).where(Activity.course_id == of.course.id)
    assert sorted(db.session.scalars(kinds)) == ["assignment", "exam"]
    states = select(Exam.state).where(Exam.course_id == of.course.id)
    assert db.session.scalars(states).all() == ["ready"]


def new(keys: Keys, kind: str) -> None:
    """Open the menu of a section and choose what to add; Escape closes it first."""
    keys.into_main()
    menu = ".course-part details summary"
    keys.to(menu)
    keys.press("Space")
    keys.to(".course-part details[open] a")
    keys.press("Escape")
    assert keys.is_at(menu), "Escape closes the menu and the focus stays with it"
    keys.press("Enter")
    keys.follow(f"main a[href*='/courses/{kind}/new']", rf"/courses/{kind}/new/\d+")
    keys.into_main()


def test_a_librarian(house: House, open_page: OpenPage, tmp_path: Path) -> None:
    school = make.school("THCS Thư Viện")
    librarian = make.person("Lê Thị Thư", "librarian", school)
    file = tmp_path / "dinh-ly.txt"
    file.write_text("Định lý Pytago\n\nTrong tam giác vuông, a² + b² = c².", encoding="utf-8")
    keys = enter(open_page(), librarian.username, PASSWORD)
    keys.into_main()
    keys.follow("main a[href='/library/upload']", "/upload")
    keys.into_main()
    keys.give_file("#upload-files", file, "Space")
    keys.to("main form[data-upload] button[type=submit]")
    keys.press("Enter")
    expect(keys.page.locator("[data-uploads] [data-waiting]").first).to_be_attached()
    jobs.drain()
    expect(keys.page.locator(".upload-end a").first).to_be_visible()
    keys.follow(".upload-end a", "/edit")
    keys.into_main()
    keys.fill("[name=title]", "Định lý Pytago")
    keys.choose("[name=licence]", "Nhà trường là chủ sở hữu")
    keys.follow("main form button[type=submit]", r"/library/works/[^/]+")
    keys.into_main()
    keys.follow("main form[action$=submit] button", r"/library/works/[^/]+")
    db.session.rollback()
    found = db.session.scalars(select(Work).where(Work.depositor_id == librarian.id)).one()
    assert (found.title, found.state) == ("Định lý Pytago", "submitted")
