"""The day of a school exam: from the vice-principal's plan to the printed report."""

from datetime import timedelta

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from sqlalchemy import select

from lms.exams.models import AnswerSave, Attempt, Exam
from suite import clock
from suite.db import db
from tests.browser.conftest import OpenPage
from tests.browser.house import House
from tests.browser.test_exam_survives import answer, expect_state
from tests.kit import make, make_exams


def act(page: Page, name: str, action: str) -> None:
    """Choose something for one candidate on the invigilator's board."""
    row = page.locator("tr", has_text=name)
    row.locator("summary").click()
    row.locator(f"button[value={action}]").click()


def no_faults(page: Page) -> None:
    """Axe finds nothing, and nothing sticks out at the side."""
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0


def plan(page: Page, watcher_id: int) -> str:
    """The vice-principal makes an exam for the whole grade over two rooms; its uid."""
    page.goto("/sittings")
    page.get_by_role("link", name="Tạo bài thi toàn trường").click()
    page.get_by_role("link", name="Khối 6").click()
    page.fill("[name=title]", "Thi giữa kì Toán 6")
    page.fill("[name=minutes]", "45")
    page.get_by_role("button", name="Tạo bài thi").click()
    uid = page.url.split("/exams/")[1].split("/")[0]
    page.locator("[name=item]").first.check()
    for box in page.locator("[name=item]").all():
        box.check()
    page.locator("button[value=choose]").click()
    page.get_by_role("link", name="Ca thi và phòng thi").click()
    page.get_by_role("link", name="Thêm ca thi").click()
    now = clock.now().astimezone(clock.VN)
    page.fill("[name=name]", "Ca 1")
    page.fill("[name=opens_at]", (now - timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M"))
    page.fill("[name=closes_at]", (now + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M"))
    page.get_by_role("button", name="Lưu").click()
    for number in (1, 2):
        page.get_by_role("link", name="Thêm phòng").click()
        page.fill("[name=name]", f"Phòng {number}")
        page.fill("[name=seats]", "2")
        page.fill("[name=networks]", "127.0.0.0/8")
        if number == 1:
            page.fill("[name=access_code]", "SEN1")
            page.check(f"[name=watchers][value='{watcher_id}']")
        page.get_by_role("button", name="Lưu").click()
    page.fill("[name=prefix]", "T6-")
    page.get_by_role("button", name="Xếp phòng thi").click()
    expect(page.get_by_text("4 trên 4 thí sinh đã có chỗ.")).to_be_visible()
    no_faults(page)
    page.get_by_role("link", name="Thiết lập và câu hỏi").click()
    page.locator("button[value=prepare]").click()
    return uid


def test_a_whole_exam_day(house: House, open_page: OpenPage) -> None:
    school = make.school()
    head = make.person("Lê Thị Hiệu Phó", "vice_principal", school)
    classes = [make.school_class(school, name) for name in ("6A", "6B")]
    teachers = [make.teacher(one, f"Thầy {one.name}") for one in classes]
    names = ("Nguyễn Văn An", "Trần Thị Bình", "Lê Văn Cường", "Phạm Thị Dung")
    pupils = [make.student(classes[n % 2], name) for n, name in enumerate(names)]
    watcher = make.person("Hoàng Giám Thị", "invigilator", school)
    for n in range(4):
        make_exams.question(teachers[0], f"Câu hỏi thi số {n}", right=0)
    uid = plan(open_page(head), watcher.id)

    first, second = open_page(pupils[0]), open_page(pupils[1])
    for page in (first, second):
        page.goto(f"/exams/{uid}")
        page.fill("#exam-code", "SEN1")
        page.click("#exam-start")
        expect(page.locator("#exam-message")).to_contain_text("giám thị chưa mở phòng thi")

    board = open_page(watcher, width=360, height=740)
    board.goto("/sittings")
    board.get_by_role("link", name="Phòng 1").click()
    expect(board.get_by_text("SEN1")).to_be_visible()
    board.get_by_role("button", name="Cho thí sinh bắt đầu").click()
    no_faults(board)
    for page in (first, second):
        page.click("#exam-start")
        expect(page.locator("#exam-work")).to_be_visible()
        answer(page, 1, "A")
        expect_state(page, 1, "saved")
    expect(board.locator("[data-count=working]")).to_have_text("2", timeout=15_000)

    act(board, "Nguyễn Văn An", "unlock")
    other = open_page(pupils[0])
    other.goto(f"/exams/{uid}")
    other.click("#exam-continue-button")
    expect(other.locator("#exam-work")).to_be_visible()
    answer(other, 2, "B")
    expect_state(other, 2, "saved")

    act(board, "Trần Thị Bình", "pause")
    answer(second, 2, "C")
    expect(second.locator("#exam-notice")).to_contain_text("tạm dừng")
    act(board, "Trần Thị Bình", "resume")
    expect(second.locator("#exam-notice")).to_be_hidden(timeout=20_000)
    act(board, "Trần Thị Bình", "extend")
    expect(board.get_by_text("1 học sinh").first).to_be_visible()

    for page in (other, second):
        page.click("#exam-hand-in")
        page.click("#exam-dialog-yes")
        expect(page.locator("#exam-end-link")).to_be_visible()
    expect(board.locator("[data-count=finished]")).to_have_text("2", timeout=15_000)
    board.fill("#incident-text", "Máy số 1 hỏng, thí sinh chuyển sang máy số 9")
    board.get_by_role("button", name="Ghi lại").click()
    board.get_by_role("link", name="Biên bản").click()
    expect(board.get_by_text("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")).to_be_visible()
    expect(board.get_by_text("Có mặt: 2")).to_be_visible()
    expect(board.get_by_text("chuyển sang máy số 9")).to_be_visible()
    no_faults(board)
    assert len(board.pdf()) > 10_000

    db.session.rollback()
    exam = db.session.scalars(select(Exam).where(Exam.uid == uid)).one()
    attempts = db.session.scalars(select(Attempt).where(Attempt.exam_id == exam.id)).all()
    assert {one.close_reason for one in attempts} == {"handed_in"}
    extended = next(one for one in attempts if one.person_id == pupils[1].id)
    assert extended.ends_at - extended.started_at > timedelta(minutes=50) - timedelta(seconds=5)
    own = AnswerSave.attempt_id.in_([one.id for one in attempts])
    saves = db.session.query(AnswerSave).filter(AnswerSave.held == 0, own).count()
    assert saves == 4
    db.session.rollback()
