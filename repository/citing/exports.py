"""A work for reference managers: BibTeX, RIS, CSL-JSON."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import bibtexparser
import rispy
from bibtexparser.model import Entry, Field

# Of CSL, BibTeX and RIS: what a work is.
BIBTEX = {"book": "book", "report": "techreport"}
RIS = {"book": "BOOK", "report": "RPRT", "motion_picture": "VIDEO"}
_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


class Plain(rispy.RisWriter):
    """References without numbers between them, which not every program passes over."""

    def set_header(self, count: int) -> str:
        return ""


def bibtex(said: Mapping[str, Any], code: str) -> str:
    """One entry, in UTF-8, with what TeX would obey written out."""
    values = {
        **{role: _bibtex_names(said.get(role, [])) for role in ("author", "editor", "translator")},
        "title": "{" + _tex(said["title"]) + "}",  # or TeX would make small letters of names
        "publisher": _tex(said["publisher"]),
        "address": _tex(said.get("publisher-place", "")),
        "edition": _tex(said.get("edition", "")),
        "series": _tex(said.get("collection-title", "")),
        "isbn": said.get("ISBN", ""),
        "issn": said.get("ISSN", ""),
        "year": _year(said),
        "url": said["URL"],
        "urldate": "-".join(f"{part:02}" for part in said["accessed"]["date-parts"][0]),
        "langid": {"vi": "vietnamese", "en": "english", "fr": "french"}.get(said["language"], ""),
    }
    fields = [Field(name, value) for name, value in values.items() if value]
    key = "lopso-" + re.sub(r"[^a-z0-9]", "-", code)
    library = bibtexparser.Library([Entry(BIBTEX.get(said["type"], "misc"), key, fields)])
    return str(bibtexparser.write_string(library, prepend_middleware=[]))


def ris(said: Mapping[str, Any], code: str) -> str:
    """One reference; no text can end it early."""
    entry = {
        "type_of_reference": RIS.get(said["type"], "GEN"),
        "id": code,
        "title": _line(said["title"]),
        "authors": [_ris_name(name) for name in said.get("author", [])],
        "secondary_authors": [_ris_name(name) for name in said.get("editor", [])],
        "publisher": _line(said["publisher"]),
        "place_published": _line(said.get("publisher-place", "")),
        "edition": _line(said.get("edition", "")),
        "issn": said.get("ISBN", "") or said.get("ISSN", ""),
        "year": _year(said),
        "language": said["language"],
        "urls": [said["URL"]],
    }
    held = {name: value for name, value in entry.items() if value}
    return str(rispy.dumps([held], implementation=Plain))


def _year(said: Mapping[str, Any]) -> str:
    issued = said.get("issued")
    return str(issued["date-parts"][0][0]) if issued else ""


def _line(text: str) -> str:
    return " ".join(text.split())


def _tex(text: str) -> str:
    return "".join(_SPECIAL.get(c, c) for c in _line(text))


def _bibtex_names(names: Iterable[Mapping[str, str]]) -> str:
    return " and ".join(_bibtex_name(name) for name in names)


def _bibtex_name(name: Mapping[str, str]) -> str:
    if "literal" in name:
        return "{" + _tex(name["literal"]) + "}"
    return f"{_tex(name['family'])}, {_tex(name['given'])}"


def _ris_name(name: Mapping[str, str]) -> str:
    whole = name.get("literal") or f"{name['family']}, {name['given']}"
    return _line(whole)
