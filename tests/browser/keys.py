"""A person with a keyboard and nothing else; each step of the focus is looked at.

`Keys(page).to(selector)` presses Tab until the focus is there. At each step the focus must be on
something (never lost to the page), must have moved (no trap), must be seen (an outline of two
pixels or more, on the element or on what stands for it) and must lie in the window, not under
something else.
"""

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import ElementHandle, Page

MOST_STEPS = 150
LOOK = """(wanted) => {
  const at = document.activeElement;
  if (!at || at === document.body || at === document.documentElement) return null;
  const drawn = (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
    && !/rgba\\(.*, 0\\)/.test(style.outlineColor);
  const places = [at, at.closest("label"), at.closest(".option")].filter(Boolean);
  const seen = places.some((one) => drawn(getComputedStyle(one))
    || drawn(getComputedStyle(one, "::after")));
  const box = at.getBoundingClientRect();
  const x = Math.min(Math.max(box.left + Math.min(box.width / 2, 40), 1), innerWidth - 1);
  const y = Math.min(Math.max(box.top + Math.min(box.height / 2, 12), 1), innerHeight - 1);
  const top = document.elementFromPoint(x, y);
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const open = inside && !!top && (at.contains(top) || top.contains(at)
    || !!top.closest("label")?.contains(at) || top.closest("label")?.control === at);
  if (!window.keysNumbers) { window.keysNumbers = new WeakMap(); window.keysCount = 0; }
  if (!window.keysNumbers.has(at)) window.keysNumbers.set(at, ++window.keysCount);
  const over = open ? "" : ` at ${box.top} of ${innerHeight}, ${top?.outerHTML.slice(0, 60)}`;
  const parts = at.matches("input[type=date], input[type=datetime-local]");
  const what = at.outerHTML.slice(0, 160) + over;
  return {number: window.keysNumbers.get(at), what, seen, open, parts, here: at === wanted};
}"""


class Keys:
    """The keyboard of a page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        # Asked for from the start: a dialog that opens before the browser knows is never told of.
        page.on("filechooser", lambda _chooser: None)

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def write(self, text: str) -> None:
        """Type into what has the focus."""
        self.page.keyboard.type(text)

    def look(self, wanted: ElementHandle | None = None) -> dict[str, Any]:
        """What has the focus, `here` if it is the wanted one; fails where it is lost or unseen."""
        found: dict[str, Any] | None = self.page.evaluate(LOOK, wanted)
        for _ in range(20):
            if found is None or found["open"]:
                break
            self.page.wait_for_timeout(50)  # the window follows the focus a moment later
            found = self.page.evaluate(LOOK, wanted)
        assert found is not None, f"the focus is lost on {self.page.url}"
        assert found["seen"], f"no outline on {self.page.url}: {found['what']}"
        assert found["open"], f"hidden while it has the focus on {self.page.url}: {found['what']}"
        return found

    def is_at(self, selector: str) -> bool:
        """Whether the focus is on what the selector of Playwright names."""
        return bool(
            self.page.locator(selector).first.evaluate("one => one === document.activeElement")
        )

    def to(self, selector: str, *, back: bool = False) -> None:
        """Go on with Tab (or `back` with Shift+Tab) until the focus is there."""
        wanted = self.page.locator(selector).first.element_handle()
        at = self.page.evaluate(LOOK, wanted)
        for _ in range(MOST_STEPS):
            if at is not None and at["here"]:
                self.look(wanted)
                return
            self.press("Shift+Tab" if back else "Tab")
            before, at = at, self.look(wanted)
            # A field for a date has parts, which take a Tab each.
            moved = before is None or before["parts"] or at["number"] != before["number"]
            assert moved, f"a trap on {self.page.url}: {at['what']}"
        raise AssertionError(f"{selector} is not reached on {self.page.url}")

    def into_main(self) -> None:
        """Over the navigation by the link that comes first.

        A form sent from there comes back to the same place by itself.
        """
        self.page.wait_for_load_state()
        if self.page.url.endswith("#main"):
            return
        self.press("Tab")
        self.look()
        assert self.is_at(".skip-link"), "the way over the navigation comes first"
        self.press("Enter")
        assert self.is_at("#main")

    def follow(self, selector: str, address: str, key: str = "Enter") -> None:
        """Go to a link or button, press it and wait for the page it leads to."""
        self.to(selector)
        self.arrive(address, key)

    def arrive(self, address: str, key: str = "Enter") -> None:
        """Press a key and wait for another page whose address ends so."""
        whole = re.compile(address + r"([?#].*)?$")
        with self.page.expect_navigation(url=whole):
            self.press(key)

    def fill(self, selector: str, text: str) -> None:
        """Write into a field, in the place of what stands there."""
        self.to(selector)
        self.press("Control+A")
        self.write(text)

    def choose(self, selector: str, label: str) -> None:
        """Choose in a list by the arrows."""
        self.to(selector)
        field = self.page.locator(selector).first
        self.press("Home")
        for _ in range(field.locator("option").count()):
            if field.evaluate("one => one.selectedOptions[0]?.label.trim()") == label:
                return
            self.press("ArrowDown")
        raise AssertionError(f"{label} is no choice of {selector}")

    def give_file(self, selector: str, file: Path, key: str = "Enter") -> None:
        """Open the dialog for files by a key; the dialog itself is the system's."""
        self.to(selector)
        with self.page.expect_file_chooser() as opened:
            self.press(key)
        opened.value.set_files(str(file))
