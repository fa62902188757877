"""The filters beside the hits: what the address asks for, and what can be asked for next."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from repository.catalogue import nodes, queries
from repository.catalogue.labels import KINDS, LANGUAGES, LICENCES, label
from repository.catalogue.tags import queries as tags
from repository.search.engine import FACETS, Facets
from school.api import subject_name
from suite import web

MOST_LINES = 40
# The name in the address for each facet: subject=, grade=, kind= …
NAMES = {name.removesuffix("s"): name for name in FACETS}
FORMATS = {"pdf": "PDF", "epub": "EPUB", "word": "Word"}
# Few readers ask for these: they are folded until one of them is chosen.
FOLDED = ("node", "tag", "language", "licence", "format")


@dataclass(frozen=True)
class Choice:
    """A line of a filter; `url` puts it on or off."""

    label: str
    count: int
    chosen: bool
    url: str


@dataclass(frozen=True)
class Filter:
    """A filter with its lines, those with most works first."""

    name: str
    title: str
    choices: list[Choice]
    folded: bool


def asked(args: MultiDict[str, str]) -> dict[str, Any]:
    """The filters of an address as arguments of a Query."""
    found: dict[str, Any] = {facet: frozenset(args.getlist(name)) for name, facet in NAMES.items()}
    found["grades"] = frozenset(int(grade) for grade in found["grades"] if _is_grade(grade))
    return found


def held() -> list[tuple[str, str]]:
    """The filters of the address, for the form to keep."""
    return [(name, value) for name in NAMES for value in request.args.getlist(name)]


def chosen() -> int:
    """How many values are chosen."""
    return len(held())


def shown(facets: Facets) -> list[Filter]:
    """The filters that have something to choose; one to three statements."""
    made = []
    codes = [*facets.nodes, *request.args.getlist("node")] if _asks_for_topics() else []
    tagged = bool(facets.tags or request.args.getlist("tag"))
    for name, (title, word) in words(codes, tagged=tagged).items():
        if name == "node" and not _asks_for_topics():
            continue
        choices = _choices(name, getattr(facets, NAMES[name]), word)
        if choices and (name not in FOLDED or len(choices) > 1 or request.args.getlist(name)):
            folded = name in FOLDED and not any(choice.chosen for choice in choices)
            made.append(Filter(name, title, choices, folded))
    return made


def words(
    codes: Iterable[str] = (), *, tagged: bool = True
) -> dict[str, tuple[str, Callable[[str], str]]]:
    """The title of each filter, and how its values are said; of topics those of `codes` are known,
    of tags none where nothing is `tagged`. At most three statements."""
    subjects, topics = queries.subjects(), nodes.names(codes)
    named = tags.names() if tagged else {}
    return {
        "subject": (gettext("Subject"), lambda code: _subject(subjects, code)),
        "grade": (gettext("Grade level"), lambda grade: gettext("Grade %(grade)s", grade=grade)),
        "node": (gettext("Topic of the programme"), lambda code: topics.get(code, code)),
        "tag": (gettext("Tags"), lambda slug: named.get(slug, slug)),
        "kind": (gettext("Kind"), lambda code: label(KINDS, code)),
        "format": (gettext("File format"), _format),
        "language": (gettext("Language"), lambda code: label(LANGUAGES, code)),
        "licence": (gettext("Licence"), lambda code: label(LICENCES, code)),
    }


def _asks_for_topics() -> bool:
    """Topics of all subjects together are no choice: they come once a subject is chosen."""
    return bool(request.args.getlist("subject") or request.args.getlist("node"))


def _is_grade(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 2


def _subject(subjects: Mapping[str, Any], code: str) -> str:
    return subject_name(subjects[code]) if code in subjects else code


def _format(code: str) -> str:
    words = {"text": gettext("Plain text"), "print": gettext("Printed book")}
    return words.get(code) or FORMATS.get(code, code)


def _choices(name: str, counts: Mapping[Any, int], word: Callable[[str], str]) -> list[Choice]:
    on = request.args.getlist(name)
    if name == "grade":
        ordered = [(str(grade), counts[grade]) for grade in sorted(counts)]
    else:
        ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    known = dict(ordered)
    values = [*known, *(value for value in dict.fromkeys(on) if value not in known)]
    return [
        Choice(word(value), known.get(value, 0), value in on, _toggled(name, value))
        for value in values[:MOST_LINES]
    ]


def _toggled(name: str, value: str) -> str:
    args = web.asked_values()
    args.pop("page", None)
    on = args.get(name, [])
    args[name] = [v for v in on if v != value] if value in on else [*on, value]
    return url_for("library.search", **args)
