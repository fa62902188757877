"""How runs look in Word: direct formatting over character style over paragraph style."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lxml import etree

from lms.bank.layout.model import Look

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MAX_CHAIN = 20
_DEFAULT_COLOURS = {"", "auto", "000000"}

Props = dict[str, str]


def value(element: etree._Element | None, name: str = "val") -> str | None:
    return None if element is None else element.get(W + name)


def _on(element: etree._Element) -> bool:
    return (value(element) or "1").lower() not in ("0", "false", "off", "none")


def run_props(rpr: etree._Element | None) -> Props:
    """What one rPr says, as plain words; what it does not mention is left out."""
    props: Props = {}
    if rpr is None:
        return props
    for child in rpr:
        tag = child.tag if isinstance(child.tag, str) else ""
        if tag == W + "b":
            props["bold"] = "1" if _on(child) else ""
        elif tag == W + "u":
            props["underline"] = "" if value(child) in (None, "none") else "1"
        elif tag == W + "highlight":
            colour = value(child) or ""
            props["highlight"] = "" if colour in ("none", "white") else colour
        elif tag == W + "shd":
            fill = (value(child, "fill") or "").upper()
            props.setdefault("highlight", "" if fill in ("", "AUTO", "FFFFFF") else fill)
        elif tag == W + "color":
            props["colour"] = _colour(child)
        elif tag == W + "vanish":
            props["vanish"] = "1" if _on(child) else ""
        elif tag == W + "vertAlign":
            props["raised"] = value(child) or ""
        elif tag == W + "rStyle":
            props["style"] = value(child) or ""
    return props


def _colour(element: etree._Element) -> str:
    colour = (value(element) or "").upper()
    if colour.lower() in _DEFAULT_COLOURS or (value(element, "themeColor") or "") in (
        "text1", "dark1", "tx1",
    ):  # fmt: skip
        return ""
    valid = len(colour) == 6 and all(char in "0123456789ABCDEF" for char in colour)
    return colour if valid else ""


class Styles:
    """The styles part: run properties and list membership along the basedOn chain."""

    def __init__(self, root: etree._Element | None) -> None:
        self._by_id: dict[str, etree._Element] = {}
        self._cache: dict[str, Props] = {}
        self.default_paragraph = ""
        for style in root.iterfind(W + "style") if root is not None else ():
            ident = value(style, "styleId") or ""
            self._by_id[ident] = style
            if value(style, "type") == "paragraph" and value(style, "default") in ("1", "true"):
                self.default_paragraph = ident

    def chain(self, ident: str) -> Iterable[etree._Element]:
        """The style and what it is based on, nearest first."""
        for _ in range(MAX_CHAIN):
            style = self._by_id.get(ident)
            if style is None:
                return
            yield style
            ident = value(style.find(W + "basedOn")) or ""

    def props(self, ident: str) -> Props:
        if ident not in self._cache:
            merged: Props = {}
            for style in reversed(list(self.chain(ident))):
                merged.update(run_props(style.find(W + "rPr")))
            self._cache[ident] = merged
        return self._cache[ident]

    def num_pr(self, ident: str) -> etree._Element | None:
        for style in self.chain(ident):
            found = style.find(f"{W}pPr/{W}numPr")
            if found is not None:
                return found
        return None

    def look(self, paragraph_style: str, rpr: etree._Element | None) -> tuple[Look, Props]:
        """The look of a run, and all its properties (raised, vanish)."""
        direct = run_props(rpr)
        merged = dict(self.props(paragraph_style or self.default_paragraph))
        merged.update(self.props(direct.get("style", "")))
        merged.update(direct)
        return look_of(merged), merged


def look_of(props: Mapping[str, str]) -> Look:
    return Look(
        bold=bool(props.get("bold")),
        underline=bool(props.get("underline")),
        highlight=props.get("highlight", ""),
        colour=props.get("colour", ""),
    )
