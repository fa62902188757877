"""Every page of the demonstration town in a real browser, on a phone and on a desk.

Nothing serious for axe, nothing wider than the screen, no report of the content security policy,
nothing from another host; on the phone nothing too small for a finger. A page is opened once and
the window made narrow; a shape that an earlier role showed is put to axe on the phone alone.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route

from school.people.models import Person
from suite import demo
from suite.db import db
from tests.browser.conftest import WATCH, Watched
from tests.browser.house import House
from tests.browser.touch import cramped
from tests.browser.waiting import until
from tests.kit.client import HouseClient, session_key, sign_in
from tests.kit.crawl import ACCOUNTS, follow, one_with, shape

GRAVE = ("serious", "critical")
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 360, "height": 800}
WHOLE = ("student",)
SEEN: set[str] = set()


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with House(tmp_path_factory.mktemp("town"), demo=True) as house, house.app.app_context():
        demo.load()
        house.app.test_client_class = HouseClient
        yield house


def cookie(house: House, person: Person) -> dict[str, Any]:
    """The session cookie of a person, as the server signs it."""
    signer = house.app.session_interface.get_signing_serializer(house.app)  # type: ignore[attr-defined]
    session = {"_user_id": session_key(person), "_fresh": True}
    return {"name": "session", "value": signer.dumps(session), "url": house.url}


def pages(house: House, person: Person) -> list[str]:
    """One address of each shape that the person can reach and that is a page."""
    client = sign_in(house.app.test_client(), person)
    found: dict[str, str] = {}
    for url, status in follow(client).items():
        if status == 200 and shape(url) not in found and client.get(url).mimetype == "text/html":
            found[shape(url)] = url
    return list(found.values())


def faults(page: Page, read: bool = True) -> list[str]:
    """What is wrong with the page that is open; `read`: put to axe, too."""
    found = []
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    if wide > 1:
        found.append(f"{wide} px wider than the screen")
    for violation in Axe().run(page).response["violations"] if read else ():
        if violation["impact"] in GRAVE:
            where = violation["nodes"][0]["target"]
            found.append(f"axe {violation['id']}: {violation['help']} at {where}")
    return found


def to_look_at(role: str, urls: list[str]) -> dict[str, bool]:
    """Addresses, and whether nobody before saw such a page. Who mostly sees the pages of others
    looks at the first page and at the new ones."""
    new = {url: shape(url) not in SEEN for url in urls}
    SEEN.update(map(shape, urls))
    return {url: fresh for url, fresh in new.items() if fresh or url == "/" or role in WHOLE}


def looked_at(page: Page, url: str, fresh: bool, watched: Watched) -> dict[str, list[str]]:
    """The faults of one page, by width."""
    wrong = {}
    for size in (DESK, PHONE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        if size is DESK:
            page.goto(url, wait_until="load")
        found = faults(page, read=fresh or size is PHONE)
        found += cramped(page) if size is PHONE else []
        if found + watched.faults:
            wrong[f"{size['width']} {url}"] = found + watched.faults
        watched.faults.clear()
    return wrong


@pytest.mark.parametrize("role", list(ACCOUNTS))
def test_every_page(role: str, town: House, browser: Browser) -> None:
    person = one_with(role)
    urls, session = pages(town, person), cookie(town, person)
    # A transaction of the test's own would keep the server's writers waiting.
    db.session.rollback()
    assert len(urls) > 1
    watched = Watched(urlsplit(town.url).netloc)
    context = browser.new_context(base_url=town.url, locale="vi-VN")
    context.add_cookies([session])  # type: ignore[list-item]
    context.expose_binding("reportViolation", watched.violation)
    context.add_init_script(WATCH)
    context.on("request", watched.request)
    page = context.new_page()
    page.on("pageerror", watched.error)
    wrong: dict[str, list[str]] = {}
    for url, fresh in to_look_at(role, urls).items():
        wrong |= looked_at(page, url, fresh, watched)
    context.close()
    assert wrong == {}


SHIFTS = """window.shifted = 0; new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shifted += entry.value;
}).observe({type: "layout-shift", buffered: true});"""
OURS_LOADED = (
    "[...document.fonts].some((f) => f.family.includes('Be Vietnam') && f.status === 'loaded')"
)
MOST_SHIFT = 0.01


@pytest.mark.parametrize(
    ("role", "url"),
    [("commune_officer", "/coverage"), ("student", "/library/?q=phương+trình")],
)
def test_nothing_moves_when_the_letters_arrive(
    role: str, url: str, town: House, browser: Browser
) -> None:
    session = cookie(town, one_with(role))
    db.session.rollback()
    context = browser.new_context(
        base_url=town.url, locale="vi-VN", viewport={"width": 412, "height": 823}
    )
    context.add_cookies([session])  # type: ignore[list-item]
    context.add_init_script(SHIFTS)
    page = context.new_page()
    held: list[Route] = []
    page.route("**/*.woff2", lambda route: held.append(route))
    page.goto(url, wait_until="domcontentloaded")
    page.wait_for_timeout(300)
    assert held
    for route in held:
        route.continue_()
    until(page, OURS_LOADED)
    page.wait_for_timeout(100)
    assert page.evaluate("window.shifted") < MOST_SHIFT
    context.close()
