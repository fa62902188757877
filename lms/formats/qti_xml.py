"""QTI of all versions under one set of names: `qti-choice-interaction` and `choiceInteraction`
are both "choiceinteraction". Pure."""

from collections.abc import Iterator

from lxml import etree

Element = etree._Element


def name_of(element: Element) -> str:
    """The name without namespace, prefix, hyphens and capitals; "" for a comment."""
    tag: object = element.tag
    local = tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""
    return local.removeprefix("qti-").replace("-", "")


def attribute(element: Element, name: str, other: str = "") -> str:
    """An attribute by its name in that spelling ("responseidentifier")."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2].replace("-", "").lower() == name:
            return str(value)
    return other


def children(element: Element, name: str) -> list[Element]:
    """Children of a name."""
    return [child for child in element if name_of(child) == name]


def inner(element: Element, *names: str) -> Iterator[Element]:
    """Everything of these names below the element, in document order."""
    return (node for node in element.iter() if name_of(node) in names)


def first(element: Element, name: str) -> Element | None:
    """The first of a name below the element."""
    return next(inner(element, name), None)


def words(element: Element | None) -> str:
    """The text of an element without markup."""
    return "" if element is None else "".join(map(str, element.itertext())).strip()
