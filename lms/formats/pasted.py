"""What Word and web pages put on the clipboard as HTML, as a text of ours with LaTeX.

Word hides an equation in a comment (`<!--[if gte msEquation 12]>`) as OMML whose letters stand
among tags of HTML, and shows its picture to everybody else (`<![if !msEquation]>`).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import unescape
from html.entities import html5

from lxml import etree

from lms.bank.layout.lines import clean
from lms.formats import equations
from lms.formats.equations import Element, M
from lms.formats.markup import to_dollars, words_of

MOST_FORMULAS, MOST_TEXT, DEEPEST, MOST_PARTS = 200, 20_000, 80, 4_000
SECONDS = 10
LONGEST = 100_000  # characters of the source of a formula
OPEN, SHUT = "\ufdd4", "\ufdd5"  # noncharacters around the number of a formula
_MARK = re.compile(
    r"<!--\[if (?P<if1>[^\]>]{1,60})\]>(?P<seen>(?:<!)?-->)?"
    r"|<!\[if (?P<if2>[^\]>]{1,60})\]>|(?P<end>(?:<!--)?<!\[endif\](?:--)?>)"
)
_SILENT = ("xml", "style", "script", "title", "head")
_PARAGRAPH = re.compile(r"</?m:oMathPara\b[^<>]{0,300}>", re.I)
_TAG = re.compile(r"<(?P<shut>/?)(?P<name>[a-zA-Z][\w:]{0,40})(?P<has>[^<>]{0,2000}?)(?P<lone>/?)>")
_VALUE = re.compile(
    r"""\bm:(\w{1,20})\s*=\s*(?:"([^"]{0,100})"|'([^']{0,100})'|([^\s"'>]{1,100}))"""
)
_IMG = re.compile(r"<(?:img|v:imagedata)\b[^<>]{0,4000}>", re.I)
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{0,31};)")
_KEPT = {"lt;", "gt;", "amp;", "quot;", "apos;"}


@dataclass
class Pasted:
    """The text, and codes of what did not come along (those of `words.LOSSES`)."""

    text: str
    lost: list[str] = field(default_factory=list)


def read(html: str) -> Pasted:
    """The text of a piece of HTML; raises NoPandoc where formulas cannot be read at all."""
    bare = _each(_revealed(html), r"<!--", r"-->", lambda _whole, _inner: "")
    for name in _SILENT:
        bare = _element(bare, name, lambda _whole, _inner: "")
    bare = _PARAGRAPH.sub("", bare)
    formulas: list[Callable[[], Element | str | None]] = []

    def marked(make: Callable[[], Element | str | None]) -> str:
        formulas.append(make)
        return f"{OPEN}{len(formulas) - 1}{SHUT}" if len(formulas) <= MOST_FORMULAS else ""

    bare = _element(bare, "m:oMath", lambda _whole, inner: marked(lambda: omml(inner)))
    for name in ("math", "mml:math", "m:math"):
        bare = _element(bare, name, lambda whole, _inner: marked(lambda: mathml(whole)))
    pictures = bool(_IMG.search(bare))
    text, lost = words_of(_IMG.sub("", bare))
    if pictures:
        lost.append("picture_not_taken")
    if len(formulas) > MOST_FORMULAS:
        lost.append("formulas_many")
    text = _with_formulas(text, [make() for make in formulas[:MOST_FORMULAS]], lost)
    return Pasted(clean(to_dollars(text)).strip()[:MOST_TEXT], list(dict.fromkeys(lost)))


def _each(text: str, opening: str, shutting: str, make: Callable[[str, str], str]) -> str:
    """The text with what stands between two signs made anew, in one walk however many open."""
    begin, shut = re.compile(opening, re.I), re.compile(shutting, re.I)
    out, end = [], 0
    while found := begin.search(text, end):
        closed = shut.search(text, found.end())
        if closed is None:
            break
        out.append(text[end : found.start()])
        end = closed.end()
        out.append(make(text[found.start() : end], text[found.end() : closed.start()]))
    return "".join([*out, text[end:]])


def _element(text: str, name: str, make: Callable[[str, str], str]) -> str:
    return _each(text, rf"<{name}(?:\s[^<>]{{0,2000}})?>", rf"</{name}\s{{0,9}}>", make)


