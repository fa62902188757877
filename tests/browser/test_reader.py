"""In a real browser: from a search to the page of the hit, with the words marked."""

import re
from io import BytesIO

from playwright.sync_api import Page, expect

from repository.catalogue import service
from repository.ingest import service as ingest
from repository.reading.models import Reading
from suite import jobs
from suite.db import db
from tests.browser.conftest import OpenPage
from tests.browser.house import House
from tests.kit import make_library
from tests.kit.make_library import Town
from tests.kit.shared import shared


def library(here: Town, name: str = "pdf/gdpt2018-toan.pdf") -> int:
    """A file of the shared library (the ministry's programme of mathematics), published and
    indexed; its id."""
    path = shared(f"data/library/{name}")
    upload = ingest.receive(
        path.name,
        BytesIO(path.read_bytes()),
        unit_id=here.school.id,
        person_id=here.teacher.id,
        queue=False,
    )
    work = ingest.take(upload, make_library.OPEN)
    assert work is not None, upload.code
    service.submit(work, here.teacher.id)
    service.publish(work, here.librarian.id)
    jobs.drain(["index"])
    file_id = work.files[0].id
    # What is read later must not open a transaction that keeps the server waiting.
    db.session.refresh(here.student)
    db.session.commit()
    return file_id


def marks(page: Page) -> list[str]:
    """The marked words of the page that is shown."""
    expect(page.locator(".text-layer mark").first).to_be_attached()
    return [" ".join(text.split()) for text in page.locator(".text-layer mark").all_inner_texts()]


def test_from_search_to_the_page_of_the_hit(house: House, open_page: OpenPage) -> None:
    here = make_library.town()
    library(here)
    page = open_page(here.student)
    page.goto("/library/")
    page.fill("#library-q", "duong tron")
    page.press("#library-q", "Enter")
    hit = page.locator(".found-page").first
    number = re.search(r"\d+", hit.locator(".found-number").inner_text())
    assert number is not None
    expect(hit.locator("mark").first).to_have_text(re.compile("đường tròn", re.IGNORECASE))
    hit.click()
    page.wait_for_selector(f"[data-reader][data-shown='{number.group()}']")
    assert "đường tròn" in " ".join(marks(page)).lower()
    page.click("[data-turn='1']")
    page.wait_for_selector(f"[data-shown='{int(number.group()) + 1}']")
    assert f"page={int(number.group()) + 1}" in page.url
    page.fill("#reader-q", "bất phương trình bậc hai")
    page.press("#reader-q", "Enter")
    found = page.locator(".text-layer mark").filter(has_text=re.compile("bất", re.IGNORECASE))
    expect(found.first).to_be_attached()


def test_the_reader_counts_only_what_the_server_saw(house: House, open_page: OpenPage) -> None:
    here = make_library.town()
    file_id, person_id = library(here), here.student.id
    page = open_page(here.student, width=360, height=740)
    with page.expect_response(lambda answer: answer.url.endswith("/beat")) as told:
        page.goto(f"/library/read/{file_id}?page=3")
    assert told.value.status == 200
    page.wait_for_selector("[data-shown='3']")
    foot = page.locator(".reader-foot").bounding_box()
    assert foot is not None
    assert foot["y"] + foot["height"] <= 741
    with page.expect_navigation():
        page.click("[data-text-link]")
    expect(page.locator(".page-text")).to_be_visible()
    db.session.rollback()
    row = db.session.query(Reading).filter_by(person_id=person_id).one()
    assert row.seconds < 30
    assert row.used_at is None


def stay(page: Page) -> None:
    """A minute at a page, by the browser's clock."""
    with page.expect_response(lambda answer: answer.url.endswith("/beat")) as told:
        page.clock.fast_forward(60_000)
    assert told.value.status == 200


def test_another_browser_goes_on_at_the_same_page(house: House, open_page: OpenPage) -> None:
    """A PDF and a book as it is set: read on at school where one stopped at home."""
    here = make_library.town()
    pdf = library(here)
    epub = library(here, "epub/accessible_epub_3.epub")
    student = here.student
    home = open_page(student)
    home.clock.install()
    home.goto(f"/library/read/{pdf}?page=3")
    home.wait_for_selector("[data-shown='3']")
    home.click("[data-turn='1']")
    home.wait_for_selector("[data-shown='4']")
    stay(home)
    home.goto(f"/library/read/{epub}?page=5")
    stay(home)
    school = open_page(student, width=360, height=740)
    school.goto("/library/")
    expect(school.locator(".begun-link")).to_have_count(2)
    school.goto(f"/library/read/{pdf}")
    school.wait_for_selector("[data-shown='4']")
    school.goto(f"/library/read/{epub}")
    expect(school.locator("[data-page-text]")).to_have_attribute("data-page-text", "5")
