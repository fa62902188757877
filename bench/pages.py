"""Pupils with the real page in Chromium, who answer while everything around them is killed."""

import asyncio
import json
import random
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Browser, Dialog, Error, Page, async_playwright
from sqlalchemy import select

from lms.exams.models import AnswerSave, Attempt
from suite.db import db
from tests.browser.conftest import FLAGS, PASSWORD

THINKING = (2.0, 5.0)
RELOADS = 0.05  # the share of answers after which the pupil loads the page anew
SETTLE = 60_000  # ms for what waits at the end
RECEIPTS = """() => new Promise((resolve, reject) => {
  const open = indexedDB.open("lopso-exams");
  open.onerror = () => reject(open.error);
  open.onsuccess = () => {
    const store = open.result.transaction("kept").objectStore("kept");
    const all = store.getAll(IDBKeyRange.bound("receipt/", "receipt/\\uffff"));
    all.onsuccess = () => { open.result.close(); resolve(all.result); };
  };
})"""
SHOWN = """() => [...document.querySelectorAll("#exam-map button")].map((mark, place) => [
  mark.dataset.state,
  document.querySelector(`.exam-card[data-item="${place + 1}"] input:checked`)?.value ?? null,
])"""
NONE_WAITS = """() => !document.querySelector("#exam-map button[data-state=waiting]")"""


@dataclass
class Screen:
    """A page with what its pupil did."""

    page: Page
    address: str
    person_id: int
    answers: int = 0
    reloads: int = 0
    receipts: list[dict[str, Any]] = field(default_factory=list)
    shown: list[tuple[str, str | None]] = field(default_factory=list)


@asynccontextmanager
async def screens(
    port: int, exam_uid: str, people: list[tuple[int, str]]
) -> AsyncIterator[list[Screen]]:
    """Pages of pupils (id, username), signed in, with the exam started."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        raise RuntimeError("no Chromium on this machine")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield [await _begun(browser, port, exam_uid, *one) for one in people]
        await browser.close()


async def _begun(
    browser: Browser, port: int, exam_uid: str, person_id: int, username: str
) -> Screen:
    context = await browser.new_context(base_url=f"http://127.0.0.1:{port}", locale="vi-VN")
    page = await context.new_page()
    page.on("dialog", _leave)
    await page.goto("/signin")
    await page.fill("[name=username]", username)
    await page.fill("[name=password]", PASSWORD)
    await page.press("[name=password]", "Enter")
    await page.wait_for_url(f"http://127.0.0.1:{port}/", wait_until="commit")
    await page.goto(f"/exams/{exam_uid}")
    await page.click("#exam-start")
    await page.wait_for_selector("#exam-work:visible")
    return Screen(page, f"/exams/{exam_uid}", person_id)


async def _leave(dialog: Dialog) -> None:
    """Leaving with answers on board is asked about; this pupil leaves, or has left already."""
    with suppress(Error):
        await dialog.accept()


async def work(screen: Screen, told: Any, count: int, reloads: float = RELOADS) -> None:
    """Answer one of the first `count` questions, of single choice, after the other until the day
    is over, and wait for the last one."""
    while not told.over:
        await asyncio.sleep(random.uniform(*THINKING))
        item = random.randint(1, count)
        await screen.page.locator("#exam-map button").nth(item - 1).click()
        card = screen.page.locator(f".exam-card[data-item='{item}'] .option")
        await card.nth(random.randrange(4)).click()
        screen.answers += 1
        if random.random() < reloads:
            await _reload(screen)
    await screen.page.wait_for_function(NONE_WAITS, timeout=SETTLE)
    screen.receipts = await screen.page.evaluate(RECEIPTS)
    screen.shown = await screen.page.evaluate(SHOWN)


async def _reload(screen: Screen) -> None:
    """As a pupil does it: again and again until the page is there."""
    screen.reloads += 1
    while True:
        try:
            await screen.page.goto(screen.address, timeout=10_000)
            await screen.page.wait_for_selector("#exam-work:visible", timeout=20_000)
            return
        except Error:
            await asyncio.sleep(1)


def differences(screen: Screen) -> list[str]:
    """What the page says is saved and the server holds otherwise: receipts and questions."""
    rows = db.session.execute(
        select(AnswerSave.epoch, AnswerSave.seq, AnswerSave.item, AnswerSave.response)
        .join(Attempt, Attempt.id == AnswerSave.attempt_id)
        .where(Attempt.person_id == screen.person_id, AnswerSave.held == 0)
        .order_by(AnswerSave.epoch, AnswerSave.seq)
    ).all()
    kept = {(epoch, seq): (item, json.loads(text)) for epoch, seq, item, text in rows}
    newest = dict(kept.values())
    found = [
        f"receipt {one}: {there}"
        for one in screen.receipts
        if (there := kept.get((one["epoch"], one["seq"]))) != (one["item"], one["response"])
    ]
    for item, (state, value) in enumerate(screen.shown, 1):
        saved = None if value is None else int(value)
        if state != ("empty" if saved is None else "saved") or newest.get(item) != saved:
            found.append(f"question {item} {state} {saved}: {newest.get(item)}")
    return found
