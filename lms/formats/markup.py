"""Texts of questions and what other systems make of them: HTML and LaTeX delimiters. Pure.

Our texts are plain, with formulas between dollar signs and pictures as `![alt](file:NAME)`.
Moodle and QTI have HTML with `\\(...\\)`.
"""

import re
from html import escape

from lxml import etree, html

from lms.bank import tabled

FORMULA = re.compile(
    r"\\\$|\$\$(?P<block>[^$]+?)\$\$|"
    r"\$(?=[^\s$])(?P<line>(?:\\.|[^$\\\s]|\s(?!\s*\$))+?)\$(?!\d)",
    re.DOTALL,
)
ROUND = re.compile(r"\\\((.+?)\\\)|\\\[(.+?)\\\]|\$\$(.+?)\$\$", re.DOTALL)
# Bounded, because a text that opens a thousand brackets is looked at inside the server, too.
PICTURE = re.compile(r"!\[(?P<alt>[^\]\n]{0,300})\]\(file:(?P<name>[^)\s]{1,200})\)")
BLOCKS = frozenset(
    {"p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre"}
)
SILENT = frozenset({"script", "style", "head", "title", "template"})
SCRIPTS = {"sub": "_", "sup": "^"}


DOLLAR = "\ufdd0"  # a noncharacter, which no cleaned text has: a dollar sign that is money
BRACE = "\ufdd3"  # a brace that opens nothing


def to_round(text: str, money: str = "\\$") -> str:
    """Formulas between `\\(` and `\\)`, blocks between `\\[` and `\\]`; `\\$` becomes `money`."""

    def made(found: re.Match[str]) -> str:
        if found["block"] is not None:
            return f"\\[{found['block']}\\]"
        return f"\\({found['line']}\\)" if found["line"] is not None else money

    return FORMULA.sub(made, text)


def to_dollars(text: str) -> str:
    """Formulas as we write them; a formula that dollar signs cannot hold stays as it was."""

    def made(found: re.Match[str]) -> str:
        line, square, dollars = found.groups()
        whole = f"${line.strip()}$" if line is not None else f"$${square or dollars}$$"
        return whole if FORMULA.fullmatch(whole) else found[0]

    return ROUND.sub(made, text).replace(DOLLAR, "\\$").replace(BRACE, "{")


def to_html(text: str, pictures: str = "file:") -> str:
    """The text as HTML; pictures point to `pictures` + name."""
    return "<br/>".join(
        _html(part, pictures)
        if isinstance(part, str)
        else "<table>"
        + "".join(
            "<tr>" + "".join(f"<td>{_html(cell, pictures)}</td>" for cell in row) + "</tr>"
            for row in part
        )
        + "</table>"
        for part in tabled.parts(text)
    )


def _html(text: str, pictures: str) -> str:
    out, end = [], 0
    for found in PICTURE.finditer(text):
        out.append(_escaped(text[end : found.start()]))
        source = escape(pictures + found["name"], quote=True)
        out.append(f'<img src="{source}" alt="{escape(found["alt"], quote=True)}"/>')
        end = found.end()
    return "".join([*out, _escaped(text[end:])])


def _escaped(text: str) -> str:
    told = escape(to_round(text, DOLLAR), quote=False).replace(DOLLAR, "&#36;")
    return told.replace("\n", "<br/>")


def from_html(source: str) -> tuple[str, list[str]]:
    """The text of a piece of HTML, and codes of what it held and a text cannot carry.

    Simple tables are kept as their rows, others become lines with tabs, lists lines with a dash;
    codes are table_flattened, media_left_out, picture_elsewhere and formula_markup (MathML without
    words).
    """
    text, lost = words_of(source)
    return to_dollars(text), lost


