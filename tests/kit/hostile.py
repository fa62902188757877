"""Files that were made to do harm, built when a test asks for them."""

import struct
import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

CONTAINER = """<?xml version="1.0"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/>
</rootfiles></container>"""
OPF = """<?xml version="1.0"?>
<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"
 version="3.0"><metadata><dc:title>Sách thử</dc:title><dc:creator>Nguyễn Văn Ân</dc:creator>
<dc:language>vi</dc:language></metadata><manifest>
<item id="a" href="{href}" media-type="application/xhtml+xml"/>
<item id="c" href="cover.png" media-type="image/png" properties="cover-image"/>
</manifest><spine>{spine}</spine></package>"""
CHAPTER = """<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title>
<script src="a.js"/><style>p {{}}</style></head><body><h1>Chương 1</h1>
<p>Phương trình <b>bậc</b> hai.</p><script>alert(1)</script>{more}</body></html>"""
ENTITY = """<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>"""
LAUGHS = """<!DOCTYPE html [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>"""


def png(width: int, height: int) -> bytes:
    """A small PNG file that says it has `width` × `height` pixels, all of them white."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    row = b"\0" + b"\xff" * ((width + 7) // 8)
    packer = zlib.compressobj(9)
    body = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )


def zipped(entries: Mapping[str, bytes | str]) -> bytes:
    """A ZIP container; the entry named mimetype is stored as it is."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in entries.items():
            stored = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            container.writestr(name, content, compress_type=stored)
    return out.getvalue()


def epub(
    folder: Path,
    *,
    chapter: str | bytes = CHAPTER.format(more=""),
    cover: bytes | None = None,
    href: str = "a.xhtml",
    spine: str = '<itemref idref="a"/>',
    extra: Mapping[str, bytes | str] | None = None,
) -> Path:
    """An EPUB of one chapter, with what the test wants to be different."""
    path = folder / "book.epub"
    entries: dict[str, bytes | str] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OPS/book.opf": OPF.format(href=href, spine=spine),
        "OPS/a.xhtml": chapter,
        "OPS/cover.png": png(60, 80) if cover is None else cover,
    }
    path.write_bytes(zipped(entries | dict(extra or {})))
    return path


def docx(folder: Path, *paragraphs: str, prolog: str = "", extra: bytes | None = None) -> Path:
    """A Word file with the given paragraphs; `prolog` stands before the document's root."""
    from docx import Document

    path = folder / "plain.docx"
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(str(path))
    with zipfile.ZipFile(path) as made:
        entries = {name: made.read(name) for name in made.namelist()}
    if prolog:
        start, root = entries["word/document.xml"].split(b"?>", 1)
        entries["word/document.xml"] = start + b"?>" + prolog.encode() + root
    if extra is not None:
        entries["word/extra.xml"] = extra
    path.write_bytes(zipped(entries))
    return path


def pdf(text: bytes = b"Xin chao", before: bytes = b"%PDF-1.4\n") -> bytes:
    """A PDF of one page; PDFium repairs the missing cross-reference table."""
    stream = b"BT /F1 24 Tf 20 100 Td (" + text + b") Tj ET"
    parts = [
        b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n",
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n",
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R",
        b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n",
        b"4 0 obj<</Length %d>>stream\n%s\nendstream endobj\n" % (len(stream), stream),
        b"trailer<</Root 1 0 R/Size 5>>\n%%EOF\n",
    ]
    return before + b"".join(parts)
