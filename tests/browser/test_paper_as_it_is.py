"""A finished paper: its teacher brings a PDF and types the key, a pupil answers on a telephone,
and the mark is right."""

from decimal import Decimal

from playwright.sync_api import Page, expect
from sqlalchemy import select

from lms.exams import service
from lms.exams.models import Attempt
from suite.db import db
from tests.browser.conftest import OpenPage
from tests.browser.house import House
from tests.browser.test_exam_survives import expect_state
from tests.browser.test_pages import faults
from tests.browser.waiting import until
from tests.kit import make, make_exams, make_papers


def bring(page: Page, course_id: int) -> str:
    """From the course to the papers made; the uid of the exam."""
    page.goto(f"/courses/exam/new/{course_id}")
    page.fill("[name=title]", "Kiểm tra giữa kì")
    page.get_by_role("button", name="Đề có sẵn").click()
    paper = {"name": "de.pdf", "mimeType": "application/pdf", "buffer": make_papers.pdf(2)}
    page.set_input_files("#files", paper)
    page.get_by_role("button", name="Dùng làm đề").click()
    expect(page.locator(".paper-picture")).to_have_count(2)
    page.fill("[name=typed]", make_papers.KEY.replace("3D", "3X"))
    page.get_by_role("button", name="Tạo phiếu trả lời").click()
    expect(page.locator("#faults li")).to_contain_text("Dòng 2, ký tự 7: không hiểu “3X”")
    assert faults(page) == []
    page.fill("[name=typed]", make_papers.KEY)
    page.get_by_role("button", name="Tạo phiếu trả lời").click()
    expect(page.locator("[data-sheet] tbody tr")).to_have_count(5)
    uid = page.url.split("/exams/")[1].split("/")[0]
    page.goto(f"/exams/{uid}/manage")
    page.locator("button[value=prepare]").click()
    return uid


def answer(page: Page, uid: str) -> None:
    """The whole sheet at 360 px: the paper first, then the answers."""
    page.goto(f"/exams/{uid}")
    page.click("#exam-start")
    first = page.locator("#exam-pages img").first
    expect(first).to_be_visible()
    until(page, "document.querySelector('#exam-pages img').naturalWidth > 0")
    assert faults(page) == []
    before = first.bounding_box()
    page.locator("#exam-paper [data-zoom='1']").click()
    after = first.bounding_box()
    assert before and after and after["width"] > before["width"] * 1.2
    page.locator("[data-side-of=sheet]").click()
    for number, letter in ((1, "A"), (2, "C"), (3, "D")):
        card = page.locator(f".exam-card[data-item='{number}']")
        card.locator(".option", has=page.locator(f"input[data-letter={letter}]")).click()
    cluster = page.locator(".exam-card[data-item='4'] .statement")
    for at, way in enumerate(("true", "false", "true", "false")):
        cluster.nth(at).locator(".way", has=page.locator(f"[value={way}]")).click()
    page.locator(".exam-card[data-item='5'] [data-key='-']").click()
    page.locator(".exam-card[data-item='5'] input").press_sequentially("1,5")
    for number in range(1, 6):
        expect_state(page, number, "saved")
    assert faults(page) == []
    page.click("#exam-hand-in")
    page.click("#exam-dialog-yes")
    expect(page.locator("#exam-end-link")).to_be_visible()


def test_a_finished_paper_from_file_to_mark(house: House, open_page: OpenPage) -> None:
    of = make.school_class()
    teacher, pupil = make.teacher(of), make.student(of, "Lê Thị Phiếu")
    course = make_exams.course(of)
    uid = bring(open_page(teacher), course.id)
    page = open_page(pupil, width=360, height=740)
    answer(page, uid)
    attempt = db.session.scalars(
        select(Attempt).where(Attempt.person_id == pupil.id).order_by(Attempt.id.desc())
    ).first()
    assert attempt is not None
    exam_id = attempt.exam_id
    db.session.commit()
    service.close(exam_id)
    service.release(exam_id)
    score = db.session.scalar(select(Attempt.score).where(Attempt.id == attempt.id))
    db.session.commit()
    assert score == Decimal(8)
    page.goto(f"/exams/{uid}/result")
    expect(page.locator(".exam-score")).to_have_text("8")
    page.locator("[data-side-of=sheet]").click()
    expect(page.locator(".review").nth(1)).to_contain_text("sai")
