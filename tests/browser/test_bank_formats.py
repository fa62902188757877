"""The preview of a file of another system and the page of formats, on a telephone and a desk."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.test_pages import faults
from tests.kit import make

SAMPLES = Path(__file__).parents[1] / "lms" / "formats" / "samples"


@pytest.mark.parametrize("width", [360, 1280])
def test_a_moodle_file_is_looked_at_and_goes_out_again(open_page: OpenPage, width: int) -> None:
    page = open_page(make.teacher(make.school_class()), width=width)
    page.goto("/bank/import")
    page.set_input_files("input[type=file]", SAMPLES / "moodle.xml")
    page.get_by_role("button", name="Đọc câu hỏi").click()
    expect(page.locator(".bank-row")).to_have_count(4)
    expect(page.locator(".asked-picture")).to_be_visible()
    expect(page.locator(".bank-read .katex").first).to_be_visible()
    assert faults(page) == []
    page.locator("select[name=subject_code]").select_option("TOAN")
    for box in page.locator("input[name=take]").all():
        box.check()
    page.get_by_role("button", name="Nhập các câu đã chọn").click()
    page.get_by_role("link", name="Xem trong ngân hàng").click()
    page.get_by_role("link", name="Định dạng khác").click()
    page.get_by_label("GIFT").check()
    page.get_by_role("button", name="Xem phần bị mất").click()
    expect(page.locator(".bank-lost li").first).to_be_visible()
    assert faults(page) == []
