"""The browser fixtures themselves, on the page that everyone sees first."""

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.house import House
from tests.kit import make


def test_a_pupil_signs_in_and_the_server_may_die(house: House, open_page: OpenPage) -> None:
    pupil = make.student(make.school_class())
    page = open_page(pupil, width=360, height=740)
    expect(page.locator("h1")).to_contain_text(pupil.full_name)
    house.kill()
    house.start()
    page.reload()
    expect(page.locator("h1")).to_contain_text(pupil.full_name)
