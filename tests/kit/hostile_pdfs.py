"""PDFs that loop, run something, or are broken."""

import zlib

HEAD = b"%PDF-1.7\n"
PAGE = b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]%s>>endobj\n"
PAGES = b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"


def made(
    *more: bytes,
    catalog: bytes = b"",
    pages: bytes = PAGES,
    page: bytes = PAGE % b"",
    end: bytes = b"trailer<</Root 1 0 R/Size 9>>\n%%EOF\n",
) -> bytes:
    root = b"1 0 obj<</Type/Catalog/Pages 2 0 R" + catalog + b">>endobj\n"
    return HEAD + root + pages + page + b"".join(more) + end


def stream(number: int, data: bytes, about: bytes = b"") -> bytes:
    return b"%d 0 obj<</Length %d%s>>stream\n%s\nendstream endobj\n" % (
        number, len(data), about, data,
    )  # fmt: skip


def shown(*more: bytes, about: bytes = b"") -> bytes:
    """A page whose content is object 4."""
    return made(*more, page=PAGE % (b"/Contents 4 0 R" + about))


def action(text: bytes) -> bytes:
    return made(catalog=b"/OpenAction<</S/" + text + b">>")


BOMB = zlib.compress(zlib.compress(b"\0" * 8_000_000))
TWICE = b"/Filter[/FlateDecode/FlateDecode]"
PDFS = {
    "javascript": action(b"JavaScript/JS(app.alert\\(1\\))"),
    "launch": action(b"Launch/F(cmd.exe)"),
    "uri": action(b"URI/URI(javascript:alert\\(1\\))"),
    "gotor": action(b"GoToR/F(\\\\\\\\xau\\\\x)/D[0/Fit]"),
    "submit": action(b"SubmitForm/F(http://xau.example)"),
    "names": made(catalog=b"/Names<</JavaScript<</Names[(x)<</S/JavaScript/JS(1)>>]>>>>"),
    "embedded": made(
        stream(5, b"MZ\x90"), catalog=b"/Names<</EmbeddedFiles<</Names[(x.exe)5 0 R]>>>>"
    ),
    "xfa": made(stream(5, b"<xdp/>"), catalog=b"/AcroForm<</XFA 5 0 R/Fields[]>>"),
    "kids-loop": made(pages=b"2 0 obj<</Type/Pages/Kids[2 0 R 3 0 R]/Count 2>>endobj\n"),
    "parent-loop": made(page=b"3 0 obj<</Type/Pages/Parent 3 0 R/Kids[3 0 R]/Count 1>>endobj\n"),
    "count": made(pages=b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 2147483647>>endobj\n"),
    "minus": made(pages=b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count -1>>endobj\n"),
    "no-pages": made(pages=b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"),
    "huge-box": made(page=PAGE.replace(b"300 200", b"1e9 1e9") % b""),
    "no-box": made(page=PAGE.replace(b"300 200", b"0 0") % b""),
    "minus-box": made(page=PAGE.replace(b"0 0 300", b"9 9 -300") % b""),
    "nan-box": made(page=PAGE.replace(b"300", b"x") % b""),
    "bomb": shown(stream(4, BOMB, TWICE)),
    "bad-flate": shown(stream(4, b"\x78\x9c\xff\xff\xff", b"/Filter/FlateDecode")),
    "length": shown(b"4 0 obj<</Length 2147483647>>stream\nBT ET\nendstream endobj\n"),
    "deep-q": shown(stream(4, b"q " * 50_000)),
    "deep-array": made(b"5 0 obj " + b"[" * 5_000 + b"]" * 5_000 + b" endobj\n"),
    "form-loop": shown(
        stream(4, b"/X Do"),
        stream(5, b"/X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>"),  # noqa: E501
        about=b"/Resources<</XObject<</X 5 0 R>>>>",
    ),
    "font": shown(
        stream(4, b"BT /F 9 Tf (x) Tj ET"), stream(6, b"\0\x01\0\0garbage" * 50),
        b"5 0 obj<</Type/Font/Subtype/TrueType/BaseFont/X/FontDescriptor<</FontFile2 6 0 R>>>>endobj\n",  # noqa: E501
        about=b"/Resources<</Font<</F 5 0 R>>>>",
    ),
    "image": shown(
        stream(4, b"/I Do"),
        stream(5, b"x", b"/Subtype/Image/Width 99999/Height 99999/BitsPerComponent 8/ColorSpace/DeviceRGB"),  # noqa: E501
        about=b"/Resources<</XObject<</I 5 0 R>>>>",
    ),
    "encrypted": made(end=b"trailer<</Root 1 0 R/Encrypt<</Filter/X/V 9/O(x)/U(x)/P -1>>>>\n%%EOF\n"),  # noqa: E501
    "outline-loop": made(
        b"5 0 obj<</Title(x)/Parent 6 0 R/Next 5 0 R/First 5 0 R>>endobj\n"
        b"6 0 obj<</First 5 0 R/Last 5 0 R/Count 9>>endobj\n", catalog=b"/Outlines 6 0 R",
    ),
    "labels-loop": made(b"5 0 obj<</Kids[5 0 R]>>endobj\n", catalog=b"/PageLabels 5 0 R"),
    "title": made(
        b"5 0 obj<</Title(<script>alert\\(1\\)</script>)/Author(\0\r\n)>>endobj\n",
        end=b"trailer<</Root 1 0 R/Info 5 0 R>>\n%%EOF\n",
    ),
    "no-end": made(end=b""),
    "no-root": made(end=b"trailer<<>>\n%%EOF\n"),
    "xref-far": made(end=b"trailer<</Root 1 0 R>>\nstartxref\n99999999999\n%%EOF\n"),
    "xref-loop": made(end=b"xref\n0 1\n0000000000 65535 f \ntrailer<</Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF\n"),  # noqa: E501
    "only-head": HEAD,
    "old-version": made().replace(b"1.7", b"9.9"),
    "nul": HEAD + b"\0" * 5_000,
}  # fmt: skip
