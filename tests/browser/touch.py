"""What a finger cannot hit, and what a field does not show whole, on the page that is open.

A target is 44 px high and wide (43.5, for rounding): with its label, or with the line over which
its link is laid. Links within running text are exempt, as in WCAG 2.5.5.
"""

from playwright.sync_api import Page

SMALL = """() => {
  const least = 43.5, found = [];
  for (const one of document.querySelectorAll("details")) one.open = true;
  const running = (e) => {
    const block = e.closest("p, li, dd, td, th, div, label, figcaption, summary");
    return e.tagName === "A" && getComputedStyle(e).display === "inline"
      && block.innerText.trim().length > 2 * e.innerText.trim().length;
  };
  const both = (a, b) => {
    const left = Math.min(a.left, b.left), top = Math.min(a.top, b.top);
    const right = Math.max(a.right, b.right), bottom = Math.max(a.bottom, b.bottom);
    return new DOMRect(left, top, right - left, bottom - top);
  };
  const reach = (e) => {
    const laid = getComputedStyle(e, "::after");
    const over = laid.content !== "none" && laid.position === "absolute" && laid.inset === "0px";
    let place = e;
    while (over && getComputedStyle(place).position === "static") place = place.parentElement;
    const box = place.getBoundingClientRect();
    return [...(e.labels ?? [])].map((l) => l.getBoundingClientRect()).reduce(both, box);
  };
  const hidden = ".visually-hidden, .skip-link, .table-stack thead";
  for (const e of document.querySelectorAll(
    "a[href], button, summary, select, textarea, input:not([type=hidden])")) {
    if (!e.checkVisibility({visibilityProperty: true, opacityProperty: true})) continue;
    if (e.closest(hidden) || running(e)) continue;
    const box = reach(e);
    if (!box.width || (box.width >= least && box.height >= least)) continue;
    const name = (e.innerText || e.getAttribute("aria-label") || e.name || e.className).trim();
    found.push(`${Math.round(box.width)} x ${Math.round(box.height)} px: ${e.tagName} ${name}`);
  }
  const pen = document.createElement("canvas").getContext("2d");
  for (const e of document.querySelectorAll("input[placeholder]")) {
    const style = getComputedStyle(e);
    pen.font = style.font;
    const room = e.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    if (room > 0 && pen.measureText(e.placeholder).width > room)
      found.push(`cut off: ${e.placeholder}`);
  }
  return found;
}"""


def cramped(page: Page) -> list[str]:
    """The faults of the page; everything that opens is open afterwards."""
    found: list[str] = page.evaluate(SMALL)
    return found
