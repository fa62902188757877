"""The visual editor of formulas in the form of a question: typed, edited, pasted from Word."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.test_pages import faults
from tests.kit import make
from tests.lms.formats.test_pasted import WORD

PASTE = """(field, html) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", "chữ");
  const how = { clipboardData: data, bubbles: true, cancelable: true };
  field.dispatchEvent(new ClipboardEvent("paste", how));
}"""


def typed(page: Page, keys: str) -> None:
    expect(page.frame_locator("#formula-dialog iframe").locator("math-field")).to_be_focused()
    page.keyboard.type(keys)


def test_a_formula_is_typed_edited_and_pasted(open_page: OpenPage) -> None:
    page = open_page(make.teacher(make.school_class()), width=360, height=740)
    page.goto("/bank/new")
    stem, dialog = page.locator("#stem"), page.locator("#formula-dialog")
    assert "mathlive" not in page.content()
    stem.fill("Cho  là số")
    stem.evaluate("field => field.setSelectionRange(4, 4)")
    stem.press("Alt+=")
    typed(page, "1/2")
    expect(page.locator("#formula-source")).to_have_value(r"\frac12")
    assert faults(page) == []
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(stem).to_be_focused()
    expect(stem).to_have_value(r"Cho $\frac12$ là số")
    page.locator(".formula-shown button .katex").first.click()
    typed(page, "+2,5")
    expect(page.locator("#formula-source")).to_have_value(re.compile(r"^\\frac12\+2,5$"))
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(stem).to_have_value(r"Cho $\frac12$ là số")
    stem.evaluate("field => field.setSelectionRange(99, 99)")
    stem.evaluate(PASTE, WORD)
    expect(stem).to_have_value(re.compile(r"là sốGiải .*\\sqrt"))
    expect(page.locator(".formula-pasted").first).to_contain_text("Hình không đi theo")
    assert page.frame_locator("#formula-dialog iframe").locator("body").is_hidden()
