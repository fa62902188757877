"""What goes over the wire: the first page with all it needs, and a page after it."""

import pytest
from playwright.sync_api import Browser

from tests.browser.house import House
from tests.browser.test_pages import cookie, town
from tests.kit.client import HouseClient, sign_in
from tests.kit.crawl import one_with

FIRST, NEXT = 150_000, 20_000
PAGES = {
    "sign-in": (None, "/signin"),
    "first page": ("student", "/"),
    "course": ("teacher", "/courses/1"),
    "search": ("student", "/library/?q=phương+trình"),
    "coverage": ("commune_officer", "/coverage"),
}


def carried(browser: Browser, house: House, session: object, *urls: str) -> list[int]:
    """Bytes that came over the wire for each page in turn, headers included."""
    context = browser.new_context(
        base_url=house.url, locale="vi-VN", viewport={"width": 360, "height": 740}
    )
    if session:
        context.add_cookies([session])  # type: ignore[list-item]
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    sizes: list[int] = []
    wire.on("Network.loadingFinished", lambda seen: sizes.append(int(seen["encodedDataLength"])))
    found = []
    for url in urls:
        sizes.clear()
        page.goto(url, wait_until="networkidle")
        found.append(sum(sizes))
    context.close()
    return found


@pytest.mark.parametrize("name", PAGES)
def test_weight(name: str, town: House, browser: Browser) -> None:
    role, url = PAGES[name]
    session = None
    if role:
        person = one_with(role)
        assert sign_in(town.app.test_client(), person).get(url).status_code == 200
        session = cookie(town, person)
    (first,) = carried(browser, town, session, url)
    before = "/look" if url in ("/", "/signin") else "/"
    _, after = carried(browser, town, session, before, url)
    assert 2_000 < first <= FIRST
    assert 1_000 < after <= NEXT


__all__ = ["HouseClient", "town"]
