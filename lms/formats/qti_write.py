"""Questions as a QTI 3.0 package (1EdTech): a manifest, an item for every question, pictures.

Pure. A cluster and places in a picture are counted first and then looked up in a table, which is
how QTI says "two right statements earn 0.25". Formulas stay LaTeX between `\\(` and `\\)`.
"""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence

from lxml import etree

from lms.formats import pictures as pics
from lms.formats import qti_choices, qti_gaps, qti_open
from lms.formats.model import Loss, Piece, Written, numbered
from lms.formats.qti_build import Item, as_bytes, default

CP = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
MAKERS: dict[str, Callable[[Item], None]] = {
    "single_choice": qti_choices.choice,
    "multiple_choice": qti_choices.choice,
    "true_false": qti_choices.pairs,
    "short_number": qti_gaps.entry,
    "short_text": qti_gaps.entry,
    "matching": qti_choices.pairs,
    "ordering": qti_choices.order,
    "cloze": qti_gaps.cloze,
    "essay": qti_open.essay,
    "file_answer": qti_open.upload,
    "hotspot": qti_open.places,
}


def write(pieces: Sequence[Piece], pictures: Mapping[str, bytes]) -> Written:
    """A zip with `imsmanifest.xml`; topics as labels of the items."""
    losses: list[Loss] = []
    items: dict[str, tuple[bytes, list[str]]] = {}
    for place, piece in numbered(pieces):
        made = Item(piece, place, pictures)
        items[f"items/item-{int(place):04d}.xml"] = (
            made.xml(MAKERS[piece.content.kind]),
            made.files,
        )
        losses += made.losses
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        _put(packed, "imsmanifest.xml", _manifest(items))
        for name, (data, _files) in items.items():
            _put(packed, name, data)
        for name in sorted({one for _data, files in items.values() for one in files}):
            _put(packed, f"items/pictures/{pics.file_name(name, pictures)}", pictures[name])
    return Written(out.getvalue(), losses)


def _put(packed: zipfile.ZipFile, name: str, data: bytes) -> None:
    packed.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)


def _manifest(items: Mapping[str, tuple[bytes, list[str]]]) -> bytes:
    root = etree.Element(f"{{{CP}}}manifest", nsmap=default(CP), identifier="lopso-questions")
    metadata = etree.SubElement(root, f"{{{CP}}}metadata")
    etree.SubElement(metadata, f"{{{CP}}}schema").text = "QTI Package"
    etree.SubElement(metadata, f"{{{CP}}}schemaversion").text = "3.0.0"
    etree.SubElement(root, f"{{{CP}}}organizations")
    resources = etree.SubElement(root, f"{{{CP}}}resources")
    for number, name in enumerate(items, 1):
        one = etree.SubElement(
            resources, f"{{{CP}}}resource", identifier=f"r{number}", type="imsqti_item_xmlv3p0",
            href=name,
        )  # fmt: skip
        etree.SubElement(one, f"{{{CP}}}file", href=name)
    return as_bytes(root)
