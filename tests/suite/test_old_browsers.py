"""Styles and scripts keep to what Chrome 109 knows, the last one of Windows 7 and 8."""

import re

from suite.web import STATIC
from tools.subset import blocks

# Newer than Chrome 109, each breaking a page that relies on it.
STYLES = re.compile(
    r"@scope|@starting-style|light-dark\(|color-mix\(|oklch\(|subgrid|@layer|anchor\(|\blinear\("
    r"|:popover-open|@property|@view-transition|interpolate-size"
)
SCRIPTS = re.compile(
    r"\.toSorted\(|\.toReversed\(|\.toSpliced\(|\.groupBy\(|withResolvers|fromAsync|isWellFormed"
    r"|\.intersection\(|\.symmetricDifference\(|showPopover|URL\.canParse|AbortSignal\.any"
    r"|scheduler\.|navigation\.navigate|startViewTransition|with \{ type:|/v;|RegExp\.escape"
)


def nested(css: str) -> list[str]:
    """Rules that hold other rules."""
    found = []
    for head, body in blocks(css):
        if head.startswith(("@media", "@supports")):
            found += nested(body)
        elif "{" in body and not head.startswith("@keyframes"):
            found.append(head)
    return found


def test_nesting_is_seen() -> None:
    assert nested("a{b:c}@media x{.p{q:r}}.s{t:u;&:hover{v:w}}") == [".s"]


def test_styles() -> None:
    for path in STATIC.glob("css/*.css"):
        css = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)
        assert nested(css) == [], path.name
        assert STYLES.findall(css) == [], path.name


def test_scripts() -> None:
    for path in STATIC.glob("js/**/*.js"):
        assert SCRIPTS.findall(path.read_text()) == [], path.name
