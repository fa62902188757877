"""QTI packages and single items, 2.1, 2.2 and 3.0, into questions. Pure."""

import posixpath
from urllib.parse import unquote

from lxml import etree

from lms.bank.rules import Content
from lms.formats import content as common
from lms.formats import safe
from lms.formats.model import Loss, Piece, Reading, Unreadable
from lms.formats.pictures import Found
from lms.formats.qti_item import Item
from lms.formats.qti_xml import attribute, first, inner, name_of

MOST_ITEMS = 2_000
ITEMS = ("imsqti_item", "imsqti_test", "imsqti_assessment")
Element = etree._Element


def read(data: bytes) -> Reading:
    """All items of a package, or one item. Raises Unreadable."""
    pictures = Found()
    if not data.startswith(b"PK"):
        root = safe.xml(data)
        if name_of(root) != "assessmentitem":
            raise Unreadable("not_qti")
        made = _piece(root, "1", pictures, {}, "")
        found = [made] if isinstance(made, Piece) else []
        return Reading(found, [made] if isinstance(made, Loss) else [], pictures.all())
    archive = safe.Archive(data)
    pieces: list[Piece] = []
    losses: list[Loss] = []
    for name in _items(archive, losses):
        try:
            root = safe.xml(archive.read(name))
        except Unreadable as error:
            losses.append(Loss("item_damaged", name, {"text": error.code}))
            continue
        if name_of(root) != "assessmentitem":
            losses.append(Loss("kind_not_read", name, {"kind": name_of(root), "text": ""}))
            continue
        files = dict.fromkeys(archive.names, archive)
        made = _piece(root, name, pictures, files, posixpath.dirname(name))
        if isinstance(made, Loss):
            losses.append(made)
        else:
            pieces.append(made)
    if not pieces and not losses:
        raise Unreadable("no_questions")
    return Reading(pieces, losses, pictures.all())


def _items(archive: safe.Archive, losses: list[Loss]) -> list[str]:
    """The names of the items in the order of the manifest; all XML files where none is told."""
    manifest = next((one for one in archive.names if one.endswith("imsmanifest.xml")), None)
    if manifest is None:
        raise Unreadable("no_manifest")
    folder = posixpath.dirname(manifest)
    found: dict[str, None] = {}
    for one in inner(safe.xml(archive.read(manifest)), "resource"):
        if "item" not in attribute(one, "type").lower():
            if "test" in attribute(one, "type").lower():
                losses.append(Loss("test_left_out", attribute(one, "href")[:100]))
            continue
        href = posixpath.normpath(posixpath.join(folder, unquote(attribute(one, "href"))))
        if href in archive.names:
            found[href] = None
        else:
            losses.append(Loss("item_missing", href[:100]))
    if len(found) > MOST_ITEMS:
        raise Unreadable("too_many_questions", limit=MOST_ITEMS)
    return list(found)


def _piece(
    root: Element, place: str, pictures: Found, files: dict[str, safe.Archive], folder: str
) -> Piece | Loss:
    def picture(source: str) -> str | None:
        name = posixpath.normpath(posixpath.join(folder, unquote(source)))
        return pictures.add(files[name].read(name)) if name in files else None

    item = Item(root, picture)
    made = item.content()
    title = common.tidy(attribute(root, "title"))[:60]
    if made is None:
        kinds = [name_of(one) for one in root.iter() if name_of(one).endswith("interaction")]
        text = ", ".join(dict.fromkeys(kinds)) or title
        return Loss("kind_not_read", place, {"kind": text[:80], "text": title})
    content = Content(made.kind, made.stem, made.body, made.key, item.solution())
    losses = tuple(Loss(code, place) for code in item.lost)
    told = first(root, "itembody")
    source = etree.tostring(told, encoding="unicode")[:4000] if told is not None else ""
    topic = common.tidy(attribute(root, "label"))[:120]
    return Piece(content, place, source, topic, losses, title)
