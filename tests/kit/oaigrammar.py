"""The grammar of OAI-PMH 2.0 answers, of oai_dc and of MARCXML, in our own words.

The schemas themselves belong to others and are not kept here; this asks for the same: which
elements follow which, how often, and what they hold.
"""

import re
from typing import Any

from lxml import etree

OAI, DC = "http://www.openarchives.org/OAI/2.0/", "http://purl.org/dc/elements/1.1/"
OAI_DC, MARC = "http://www.openarchives.org/OAI/2.0/oai_dc/", "http://www.loc.gov/MARC21/slim"
SCHEME = f"{OAI}oai-identifier"
DOMAIN = r"[a-zA-Z][a-zA-Z0-9\-]*(\.[a-zA-Z][a-zA-Z0-9\-]*)+"
MOMENT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
SPEC = r"([A-Za-z0-9\-_\.!~\*'\(\)])+(:[A-Za-z0-9\-_\.!~\*'\(\)]+)*"
ASKED = {"identifier": r"\S+", "metadataPrefix": r"[A-Za-z0-9\-_\.!~\*'\(\)]+", "set": SPEC}
# What an element holds: other elements by a pattern of their names, or a text.
HOLDS = {
    "OAI-PMH": r"responseDate request (error )+|responseDate request "
    r"(Identify|ListMetadataFormats|ListSets|GetRecord|ListIdentifiers|ListRecords) ",
    "Identify": r"repositoryName baseURL protocolVersion (adminEmail )+earliestDatestamp "
    r"deletedRecord granularity (description )?",
    "ListMetadataFormats": r"(metadataFormat )+",
    "metadataFormat": r"metadataPrefix schema metadataNamespace ",
    "ListSets": r"(set )+(resumptionToken )?",
    "set": r"setSpec setName ",
    "GetRecord": r"record ",
    "ListRecords": r"(record )+(resumptionToken )?",
    "ListIdentifiers": r"(header )+(resumptionToken )?",
    "record": r"header (metadata )?",
    "header": r"identifier datestamp (setSpec )*",
}
TEXTS = {
    "responseDate": MOMENT,
    "request": r"https?://\S+",
    "baseURL": r"https?://\S+",
    "protocolVersion": r"2\.0",
    "adminEmail": r"\S+@(\S+\.)*\S+",
    "earliestDatestamp": MOMENT,
    "deletedRecord": r"persistent",
    "granularity": r"YYYY-MM-DDThh:mm:ssZ",
    "metadataPrefix": r"[A-Za-z0-9\-_\.!~\*'\(\)]+",
    "setSpec": SPEC,
    "datestamp": MOMENT,
    "identifier": r"oai:\S+:\S+",
    "resumptionToken": r"\S*",
}
ERRORS = (
    "cannotDisseminateFormat", "idDoesNotExist", "badArgument", "badVerb", "noMetadataFormats",
    "noRecordsMatch", "badResumptionToken", "noSetHierarchy",
)  # fmt: skip
ELEMENTS = {
    "title", "creator", "subject", "description", "publisher", "contributor", "date", "type",
    "format", "identifier", "source", "language", "relation", "coverage", "rights",
}  # fmt: skip
LEADER = r"[\d ]{5}[\dA-Za-z ][\dA-Za-z][\dA-Za-z ]{3}(2| )(2| )[\d ]{5}[\dA-Za-z ]{3}(4500|    )"


def check(answer: bytes) -> Any:
    """The root of an answer that keeps to the grammar; AssertionError says what does not."""
    root = etree.fromstring(answer)
    assert root.tag == f"{{{OAI}}}OAI-PMH"
    for one in root.iter(etree.Element):
        name = etree.QName(one)
        if name.namespace != OAI:
            continue
        held = "".join(f"{etree.QName(child).localname} " for child in one)
        if name.localname in HOLDS:
            assert re.fullmatch(HOLDS[name.localname], held), (name.localname, held)
        if name.localname in TEXTS:
            assert re.fullmatch(TEXTS[name.localname], one.text or ""), (name.localname, one.text)
        if name.localname == "error":
            assert one.get("code") in ERRORS
        if name.localname == "request":
            for asked, pattern in ASKED.items():
                assert re.fullmatch(pattern, one.get(asked, "x")), one.get(asked)
        if name.localname == "record":
            deleted = one[0].get("status") == "deleted"
            assert one[0].get("status") in (None, "deleted")
            assert deleted == (len(one) == 1)
        if name.localname == "description":
            _scheme(*one)
        if name.localname == "metadata":
            (about,) = one
            _CHECKS[about.tag](about)
    return root


def _scheme(about: Any) -> None:
    held = {etree.QName(one).localname: one.text for one in about}
    assert about.tag == f"{{{SCHEME}}}oai-identifier"
    assert [*held] == ["scheme", "repositoryIdentifier", "delimiter", "sampleIdentifier"]
    assert re.fullmatch(DOMAIN, held["repositoryIdentifier"])
    assert re.fullmatch(rf"oai:{DOMAIN}:[\w\-/.]+", held["sampleIdentifier"])


def _dublin_core(about: Any) -> None:
    for one in about:
        name = etree.QName(one)
        assert name.namespace == DC
        assert name.localname in ELEMENTS
        assert one.text
        assert len(one) == 0


def _marc(about: Any) -> None:
    assert about.get("type") in ("Bibliographic", None)
    leader, *fields = about
    assert leader.tag == f"{{{MARC}}}leader"
    assert re.fullmatch(LEADER, leader.text), leader.text
    names = "".join(f"{etree.QName(one).localname} " for one in fields)
    assert re.fullmatch(r"(controlfield )*(datafield )*", names)
    for one in fields:
        assert re.fullmatch(r"00[1-9A-Za-z]|0[1-9A-Za-z][0-9A-Za-z]|[1-9A-Za-z][0-9A-Za-z]{2}",
                            one.get("tag"))  # fmt: skip
        if one.tag.endswith("datafield"):
            assert re.fullmatch(r"[\da-z ]", one.get("ind1"))
            assert re.fullmatch(r"[\da-z ]", one.get("ind2"))
            assert len(one) >= 1
            for subfield in one:
                assert re.fullmatch(r"[\dA-Za-z!\"#$%&'()*+,\-./:;<=>?{}_^`~\[\]\\]",
                                    subfield.get("code"))  # fmt: skip
                assert subfield.text


_CHECKS = {f"{{{OAI_DC}}}dc": _dublin_core, f"{{{MARC}}}record": _marc}
