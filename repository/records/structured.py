"""A public work as schema.org tells it to search engines: LearningResource with its alignment.

It goes into the page as a block of data (application/ld+json), which browsers never run and the
content security policy therefore lets be.
"""

from typing import Any

from flask import json
from flask_babel import gettext
from markupsafe import Markup

from repository.catalogue import numbers
from repository.catalogue.agents.rules import AUTHOR, BODY, EDITOR, TRANSLATOR
from repository.catalogue.models import Work
from repository.records import doors, queries
from repository.records.elements import elements
from repository.records.texts import LICENCE_ADDRESSES, clean
from school.api import CurriculumNode

FEED = "sitemap"
PRACTICE = frozenset({"question_set", "test", "exercise"})
_ROLES = {AUTHOR: "author", EDITOR: "editor", TRANSLATOR: "translator"}
_SAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def block(work: Work, code: str | None) -> Markup | str:
    """The block of a work's page; empty unless search engines are let in and the work is public."""
    if code is None or not doors.is_open(FEED) or not queries.is_public(work.id):
        return ""
    text = json.dumps(described(work, code), ensure_ascii=False)
    for character, written in _SAFE.items():
        text = text.replace(character, written)
    return Markup(f'<script type="application/ld+json">{text}</script>')  # noqa: S704


def described(work: Work, code: str) -> dict[str, Any]:
    """The work as JSON-LD."""
    said = elements(work, code)
    made: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "LearningResource",
        "@id": doors.id_address(code),
        "identifier": doors.id_address(code),
        "url": doors.address("works.work", uid=work.uid),
        "name": said["title"][0],
        "inLanguage": said["language"][0],
        "learningResourceType": said["type"][0],
        "publisher": {"@type": "Organization", "name": said["publisher"][0]},
        "dateModified": work.changed_at.isoformat(timespec="seconds"),
        "isAccessibleForFree": True,
        "audience": {"@type": "EducationalAudience", "educationalRole": "student"},
    }
    made |= {name: said[key][0] for name, key in _ONES.items() if said.get(key)}
    made |= _people(work)
    made |= {name: value for name, value in _numbers(work).items() if value}
    if work.licence in LICENCE_ADDRESSES:
        made["license"] = LICENCE_ADDRESSES[work.licence]
    if work.grades:
        made["educationalLevel"] = [gettext("Grade %(grade)s", grade=one) for one in work.grades]
    if work.cover_sha256:
        made["image"] = doors.address("works.cover", uid=work.uid)
    nodes = [row.node for row in work.alignments if row.confirmed_at]
    named = queries.programmes({node.programme_id for node in nodes})
    kind = "assesses" if work.kind in PRACTICE else "teaches"
    aligned = [_alignment(node, named[node.programme_id], kind) for node in nodes]
    return {**made, "educationalAlignment": aligned} if aligned else made


_ONES = {"description": "description", "datePublished": "date"}


def _people(work: Work) -> dict[str, list[dict[str, str]]]:
    """People and bodies by what they did."""
    found: dict[str, list[dict[str, str]]] = {}
    for row in sorted(work.people, key=lambda row: row.position):
        if name := _ROLES.get(row.role):
            kind = "Organization" if row.agent.kind == BODY else "Person"
            found.setdefault(name, []).append({"@type": kind, "name": clean(row.agent.name)})
    return found


def _numbers(work: Work) -> dict[str, Any]:
    return {
        "isbn": numbers.shown_isbn(work.isbn),
        "issn": numbers.shown_issn(work.issn),
        "bookEdition": clean(work.edition),
        "keywords": [clean(word) for word in work.keywords],
    }


def _alignment(node: CurriculumNode, programme: str, kind: str) -> dict[str, str]:
    return {
        "@type": "AlignmentObject",
        "alignmentType": kind,
        "educationalFramework": programme,
        "targetName": node.name,
        "identifier": node.code,
        "targetUrl": doors.address("nodes.show", uid=node.uid),
    }
