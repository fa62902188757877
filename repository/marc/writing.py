"""A work as a MARC 21 record. The table of fields stands in docs/library-marc.md."""

from typing import Any

from lxml import etree
from pymarc import Field, Indicators, Record, Subfield
from pymarc.marcxml import MARC_XML_NS, XSI_NS, record_to_xml_node

from repository.catalogue import labels
from repository.catalogue.models import Work
from repository.citing.names import name_of
from repository.records import doors
from repository.records.elements import elements
from repository.records.texts import LICENCE_ADDRESSES, clean, marc_language
from suite import clock

AGENCY = "LopSo"
# The type of record (leader, place 6) for each kind that is not text.
TYPES = {"video": "g", "audio": "i", "simulation": "m", "slides": "k"}
SCHEMA = "http://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd"


def record(work: Work, code: str) -> Record:
    """The record of a work under its permanent identifier; in the present language."""
    made = Record(leader=f"00000n{TYPES.get(work.kind, 'a')}m a2200000 u 4500", force_utf8=True)
    made.add_field(Field(tag="001", data=code))
    made.add_field(Field(tag="003", data=AGENCY))
    made.add_field(Field(tag="005", data=work.changed_at.strftime("%Y%m%d%H%M%S.0")))
    made.add_field(Field(tag="008", data=_fixed(work)))
    for field in _variable(work, code):
        made.add_field(field)
    return made


def element(work: Work, code: str) -> etree._Element:
    """The record as an element of MARCXML."""
    plain = record_to_xml_node(record(work, code))
    spaces: Any = {None: MARC_XML_NS, "xsi": XSI_NS}
    top = etree.Element(f"{{{MARC_XML_NS}}}record", nsmap=spaces)
    top.set(f"{{{XSI_NS}}}schemaLocation", f"{MARC_XML_NS} {SCHEMA}")
    top.set("type", "Bibliographic")
    for child in plain:
        _moved(child, top)
    return top


def _moved(child: Any, into: etree._Element) -> None:
    """The same element in the name space of MARCXML."""
    made = etree.SubElement(into, f"{{{MARC_XML_NS}}}{child.tag}", {**child.attrib})
    made.text = child.text
    for inner in child:
        _moved(inner, made)


def _fixed(work: Work) -> str:
    """Field 008: when it was entered, the year, the country and the language."""
    year = f"{clock.local_date(work.published_at).year}" if work.published_at else "    "
    kind = "s" if work.published_at else "n"
    entered = work.created_at.strftime("%y%m%d")
    return f"{entered}{kind}{year}    vm {'':5}o{'':11}{marc_language(work.language)} d"


def _variable(work: Work, code: str) -> list[Field]:
    said = elements(work, code)
    names = [name_of(creator) for creator in said.get("creator", [])]
    first = names[0] if names else None
    made = [_field("024", "8 ", a=doors.id_address(code)), _field("040", "  ", a=AGENCY, b="vie")]
    if first is not None:
        made.append(_named("100", first.literal, person=first.is_person))
    entry = "1" if first is not None and first.is_person else "0"
    made.append(_field("245", f"{entry}0", a=said["title"][0]))
    year = said.get("date", [""])[0][:4]
    made.append(_field("264", " 1", b=said["publisher"][0], c=year))
    pages = sum(file.pages for file in work.files if file.format == "pdf")
    made += [_field("300", "  ", a=f"{pages} tr.")] if pages else []
    made += [_field("520", "  ", a=text) for text in said.get("description", [])]
    made += [_field("521", "2 ", a=str(grade)) for grade in work.grades]
    made.append(_rights(work))
    made += [_field("650", " 4", a=text) for text in said.get("subject", [])]
    made += [_field("655", " 4", a=text) for text in said.get("type", [])]
    made += [_named("700", name.literal, person=name.is_person) for name in names[1:]]
    made.append(_field("856", "40", u=doors.id_address(code), q=said.get("format", [""])[0]))
    return made


def _rights(work: Work) -> Field:
    words = labels.label(labels.LICENCES, work.licence)
    return _field("540", "  ", a=words, u=LICENCE_ADDRESSES.get(work.licence, ""))


def _named(tag: str, name: str, *, person: bool) -> Field:
    """A person under the tag; who may be a body as an uncontrolled name."""
    return _field(tag, "0 ", a=name) if person else _field("720", "  ", a=name)


def _field(tag: str, indicators: str, **values: str) -> Field:
    subfields = [Subfield(code, clean(value)) for code, value in values.items() if clean(value)]
    return Field(tag=tag, indicators=Indicators(*indicators), subfields=subfields)
