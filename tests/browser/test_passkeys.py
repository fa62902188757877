"""Passkeys in a real browser, with an authenticator that the browser plays itself."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select

from school.people.models import Person
from school.signin import factors
from school.signin.models import DeviceSession, Factor
from suite.db import db
from tests.browser.conftest import PASSWORD, WATCH
from tests.browser.house import House
from tests.kit import make

OpenAt = Callable[..., Page]


@pytest.fixture
def open_at(browser: Browser, house: House) -> Iterator[OpenAt]:
    """`open_at(host)` opens a browser of its own with an authenticator."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def opened(host: str = "localhost") -> Page:
        context = browser.new_context(base_url=f"http://{host}:{house.port}", locale="vi-VN")
        contexts.append(context)
        context.expose_binding("reportViolation", lambda _source, text: faults.append(text))
        context.add_init_script(WATCH)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.set_default_timeout(15_000)
        cdp = context.new_cdp_session(page)
        cdp.send("WebAuthn.enable")
        device = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        cdp.send("WebAuthn.addVirtualAuthenticator", {"options": device})
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []


def staff() -> Person:
    person = make.person("Hồ Thị Thư", "librarian", make.school())
    db.session.commit()
    return person


def by_password(page: Page, username: str) -> None:
    page.goto("/signin")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")


def rows(model: Any) -> list[Any]:
    """All rows of a table, without a transaction that would keep the server waiting."""
    db.session.rollback()
    found = list(db.session.scalars(select(model).order_by(model.id)))
    db.session.expunge_all()
    db.session.rollback()
    return found


def test_a_passkey_is_made_and_opens_the_account_alone(house: House, open_at: OpenAt) -> None:
    person = staff()
    person_id, name = person.id, person.username
    page = open_at()
    by_password(page, name)
    page.wait_for_url("**/")
    page.goto("/second-factor")
    page.get_by_role("button", name="Thêm khoá truy cập").click()
    expect(page.locator(".words code")).to_have_count(10)
    row = rows(Factor)[-1]
    assert (row.person_id, row.kind, row.label) == (person_id, "passkey", "Chrome · Linux")
    page.context.clear_cookies()
    page.goto("/signin?next=/second-factor")
    page.get_by_role("button", name="Đăng nhập bằng khoá truy cập").click()
    page.wait_for_url(f"http://localhost:{house.port}/second-factor")
    held = [one for one in rows(DeviceSession) if one.person_id == person_id]
    assert [one.how for one in held] == ["password", "passkey"]


def test_a_passkey_after_the_password(open_at: OpenAt) -> None:
    name = staff().username
    page = open_at()
    by_password(page, name)
    page.wait_for_url("**/")
    page.goto("/second-factor")
    page.get_by_role("button", name="Thêm khoá truy cập").click()
    word = page.locator(".words code").first.inner_text()
    page.context.clear_cookies()
    by_password(page, name)
    page.wait_for_url("**/signin/code*")
    page.goto("/people/me")
    page.wait_for_url("**/signin*")
    by_password(page, name)
    page.get_by_role("button", name="Dùng khoá truy cập").click()
    page.wait_for_url("**/")
    assert factors.has_any(rows(Factor)[-1].person_id)
    db.session.rollback()
    page.goto("/second-factor")
    page.fill("#proof", word)
    page.get_by_role("button", name="Bỏ khoá truy cập").click()
    expect(page.locator(".notice-success, .flash-success").first).to_be_visible()
    assert not factors.has_any(rows(Factor)[-1].person_id)
    db.session.rollback()


def test_another_persons_passkey_is_no_second_step(open_at: OpenAt) -> None:
    first, second = staff().username, staff().username
    page = open_at()
    for name in (first, second):
        by_password(page, name)
        page.wait_for_url("**/")
        page.goto("/second-factor")
        page.get_by_role("button", name="Thêm khoá truy cập").click()
        expect(page.locator(".words code")).to_have_count(10)
        page.context.clear_cookies()
    keys = rows(Factor)[-2:]
    db.session.get_one(Factor, keys[1].id).handle = "x"
    db.session.commit()
    by_password(page, second)
    page.wait_for_url("**/signin/code*")
    page.get_by_role("button", name="Dùng khoá truy cập").click()
    expect(page.locator("[data-passkey-failed]")).to_be_visible()


def test_not_offered_where_the_page_is_no_secure_context(open_at: OpenAt) -> None:
    page = open_at("127.0.0.1")
    page.goto("/signin")
    expect(page.locator("[data-passkey]")).to_have_count(1)
    expect(page.get_by_role("button", name="Đăng nhập bằng khoá truy cập")).to_be_hidden()
