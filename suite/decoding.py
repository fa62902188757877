"""Bytes of a text file to text, in the codes that Vietnamese texts are kept in."""

import codecs
import re

from suite.text import nfc

_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")


def decoded(data: bytes) -> str:
    """The text (NFC, lines end in a line feed). Raises ValueError for what is no text."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "windows-1258"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROLS.search(text):
            return nfc(text).replace("\r\n", "\n").replace("\r", "\n")
    raise ValueError("unknown encoding")
