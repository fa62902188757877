"""Take the pictures of the README from a demonstration town: python tools/shots.py [NAME...]."""

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from suite import demo
from tests.browser.house import House

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
PASSWORD = "lopso2026"
DESK, PHONE = (1280, 860), (360, 740)
MOST = 150_000
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]


def coverage(page: Page) -> None:
    page.goto("/coverage")


def exam_phone(page: Page) -> None:
    page.locator(".today-item", has_text="số 2 – Toán 6A").first.click()
    page.locator("#exam-start, #exam-continue-button").locator("visible=true").first.click()
    page.locator("#exam-questions label:visible").nth(1).click()
    page.locator("#exam-state", has_text="1 / ").wait_for()


def search(page: Page) -> None:
    page.goto("/library?q=phuong+trinh+bac+hai")


def course_phone(page: Page) -> None:
    page.goto("/courses")
    page.get_by_role("link", name="Toán 6A").click()


def stay(_page: Page) -> None:
    """The page after signing in."""


SHOTS: dict[str, tuple[str, tuple[int, int], Callable[[Page], None]]] = {
    "coverage": ("hieutruong", DESK, coverage),
    "exam-phone": ("hocsinh", PHONE, exam_phone),
    "search": ("giaovien", DESK, search),
    "today-teacher": ("giaovien", DESK, stay),
    "course-phone": ("hocsinh", PHONE, course_phone),
}


@contextmanager
def town() -> Iterator[House]:
    """A demonstration town on a free port, in a folder that goes away again."""
    with tempfile.TemporaryDirectory() as folder, House(Path(folder), demo=True) as house:
        with house.app.app_context():
            demo.load()
        yield house


def take(browser: Browser, house: House, name: str) -> Path:
    """One picture, as the person who would see it."""
    username, (width, height), walk = SHOTS[name]
    context = browser.new_context(
        base_url=house.url, locale="vi-VN", viewport={"width": width, "height": height}
    )
    page = context.new_page()
    page.goto("/")
    page.locator("[name=username]").fill(username)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    page.locator(".today").first.wait_for()
    walk(page)
    page.wait_for_load_state("networkidle")
    target = PICTURES / f"{name}.png"
    page.screenshot(path=target)
    context.close()
    shrink(target)
    return target


def shrink(path: Path) -> None:
    """Few colours are enough for flat pages. Raises RuntimeError when it stays too large."""
    with Image.open(path) as picture:
        small = picture.convert("RGB").quantize(colors=128, dither=Image.Dither.NONE)
    small.save(path, optimize=True)
    if path.stat().st_size > MOST:
        raise RuntimeError(f"{path.name} has more than {MOST} bytes")


def main(names: list[str]) -> int:
    """Take the named pictures, or all."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("no Chromium on this machine", file=sys.stderr)
        return 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    with town() as house, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for name in names or SHOTS:
            path = take(browser, house, name)
            print(f"{path.name:20} {path.stat().st_size // 1000:4} kB")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
