"""Of Bootstrap only what pages use is sent; a class that a page uses stands in the list."""

import re

import pytest

from suite.web import STATIC
from tools import subset

SOURCE = subset.ROOT / "node_modules" / "bootstrap" / "dist" / "css" / "bootstrap.min.css"


def test_rules_are_kept_by_their_classes() -> None:
    css = (
        '@charset "UTF-8";/*!x*/a{b:c}.btn,.gone{d:e}.btn:not(.disabled,:hover){f:g}.gone{h:i}'
        "@media (min-width:1px){.gone{j:k}.btn{l:m}}@media print{.gone{n:o}}"
        "[data-bs-theme=dark] .btn{p:q}@keyframes x{to{r:s}}"
    )
    assert subset.subset(css, {"btn", "disabled"}) == (
        "a{b:c}.btn{d:e}.btn:not(.disabled,:hover){f:g}@media (min-width:1px){.btn{l:m}}"
        "@keyframes x{to{r:s}}"
    )


def test_every_class_that_pages_use_is_listed() -> None:
    if not SOURCE.is_file():
        pytest.skip("node_modules is not there")
    source = SOURCE.read_text()
    lacking = subset.used(source) - subset.listed()
    assert lacking == set(), "add them to tools/bootstrap.txt and run tools/vendor.py"
    assert subset.listed() <= set(subset.CLASS.findall(source)), "no classes of Bootstrap"


def test_what_is_sent_is_small() -> None:
    sent = (STATIC / "vendor" / "bootstrap" / "bootstrap.min.css").stat().st_size
    assert sent < 60_000
    frame = sheets((subset.ROOT / "templates/parts/skeleton.html").read_text())
    sizes = {path.name: path.stat().st_size for path in (STATIC / "css").glob("*.css")}
    pages = (path.read_text() for path in (subset.ROOT / "templates").rglob("*.html"))
    rooms = [sum(sizes[name] for name in sheets(text) if name not in frame) for text in pages]
    # What every page loads, and what the page with the most brings of its own.
    assert len(frame) >= 4 and max(rooms) > 10_000
    assert sum(sizes[name] for name in frame) + max(rooms) < 80_000


def sheets(text: str) -> set[str]:
    """The style sheets that a template names."""
    return set(re.findall(r"css/([a-z-]+\.css)", text))
