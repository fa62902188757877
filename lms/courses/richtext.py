"""Markdown with formulas to HTML that is safe to show.

Formulas ($…$, $$…$$, \\(…\\), \\[…\\]) pass through untouched, for KaTeX to render in the browser
(class math-text). HTML in the source is text; pictures are left out until there is a place to
keep them in the house.
"""

import re
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markupsafe import Markup

TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "strong", "em", "s", "code", "pre", "blockquote"),
    *("ul", "ol", "li", "a", "table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}

# The same pieces as static/js/suite/math.js.
_FORMULA = re.compile(
    r"\$\$[^$]+?\$\$|\\\[[\s\S]+?\\\]|\\\([\s\S]+?\\\)"
    r"|\$(?=[^\s$])(?:\\.|[^$\\\s]|\s(?!\s*\$))+?\$(?!\d)"
)
_BLOCKS = {"$$": "$$", "\\[": "\\]"}
_CLOSING = {"\\[": "\\]", "\\(": "\\)"}
# Without it a long text of openings that nothing closes takes minutes.
LONGEST_FORMULA = 4_000


def _inline_formula(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] not in "$\\":
        return False
    end = min(state.posMax, state.pos + LONGEST_FORMULA)
    closing = _CLOSING.get(state.src[state.pos : state.pos + 2], "$")
    if state.src.find(closing, state.pos + 1, end) < 0:
        return False
    match = _FORMULA.match(state.src, state.pos, end)
    if match is None:
        return False
    if not silent:
        state.push("text", "", 0).content = match.group()
    state.pos = match.end()
    return True


def _block_formula(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A formula of several lines is a paragraph, whatever its lines look like."""
    line = _line(state, start)
    closing = _BLOCKS.get(line[:2])
    if closing is None or (len(line) > 4 and line.endswith(closing)):
        return False
    unclosed = f"nothing ends with {closing} before line {end}"
    if unclosed in state.env:
        return False
    last = next((n for n in range(start + 1, end) if _line(state, n).endswith(closing)), None)
    if last is None:
        state.env[unclosed] = True
        return False
    if silent:
        return True
    state.push("paragraph_open", "p", 1).map = [start, last + 1]
    inline = state.push("inline", "", 0)
    inline.content = "\n".join(_line(state, n) for n in range(start, last + 1))
    inline.map, inline.children = [start, last + 1], []
    state.push("paragraph_close", "p", -1)
    state.line = last + 1
    return True


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]].rstrip()


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": False, "breaks": True})
    made.enable(["table", "strikethrough"]).disable(["image", "html_block", "html_inline"])
    made.inline.ruler.before("escape", "formula", _inline_formula)
    made.block.ruler.before(
        "fence", "formula_block", _block_formula, {"alt": ["paragraph", "list", "blockquote"]}
    )
    return made


def render_text(source: str) -> Markup:
    """The HTML of a text; put it into an element of class "math-text"."""
    html = _markdown().render(source).replace("<h1>", "<h2>").replace("</h1>", "</h2>")
    clean = nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES)
    # A wide table is scrolled on a phone, by keyboard too.
    return Markup(clean.replace("<table>", '<table tabindex="0">'))  # noqa: S704