def _revealed(html: str) -> str:
    """The HTML as Word reads it: with equations, without their pictures and what is for others."""
    out: list[str] = []
    kept: list[bool] = []
    end = 0
    for found in _MARK.finditer(html):
        if all(kept):
            out.append(html[end : found.start()])
        end = found.end()
        if found["end"]:
            kept[-1:] = []
            continue
        told = (found["if1"] or found["if2"]).lower()
        equation = "msequation" in told
        shown = found["if1"] is None or found["seen"] is not None
        kept.append("!" not in told if equation else shown)
    if all(kept):
        out.append(html[end:])
    return "".join(out)


def omml(source: str) -> Element | None:
    """The `m:oMath` of Word's HTML: its own tags, and letters wherever they stand."""
    if len(source) > LONGEST:
        return None
    root = etree.Element(f"{{{M}}}oMath", nsmap={"m": M})
    stack, parts, end = [root], 0, 0
    for found in _TAG.finditer(source):
        _letters(stack[-1], source[end : found.start()])
        end = found.end()
        if not found["name"].startswith("m:"):
            continue
        name = f"{{{M}}}{found['name'][2:]}"
        parts += 1
        if parts > MOST_PARTS or len(stack) > DEEPEST:
            return None
        if found["shut"]:
            at = next((n for n in range(len(stack) - 1, 0, -1) if stack[n].tag == name), 0)
            del stack[at or len(stack) :]
            continue
        made = etree.SubElement(stack[-1], name)
        for which, *values in _VALUE.findall(found["has"]):
            made.set(f"{{{M}}}{which}", clean(unescape("".join(values))))
        if not found["lone"]:
            stack.append(made)
    _letters(stack[-1], source[end:])
    return root if next(root.iter(f"{{{M}}}t"), None) is not None else None


def _letters(parent: Element, source: str) -> None:
    """Put letters into a run's text, of which Word writes none in HTML."""
    text = " ".join(clean(unescape(re.sub(r"[<>]", "", source))).split())
    if not text:
        return
    if parent.tag == f"{{{M}}}t":
        parent.text = f"{parent.text or ''}{text}"
        return
    run = parent if parent.tag == f"{{{M}}}r" else etree.SubElement(parent, f"{{{M}}}r")
    etree.SubElement(run, f"{{{M}}}t").text = text


def mathml(source: str) -> Element | str | None:
    """The LaTeX that a `math` brings along, else the element itself."""
    if len(source) > LONGEST:
        return None
    named = _ENTITY.sub(lambda f: f[0] if f[1] in _KEPT else html5.get(f[1], ""), source)
    named = re.sub(r"(</?)\w+:", r"\1", named)
    named = re.sub(r"\s(?:xmlns(?::\w+)?|\w+:\w+)\s*=\s*(?:\"[^\"]*\"|'[^']*')", "", named)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(named.encode(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is None or root.tag != "math":
        return None
    for one in root.iter("annotation"):
        told = " ".join((one.text or "").split())
        if "tex" in (one.get("encoding") or "") and told:
            return told if "$" not in told and len(told) <= equations.LONGEST else None
    return root


def _with_formulas(text: str, made: Sequence[Element | str | None], lost: list[str]) -> str:
    """The text with formulas in their places; one that cannot be read becomes its letters."""
    trees = [one for one in made if one is not None and not isinstance(one, str)]
    word = [one for one in trees if one.tag != "math"]
    page = [one for one in trees if one.tag == "math"]
    read = dict(zip(word, equations.to_latex(word, SECONDS), strict=True))
    read |= dict(zip(page, equations.mathml_to_latex(page, SECONDS), strict=True))

    def shown(found: re.Match[str]) -> str:
        one = made[int(found[1])] if int(found[1]) < len(made) else None
        latex = one if isinstance(one, str) or one is None else read.get(one)
        if latex is not None:
            behind = text[found.end() : found.end() + 1].isdigit()
            return f"${latex}${' ' if behind else ''}"
        lost.append("formula_markup")
        return "" if one is None or isinstance(one, str) else " ".join(map(str, one.itertext()))

    return re.sub(f"{OPEN}(\\d{{1,4}}){SHUT}", shown, text)