def words_of(source: str) -> tuple[str, list[str]]:
    """As `from_html`, with formulas as they stand there."""
    source = source.replace("&#123;", BRACE).replace("&#36;", DOLLAR).replace("\\$", DOLLAR)
    if "<" not in source and "&" not in source:
        return source.strip(), []
    root = html.fragment_fromstring(source, create_parent="div", parser=html.HTMLParser())
    return words_in(root)


def words_in(root: etree._Element) -> tuple[str, list[str]]:
    """The words of an element that was read already."""
    lost: list[str] = []
    out: list[str] = []
    _inside(root, "", out, lost)
    text = re.sub(r"[ \u00a0]+", " ", "".join(out))
    text = re.sub(r" ?\n ?", "\n", text)
    text = re.sub(r"[\t ]*\n", "\n", text)
    return re.sub(r"\n{2,}", "\n", text).strip(), list(dict.fromkeys(lost))


def _walk(node: etree._Element, out: list[str], lost: list[str]) -> None:
    name = node.tag.lower().rpartition("}")[2] if isinstance(node.tag, str) else ""
    if name and name not in SILENT:
        _element(node, name, out, lost)
    if node.tail:
        out.append(re.sub(r"\s+", " ", node.tail))


def _element(node: etree._Element, name: str, out: list[str], lost: list[str]) -> None:
    if name == "br":
        out.append("\n")
    elif name == "img":
        out.append(_picture(node, lost))
    elif name == "math":
        out.append(_mathml(node, lost))
    elif name in ("audio", "video", "embed", "object", "iframe"):
        lost.append("media_left_out")
    else:
        _inside(node, name, out, lost)


def _inside(node: etree._Element, name: str, out: list[str], lost: list[str]) -> None:
    if name == "table":
        rows = _rows(node, lost)
        if rows is not None:
            out.append(f"\n{tabled.written(rows)}\n")
            return
        lost.append("table_flattened")
    if name in BLOCKS:
        out.append("\n- " if name == "li" else "\n")
    if name in SCRIPTS and "".join(map(str, node.itertext())).strip():
        out.append(f"\\({{}}{SCRIPTS[name]}{{{''.join(map(str, node.itertext())).strip()}}}\\)")
    else:
        out.append(re.sub(r"\s+", " ", node.text or ""))
        for child in node:
            _walk(child, out, lost)
    if name in BLOCKS:
        out.append("\n")
    elif name in ("td", "th"):
        out.append("\t")


def _rows(table: etree._Element, lost: list[str]) -> list[list[str]] | None:
    """The cells of a simple table, None for one that is more."""
    cells = [[cell for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
    every = [cell for row in cells for cell in row]
    wide = any(cell.get("colspan", "1") != "1" or cell.get("rowspan", "1") != "1" for cell in every)
    if (
        wide
        or len(list(table.iter("table"))) > 1
        or not tabled.is_table([["x"] * len(r) for r in cells])
    ):
        return None
    found = []
    for row in cells:
        texts = [words_in(cell) for cell in row]
        lost += [code for _text, codes in texts for code in codes]
        found.append([" ".join(text.split()) for text, _codes in texts])
    return found if tabled.is_table(found) else None


def _picture(node: etree._Element, lost: list[str]) -> str:
    source, alt = str(node.get("src") or ""), str(node.get("alt") or "")
    name = re.sub(r"^(@@PLUGINFILE@@/|file:)", "", source)
    if not re.fullmatch(r"[\w.%-]+(/[\w.%-]+)*", name):
        lost.append("picture_elsewhere")
        return f"[{alt}]" if alt else ""
    words = re.sub(r"[\]\n]", " ", alt)[:300]
    return f"![{words}](file:{name})"


def _mathml(node: etree._Element, lost: list[str]) -> str:
    for found in node.iter():
        if str(found.tag).lower().endswith("annotation") and "tex" in (found.get("encoding") or ""):
            return f"\\({(found.text or '').strip()}\\)"
    lost.append("formula_markup")
    return "".join(str(one) for one in node.itertext())
