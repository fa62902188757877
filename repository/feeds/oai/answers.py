"""The answers of the protocol as XML."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from lxml import etree

from repository.api import Seen, clean, elements, marc_element
from repository.feeds.oai import sets
from repository.feeds.oai.protocol import DC, FORMATS, MARC, ProtocolError, written

OAI = "http://www.openarchives.org/OAI/2.0/"
OAI_DC, DC_SPACE = "http://www.openarchives.org/OAI/2.0/oai_dc/", "http://purl.org/dc/elements/1.1/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
SCHEME = f"{OAI}oai-identifier"
_DOMAIN = re.compile(r"[a-zA-Z][a-zA-Z0-9\-]*(\.[a-zA-Z][a-zA-Z0-9\-]*)+")
_SPACES: Any = {None: OAI, "xsi": XSI}
_LOCATION = f"{{{XSI}}}schemaLocation"
SCHEMAS = {
    DC: ("http://www.openarchives.org/OAI/2.0/oai_dc.xsd", OAI_DC),
    MARC: (
        "http://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd",
        "http://www.loc.gov/MARC21/slim",
    ),
}


def document(
    base: str, arguments: Mapping[str, str], at: datetime, *children: etree._Element
) -> bytes:
    """An answer as bytes. The arguments are left out of one that tells of a bad request."""
    root = etree.Element(f"{{{OAI}}}OAI-PMH", nsmap=_SPACES)
    root.set(_LOCATION, f"{OAI} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd")
    say(root, "responseDate", written(at))
    request = say(root, "request", base)
    for name, value in arguments.items():
        request.set(name, clean(value))
    root.extend(children)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def element(name: str) -> etree._Element:
    """An element of the protocol."""
    return etree.Element(f"{{{OAI}}}{name}", nsmap=_SPACES)


def say(parent: etree._Element, name: str, text: str) -> etree._Element:
    """A child with a text."""
    child = etree.SubElement(parent, f"{{{OAI}}}{name}")
    child.text = clean(text)
    return child


def error(problem: ProtocolError) -> etree._Element:
    """An error of the protocol."""
    made = element("error")
    made.set("code", problem.code)
    made.text = problem.text
    return made


def identify(
    name: str, base: str, mail: str, earliest: datetime, host: str, sample: str
) -> etree._Element:
    """What the repository is. How its identifiers are made is told where the host has a name that
    the scheme of identifiers takes; `sample` is such an identifier."""
    made = element("Identify")
    say(made, "repositoryName", name)
    say(made, "baseURL", base)
    say(made, "protocolVersion", "2.0")
    say(made, "adminEmail", mail)
    say(made, "earliestDatestamp", written(earliest))
    say(made, "deletedRecord", "persistent")
    say(made, "granularity", "YYYY-MM-DDThh:mm:ssZ")
    if _DOMAIN.fullmatch(host):
        about = etree.SubElement(made, f"{{{OAI}}}description")
        scheme = etree.SubElement(about, f"{{{SCHEME}}}oai-identifier", nsmap=_plain(SCHEME))
        scheme.set(_LOCATION, f"{SCHEME} {SCHEME}.xsd")
        parts = {"scheme": "oai", "repositoryIdentifier": host, "delimiter": ":"}
        for part, text in (parts | {"sampleIdentifier": sample}).items():
            etree.SubElement(scheme, f"{{{SCHEME}}}{part}").text = text
    return made


def _plain(space: str) -> Any:
    return {None: space}


def formats() -> etree._Element:
    """The formats, each for every record."""
    made = element("ListMetadataFormats")
    for prefix in FORMATS:
        one = etree.SubElement(made, f"{{{OAI}}}metadataFormat")
        say(one, "metadataPrefix", prefix)
        schema, space = SCHEMAS[prefix]
        say(one, "schema", schema)
        say(one, "metadataNamespace", space)
    return made


def list_sets(named: Iterable[tuple[str, str]]) -> etree._Element:
    """The sets by their names."""
    made = element("ListSets")
    for spec, name in named:
        one = etree.SubElement(made, f"{{{OAI}}}set")
        say(one, "setSpec", spec)
        say(one, "setName", name)
    return made


def header(seen: Seen, identifier: str) -> etree._Element:
    """A record's header; of what is no longer public a deleted one."""
    made = element("header")
    if seen.work is None:
        made.set("status", "deleted")
    say(made, "identifier", identifier)
    if seen.record.stamp is not None:
        say(made, "datestamp", written(seen.record.stamp))
    for spec in sets.of(seen.record):
        say(made, "setSpec", spec)
    return made


def record(seen: Seen, identifier: str, prefix: str) -> etree._Element:
    """A record with its description; a deleted one has none."""
    made = element("record")
    made.append(header(seen, identifier))
    if seen.work is not None:
        about = etree.SubElement(made, f"{{{OAI}}}metadata")
        if prefix == MARC:
            about.append(marc_element(seen.work, seen.record.code))
        else:
            about.append(_dublin_core(elements(seen.work, seen.record.code)))
    return made


def _dublin_core(named: Mapping[str, list[str]]) -> etree._Element:
    made = etree.Element(f"{{{OAI_DC}}}dc", nsmap={"oai_dc": OAI_DC, "dc": DC_SPACE, "xsi": XSI})
    made.set(_LOCATION, f"{OAI_DC} {SCHEMAS[DC][0]}")
    for name, values in named.items():
        for value in values:
            etree.SubElement(made, f"{{{DC_SPACE}}}{name}").text = value
    return made
