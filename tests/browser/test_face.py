"""Weight over the wire; dark and large print on a phone; the keyboard; a job that is watched."""

import pytest
from playwright.sync_api import Browser, Page, expect

from suite import jobs
from suite.db import db
from tests.browser.house import House
from tests.browser.test_pages import cookie, faults, town
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


LOOKED_AT = (
    *(("student", "/"), ("student", "/courses"), ("student", "/library/?q=phương+trình")),
    *(("teacher", "/courses/1"), ("teacher", "/courses/1/gradebook"), ("teacher", "/bank")),
    *(("administrator", "/people"), ("administrator", "/calendar"), ("administrator", "/design")),
    *(("commune_officer", "/coverage"), ("librarian", "/library/upload")),
)


def opened(browser: Browser, house: House, role: str, look: str, width: int = 360) -> Page:
    """A page of a person of a role, with a look chosen."""
    session = cookie(house, one_with(role))
    db.session.rollback()
    context = browser.new_context(
        base_url=house.url, locale="vi-VN", viewport={"width": width, "height": 740}
    )
    chosen = {"name": "look", "value": look, "url": house.url}
    context.add_cookies([session, chosen])  # type: ignore[list-item]
    return context.new_page()


@pytest.mark.parametrize("look", ["dark.normal", "dark.large"])
def test_pages_in_the_dark_and_in_large_print(look: str, town: House, browser: Browser) -> None:
    wrong = {}
    for role in dict.fromkeys(role for role, _url in LOOKED_AT):
        page = opened(browser, town, role, look)
        for url in (url for who, url in LOOKED_AT if who == role):
            answer = page.goto(url, wait_until="load")
            assert answer is not None and answer.status == 200, url
            dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
            assert dark == "rgb(21, 24, 22)"
            if found := faults(page):
                wrong[url] = found
        page.context.close()
    assert wrong == {}


def test_the_device_decides_unless_the_reader_does(town: House, browser: Browser) -> None:
    page = opened(browser, town, "student", "system.normal")
    colour = "getComputedStyle(document.body).backgroundColor"
    page.emulate_media(color_scheme="dark")
    page.goto("/look")
    assert page.evaluate(colour) == "rgb(21, 24, 22)"
    page.check("#theme-light")
    page.click("main button[type=submit]")
    assert page.evaluate(colour) == "rgb(250, 247, 241)"
    page.context.close()


def test_the_keyboard_reaches_the_content_first(town: House, browser: Browser) -> None:
    page = opened(browser, town, "student", "system.normal", 1280)
    page.goto("/")
    page.keyboard.press("Tab")
    skip = page.locator(".skip-link")
    expect(skip).to_be_focused()
    assert skip.bounding_box()["y"] >= 0, "it is seen while it has the focus"  # type: ignore[index]
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Tab")
    inside = "document.querySelector('#main').contains(document.activeElement)"
    assert page.evaluate(inside)
    seen = "getComputedStyle(document.activeElement).outlineStyle"
    assert page.evaluate(seen) == "solid"
    page.context.close()


def test_a_form_with_errors_takes_the_focus_and_is_not_sent_twice(
    town: House, browser: Browser
) -> None:
    page = opened(browser, town, "teacher", "system.normal")
    page.goto("/courses/page/new/1")
    page.evaluate("document.querySelector('[name=title]').removeAttribute('required')")
    page.fill("[name=text]", "Giữ lại nhé")
    page.click("main button[type=submit] >> nth=0")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    expect(page.locator("[name=text]")).to_have_value("Giữ lại nhé")
    page.click("[data-error-summary] a")
    field = page.locator("[name=title]")
    expect(field).to_be_focused()
    assert field.get_attribute("aria-describedby") == "title-error"
    sent: list[str] = []
    page.on("request", lambda one: sent.append(one.url) if one.method == "POST" else None)
    page.fill("[name=title]", "Một lần thôi")
    page.dblclick("main .form-actions button >> nth=0")
    page.wait_for_url("**/courses/page/*")
    assert len(sent) == 1
    page.context.close()


def test_a_job_is_watched_to_its_end(town: House, browser: Browser) -> None:
    person = one_with("librarian")
    row = jobs.enqueue("repository.take", owner_id=person.id, upload_id=0)
    db.session.commit()
    page = opened(browser, town, "librarian", "system.normal")
    page.goto(f"/jobs/{row.id}")
    expect(page.locator("progress")).to_be_visible()
    assert faults(page) == []
    row.state, row.done, row.total = "running", 30, 60
    db.session.commit()
    expect(page.locator("progress")).to_have_attribute("value", "50", timeout=8_000)
    row.state = "done"
    db.session.commit()
    expect(page.locator("main .notice-success")).to_be_visible(timeout=8_000)
    page.context.close()


__all__ = ["HouseClient", "town"]
