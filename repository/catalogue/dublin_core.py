"""A work in the fifteen elements of Dublin Core (ISO 15836-1): for feeds, citations and pages.

Pure: it reads attributes of a work that was loaded with `queries.with_elements` (else every work
costs statements of its own) and asks nothing. What depends on the asker comes from the caller:
`address` makes the public address of a uid, `relations` are the addresses of other editions *that
the asker may see*, `formats` are only for who may open the files.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from repository.catalogue import numbers

if TYPE_CHECKING:
    from repository.catalogue.models import Work

ELEMENTS = (
    "title",
    "creator",
    "subject",
    "description",
    "publisher",
    "contributor",
    "date",
    "type",
    "format",
    "identifier",
    "source",
    "language",
    "relation",
    "coverage",
    "rights",
)
AUTHOR, PUBLISHER = "author", "publisher"
# The DCMI type vocabulary; every other kind is a text.
TYPES = {
    "video": "MovingImage",
    "audio": "Sound",
    "picture": "StillImage",
    "simulation": "InteractiveResource",
    "elesson": "InteractiveResource",
    "question_set": "InteractiveResource",
}
TEXT = "Text"
LICENCES = {
    "cc0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "public-domain": "https://creativecommons.org/publicdomain/mark/1.0/",
    **{
        f"cc-{code}": f"https://creativecommons.org/licenses/{code}/4.0/"
        for code in ("by", "by-sa", "by-nc", "by-nc-sa", "by-nd", "by-nc-nd")
    },
}
# ISO 639-1 codes stand as they are; "other" says nothing.
UNKNOWN_LANGUAGE = "other"


def elements(
    work: "Work",
    address: Callable[[str], str],
    *,
    relations: Sequence[str] = (),
    licence: str = "",
) -> dict[str, tuple[str, ...]]:
    """All fifteen elements in their order, each with its values; what is unknown is an empty tuple.

    `address` turns the uid into the address under `identifier`, which comes first; `relations` are
    addresses of other editions that the asker may see; `licence` are the words for the licence in
    the asker's language (its code without). A date is a year as YYYY, else the day of publication
    as YYYY-MM-DD in UTC. Types are those of the DCMI vocabulary, then the house's kind as a code.
    """
    found = {
        "title": [work.title, _edition(work)],
        "creator": list(work.creators),
        "subject": _subjects(work),
        "description": [work.description],
        "publisher": [work.publisher],
        "contributor": _contributors(work),
        "date": [_date(work)],
        "type": [TYPES.get(work.kind, TEXT), work.kind],
        "format": [*dict.fromkeys(file.media_type for file in work.files), work.extent],
        "identifier": list(_identifiers(work, address)),
        "source": [work.source],
        "language": [work.language if work.language != UNKNOWN_LANGUAGE else ""],
        "relation": [_series(work), *relations],
        "coverage": [work.coverage, *(f"grade {grade}" for grade in work.grades)],
        "rights": [licence or work.licence, LICENCES.get(work.licence, ""), work.rights],
    }
    return {name: _kept(found[name]) for name in ELEMENTS}


def _kept(values: Sequence[str]) -> tuple[str, ...]:
    """Without empty values and repetitions."""
    return tuple(dict.fromkeys(value.strip() for value in values if value and value.strip()))


def _edition(work: "Work") -> str:
    return f"{work.title} ({work.edition})" if work.edition else ""


def _subjects(work: "Work") -> list[str]:
    """Subject, keywords, DDC, confirmed topics of the programme, and tags."""
    subject = [work.subject.name_vi] if work.subject is not None else []
    ddc = [f"DDC {work.ddc}"] if work.ddc else []
    topics = [row.node.name for row in work.alignments if row.confirmed_at is not None]
    return [*subject, *work.keywords, *ddc, *topics, *(tag.name_vi for tag in work.tags)]


def _contributors(work: "Work") -> list[str]:
    return [row.agent.name for row in work.people if row.role not in (AUTHOR, PUBLISHER)]


def _date(work: "Work") -> str:
    if work.issued is not None:
        return f"{work.issued:04d}"
    return work.published_at.date().isoformat() if work.published_at is not None else ""


def _identifiers(work: "Work", address: Callable[[str], str]) -> Iterator[str]:
    yield address(work.uid)
    yield f"urn:uuid:{work.uid}"
    if work.isbn:
        yield f"urn:isbn:{work.isbn}"
    if work.issn:
        yield f"urn:issn:{numbers.shown_issn(work.issn)}"


def _series(work: "Work") -> str:
    return " ; ".join(part for part in (work.series, work.series_number) if part)
