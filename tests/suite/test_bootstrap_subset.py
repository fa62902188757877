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
    frame = re.findall(
        r"css/([a-z]+\.css)", (subset.ROOT / "templates/parts/skeleton.html").read_text()
    )
    sizes = {path.name: path.stat().st_size for path in (STATIC / "css").glob("*.css")}
    rooms = sorted(size for name, size in sizes.items() if name not in frame)
    # What every page loads, and the two heaviest rooms: no page has more.
    assert len(frame) >= 4 and sum(sizes[name] for name in frame) + sum(rooms[-2:]) < 80_000
