"""Waiting for what a page comes to; its content security policy stops Playwright's own way, which
is to ask again from within the page."""

from playwright.sync_api import Page

PAUSE, PATIENCE = 100, 15_000  # ms


def until(page: Page, expression: str) -> None:
    """Until the expression, or what it promises, is true."""
    for _ in range(PATIENCE // PAUSE):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(PAUSE)
    raise AssertionError(f"never true: {expression}")
