"""A librarian's first day: 300 printed titles, labels, a set for 45 pupils, 20 files and 20 links
by list, and all of them approved under one decision."""

import io
import re
import zipfile

from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from repository.catalogue.models import Work
from repository.printed.loan_models import Loan
from repository.printed.models import Copy
from suite import jobs
from suite.db import db
from tests.browser.conftest import OpenPage
from tests.browser.house import House
from tests.kit import make
from tests.kit.make_print import row, workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TITLES, PUPILS, FILES, LINKS = 300, 45, 20, 20


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def test_a_librarians_first_day(house: House, open_page: OpenPage) -> None:
    of = make.school_class(make.school("THCS Ngày Đầu"), "6N")
    for n in range(PUPILS):
        make.student(of, f"Nguyễn Văn Bạn {n}")
    librarian = make.person("Lê Thị Sách", "librarian", of.school)
    principal = make.person("Phạm Văn Hiệu", "principal", of.school)
    books, class_id = f"/library/print/{of.school.id}", of.id
    page = open_page(librarian)
    numbers = print_titles(page, books)
    labels(page, books)
    class_set(page, f"{books}/sets/{class_id}", numbers)
    deposit(page)
    approve(open_page(principal, width=360, height=740))
    page.goto("/library/?q=bài+soạn+ngày+đầu")
    expect(page.locator(".found-title").first).to_contain_text("ngày đầu")


def print_titles(page: Page, books: str) -> list[str]:
    page.goto(f"{books}/import")
    rows = [row(f"Sách ngày đầu {n}") for n in range(TITLES)]
    page.set_input_files(
        "#list-file", {"name": "so.xlsx", "mimeType": XLSX, "buffer": workbook(rows)}
    )
    press(page, "Xem thử")
    press(page, "Vào sổ ngay")
    expect(page.locator("#main")).to_contain_text(str(TITLES))
    found = list(db.session.scalars(select(Copy.number).join(Work).order_by(Copy.id.desc())))
    db.session.rollback()
    return found[:TITLES]


def labels(page: Page, books: str) -> None:
    page.goto(f"{books}/labels")
    page.select_option("#label-list", index=1)
    press(page, "Tạo tờ nhãn")
    expect(page.locator(".label-sheet g")).to_have_count(TITLES)


def class_set(page: Page, address: str, numbers: list[str]) -> None:
    page.goto(address)
    page.fill("#set-codes", "\n".join(numbers[:PUPILS]))
    press(page, "Cho mượn bộ sách")
    expect(page.locator("#main")).to_contain_text(f"{PUPILS} bản")
    lent = select(func.count(Loan.id)).where(Loan.returned_at.is_(None))
    assert db.session.scalar(lent) >= PUPILS
    db.session.rollback()


def worked(page: Page) -> None:
    """Let the worker do what the page waits for, then open the list."""
    page.wait_for_url(re.compile("/jobs/"))
    page.goto("about:blank")  # the page of the job goes on by itself when it is done
    jobs.drain(["library"])
    page.goto("/library/lists")
    page.locator(".topic-list a").first.click()


def deposit(page: Page) -> None:
    lines = ["Nhan đề;Loại;Giấy phép;Tệp;Liên kết"]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as held:
        for n in range(FILES):
            held.writestr(f"bai{n}.txt", f"Bài soạn ngày đầu số {n}\n\nNội dung riêng {n * n}.")
            lines.append(f"Bài soạn ngày đầu {n};;Nhà trường là chủ sở hữu;bai{n}.txt;")
    lines += [
        f"Trang ngày đầu {n};;Nhà trường là chủ sở hữu;;https://hoc.example.vn/ngay-dau/{n}"
        for n in range(LINKS)
    ]
    page.goto("/library/lists")
    listed = {"name": "ds.csv", "mimeType": "text/csv", "buffer": "\n".join(lines).encode()}
    archive = {"name": "t.zip", "mimeType": "application/zip", "buffer": packed.getvalue()}
    page.set_input_files("#list-file", listed)
    page.set_input_files("#list-zip", archive)
    press(page, "Thử")
    worked(page)
    press(page, f"Nhập {FILES + LINKS} học liệu")
    worked(page)
    press(page, "Gửi thẩm định tất cả")
    expect(page.locator("#main")).to_contain_text(f"{FILES + LINKS} học liệu")


def approve(page: Page) -> None:
    page.goto("/library/desk")
    page.get_by_role("link", name="Chờ thẩm định").click()
    page.locator(".queue-list button[name=all]").click()
    page.fill("[name=number]", "12/QĐ-NGAYDAU")
    page.fill("[name=signer]", "Phạm Văn Hiệu")
    press(page, "Phê duyệt cả danh mục")
    expect(page.locator("#main")).to_contain_text("12/QĐ-NGAYDAU")
    jobs.drain()
    titles = select(func.count(Work.id)).where(
        Work.title.contains("ngày đầu"), Work.state == "published", Work.kind != "textbook"
    )
    assert db.session.scalar(titles) >= FILES + LINKS
    db.session.rollback()
