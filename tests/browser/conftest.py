"""Fixtures for tests that need a real browser.

`house`      the server (session-wide); `house.kill()` and `house.start()` at will. The test
             stands in an app context of the same database, so the makers of tests/kit work.
             End your own transaction (db.session.commit()) before the page goes on.
`browser`    Debian's Chromium (session-wide); tests skip with the reason when there is none.
`open_page`  `open_page(person=None, width=1280, height=900)` opens a browser of its own (own
             cookies and storage), signed in by the form. A report of the content security
             policy, an error in a script or a request to another host fails the test.
"""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, expect, sync_playwright
from sqlalchemy import update

from lms.exams.models import Attempt
from lms.sittings.models import Sitting
from school.people.models import Person
from suite import clock
from suite.db import db
from tests.browser.house import House

PASSWORD = "mật khẩu thử 1"
PATIENCE = 15_000  # milliseconds: the machine may be busy with the other tests
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
]
WATCH = """document.addEventListener("securitypolicyviolation", (event) =>
  window.reportViolation(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`));"""

OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("no Chromium on this machine")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, headless=True, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with House(tmp_path_factory.mktemp("house")) as running:
        yield running


@pytest.fixture
def house(server: House) -> Iterator[House]:
    if server.process is None:
        server.start()
    with server.app.app_context():
        # An expired object would be read again by a transaction that keeps the server waiting.
        db.session().expire_on_commit = False
        yield server
        end_exams()
        db.session.remove()


def end_exams() -> None:
    """End what is still being taken: heavy work of a later test would wait for it."""
    db.session.rollback()
    now = clock.now()
    db.session.execute(update(Attempt).where(Attempt.closed_at.is_(None)).values(closed_at=now))
    db.session.execute(update(Sitting).where(Sitting.closes_at > now).values(closes_at=now))
    db.session.commit()


class Watched:
    """Collects what must not happen on a page."""

    def __init__(self, host: str) -> None:
        self.host = host
        self.faults: list[str] = []

    def request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https") and parts.netloc != self.host:
            self.faults.append(f"another host: {request.url}")

    def violation(self, _source: object, text: str) -> None:
        self.faults.append(f"content security policy: {text}")

    def error(self, error: Exception) -> None:
        self.faults.append(f"script: {error}")


@pytest.fixture
def open_page(browser: Browser, house: House) -> Iterator[OpenPage]:
    watched = Watched(urlsplit(house.url).netloc)
    contexts = []

    def opened(person: Person | None = None, *, width: int = 1280, height: int = 900) -> Page:
        # Read before the commit: what a rollback made expire would be asked for anew after it.
        username = person.username if person is not None else None
        db.session.commit()
        context = browser.new_context(
            base_url=house.url,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            viewport={"width": width, "height": height},
            has_touch=width < 700,
        )
        contexts.append(context)
        context.expose_binding("reportViolation", watched.violation)
        context.add_init_script(WATCH)
        context.on("request", watched.request)
        page = context.new_page()
        page.on("pageerror", watched.error)
        page.set_default_timeout(PATIENCE)
        if username is not None:
            page.goto("/signin")
            page.fill("[name=username]", username)
            page.fill("[name=password]", PASSWORD)
            page.press("[name=password]", "Enter")
            page.wait_for_url(f"{house.url}/", wait_until="commit")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert watched.faults == []


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A page, signed out."""
    return open_page()
