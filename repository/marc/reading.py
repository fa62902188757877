"""Files of MARC records: ISO 2709 (UTF-8 or MARC-8) and MARCXML, record by record.

A broken record is told with its number and the byte at which it begins; those around it are read.
"""

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree
from pymarc import Record
from pymarc.exceptions import PymarcException

from repository.marc.mapping import MARC, Described, from_element, from_marc

END = b"\x1d"
MOST = 5_000
# What reading a record that is damaged may raise.
DAMAGED = (PymarcException, ValueError, LookupError, AttributeError)
_LEADER = re.compile(rb"\d{5}[a-z]{3}.{2}22", re.DOTALL)
_XML_RECORD = re.compile(rb"<(?:[A-Za-z][\w.\-]*:)?record[\s>/]")


class Unreadable(Exception):
    """A whole file that cannot be read. Codes: empty, not_marc, doctype, xml, too_many."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code, self.detail = code, detail


@dataclass(frozen=True)
class Read:
    """A record of a file: its number from 1 and first byte from 0; `broken` says in short why it
    was not read."""

    number: int
    offset: int
    described: Described | None
    broken: str = ""


@dataclass(frozen=True)
class Raw:
    """A record as it stands: number, first byte, and the record or why it was not read."""

    number: int
    offset: int
    record: Record | None
    broken: str = ""


def read(content: bytes) -> Iterator[Read]:
    """The descriptions of a file in their order. Raises Unreadable."""
    for one in records(content):
        described, broken = None, one.broken
        try:
            described = from_marc(one.record) if one.record else None
        except DAMAGED as error:
            broken = type(error).__name__
        if described is not None and not described.title:
            described, broken = None, "no title (245)"
        yield Read(one.number, one.offset, described, broken)


def records(content: bytes) -> Iterator[Raw]:
    """The records of a file in their order. Raises Unreadable."""
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        raise Unreadable("empty")
    if start.startswith(b"<"):
        yield from _xml(content)
    elif re.match(rb"\d{5}", start):
        yield from _iso2709(content)
    else:
        raise Unreadable("not_marc")


def is_marc(content: bytes) -> bool:
    """Whether a file looks like one of records: ISO 2709 by its leader, or MARCXML by its name
    space."""
    start = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    return bool(_LEADER.match(start)) or (start.startswith(b"<") and MARC.encode() in start)


def _iso2709(content: bytes) -> Iterator[Raw]:
    """Records end with a byte of their own: a wrong length breaks one record, not the rest."""
    at, number = 0, 0
    while at < len(content):
        while content[at : at + 1] in (b"\r", b"\n", b" ", b"\x1a", b"\xef", b"\xbb", b"\xbf"):
            at += 1
        if at >= len(content):
            return
        number += 1
        if number > MOST:
            raise Unreadable("too_many", str(MOST))
        end = content.find(END, at)
        chunk = content[at:] if end < 0 else content[at : end + 1]
        yield _one(chunk, number, at, whole=end >= 0)
        at += len(chunk)


def _one(chunk: bytes, number: int, at: int, *, whole: bool) -> Raw:
    if not whole:
        return Raw(number, at, None, "it ends before its end mark")
    if chunk[:5].isdigit() and int(chunk[:5]) != len(chunk):
        return Raw(number, at, None, f"it says {int(chunk[:5])} bytes and has {len(chunk)}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            record = Record(chunk, to_unicode=True, force_utf8=_is_utf8(chunk))
        return Raw(number, at, record)
    except (Warning, *DAMAGED) as error:
        return Raw(number, at, None, f"{type(error).__name__}"[:60])


def _is_utf8(chunk: bytes) -> bool:
    """Whether the text is UTF-8, also where the leader forgot to say so."""
    if chunk[9:10] == b"a":
        return True
    try:
        return not chunk.isascii() and bool(chunk.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def parse_xml(content: bytes) -> etree._Element:
    """The root of a document of strangers. Raises Unreadable."""
    if b"<!DOCTYPE" in content[:4096].upper():
        raise Unreadable("doctype")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable("xml", str(error)[:200]) from None
    about: Any = root.getroottree().docinfo
    if about.doctype:
        raise Unreadable("doctype")
    return root


def _xml(content: bytes) -> Iterator[Raw]:
    root = parse_xml(content)
    places = [match.start() for match in _XML_RECORD.finditer(content)]
    found = [root] if root.tag == f"{{{MARC}}}record" else root.findall(f".//{{{MARC}}}record")
    if not found:
        raise Unreadable("not_marc")
    if len(found) > MOST:
        raise Unreadable("too_many", str(MOST))
    for number, element in enumerate(found, start=1):
        at = places[number - 1] if len(places) == len(found) else 0
        try:
            yield Raw(number, at, from_element(element))
        except (PymarcException, ValueError) as error:
            yield Raw(number, at, None, str(error)[:60])
