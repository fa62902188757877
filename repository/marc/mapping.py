"""What a description of another catalogue says, for a draft of ours."""

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from lxml import etree
from pymarc import Field, Indicators, Record, Subfield

from repository.records.texts import clean, from_marc_language
from suite.text import nfc

MARC, DC = "http://www.loc.gov/MARC21/slim", "http://purl.org/dc/elements/1.1/"
MOST_CREATORS, TITLE, NAME, TEXT = 20, 300, 200, 5_000
_END = re.compile(r"[\s/:;,=.]+$")


@dataclass(frozen=True)
class Described:
    """`number` is the control number there, `agency` who gave it; `url` where the thing is."""

    number: str
    agency: str
    title: str
    creators: tuple[str, ...] = ()
    language: str = "vi"
    description: str = ""
    grades: tuple[int, ...] = ()
    kind: str = "text"
    url: str = ""

    @property
    def digest(self) -> str:
        """Of all that is said: the same for the same."""
        text = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def from_marc(record: Record) -> Described:
    """From a MARC 21 record; the title may be empty."""
    title = " ".join(texts_of(record, "245", "abnp")[:4])
    names = [
        text for tag in ("100", "110", "700", "710", "720") for text in texts_of(record, tag, "a")
    ]
    fixed = control(record, "008")
    codes = [*texts_of(record, "041", "a"), fixed[35:38]]
    kinds = {"g": "video", "i": "audio", "j": "audio", "m": "simulation"}
    links = [text for text in texts_of(record, "856", "u", trim=False) if is_web(text)]
    return Described(
        number=control(record, "001")[:300],
        agency=control(record, "003")[:40],
        title=title[:TITLE],
        creators=tuple(name[:NAME] for name in dict.fromkeys(names))[:MOST_CREATORS],
        language=from_marc_language(next((code for code in codes if code.strip()), "")[:3]),
        description="\n".join(texts_of(record, "520", "a", trim=False))[:TEXT],
        grades=grades_of(texts_of(record, "521", "a")),
        kind=kinds.get(str(record.leader)[6:7], "text"),
        url=links[0] if links else "",
    )


def from_dublin_core(about: Any, identifier: str) -> Described:
    """From an element with the fifteen elements of Dublin Core."""
    said: dict[str, list[str]] = {}
    for one in about.iter(f"{{{DC}}}*"):
        text = _tidy("".join(one.itertext()))
        if text:
            said.setdefault(etree.QName(one).localname, []).append(text)
    links = [text for text in said.get("identifier", []) if is_web(text)]
    language = said.get("language", [""])[0].lower()
    known = language[:2] if language[:2] in ("vi", "en", "fr") else from_marc_language(language)
    return Described(
        number=identifier[:300],
        agency="",
        title=said.get("title", [""])[0][:TITLE],
        creators=tuple(name[:NAME] for name in said.get("creator", []))[:MOST_CREATORS],
        language=known,
        description="\n".join(said.get("description", []))[:TEXT],
        url=links[0] if links else "",
    )


def from_element(element: Any) -> Record:
    """A record of MARCXML. Raises ValueError where it is none."""
    leader = element.findtext(f"{{{MARC}}}leader") or ""
    record = Record(leader=leader.ljust(24)[:24])
    for one in element:
        if one.tag == f"{{{MARC}}}controlfield":
            record.add_field(Field(tag=_tag(one), data="".join(one.itertext())))
        elif one.tag == f"{{{MARC}}}datafield":
            marks = Indicators(one.get("ind1", " ")[:1] or " ", one.get("ind2", " ")[:1] or " ")
            parts = [
                Subfield(part.get("code", "a")[:1], "".join(part.itertext()))
                for part in one.iterfind(f"{{{MARC}}}subfield")
            ]
            record.add_field(Field(tag=_tag(one), indicators=marks, subfields=parts))
    return record


def is_web(text: str) -> bool:
    """Whether it is an address that a browser opens."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and text.isprintable()


def control(record: Record, tag: str) -> str:
    """The text of a control field; "" where there is none."""
    return next((_tidy(str(field.data or "")) if tag != "008" else str(field.data or "")
                 for field in record.get_fields(tag)), "")  # fmt: skip


def texts_of(record: Record, tag: str, codes: str, *, trim: bool = True) -> list[str]:
    """The texts of some subfields of all fields with a tag, without the signs that cataloguers set
    behind them where `trim`."""
    found = [text for field in record.get_fields(tag) for text in field.get_subfields(*codes)]
    tidied = [_END.sub("", _tidy(text)) if trim else _tidy(text) for text in found]
    return [text for text in tidied if text]


def grades_of(texts: list[str]) -> tuple[int, ...]:
    """The grades that notes on the audience name."""
    found = {int(number) for text in texts for number in re.findall(r"\b\d{1,2}\b", text)}
    return tuple(sorted(grade for grade in found if 1 <= grade <= 12))


def _tag(element: Any) -> str:
    tag = element.get("tag", "")
    if not re.fullmatch(r"[0-9A-Za-z]{3}", tag):
        raise ValueError(f"a field is called {tag[:10]!r}")
    return str(tag)


def _tidy(text: str) -> str:
    return " ".join(clean(nfc(text)).split())
