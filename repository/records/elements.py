"""A work in the fifteen elements of Dublin Core: the one place where feeds learn what to say."""

from repository.catalogue import labels
from repository.catalogue.models import Work
from repository.records import doors
from repository.records.texts import LICENCE_ADDRESSES, clean, language_code
from school.api import subject_name
from suite import clock

NAMES = (
    "title", "creator", "subject", "description", "publisher", "contributor", "date", "type",
    "format", "identifier", "source", "language", "relation", "coverage", "rights",
)  # fmt: skip


def elements(work: Work, code: str) -> dict[str, list[str]]:
    """The elements that a work has, by name in the order of the standard, each with its values;
    in the present language. The first identifier is the permanent one."""
    found: dict[str, list[str]] = {name: [] for name in NAMES}
    found["title"] = [work.title]
    found["creator"] = list(work.creators)
    found["subject"] = _subjects(work)
    found["description"] = [work.description]
    found["publisher"] = [work.unit.name]
    if work.published_at:
        found["date"] = [clock.local_date(work.published_at).isoformat()]
    found["type"] = [labels.label(labels.KINDS, work.kind)]
    found["format"] = sorted({file.media_type for file in work.files})
    found["identifier"] = [doors.id_address(code)]
    found["language"] = [language_code(work.language)]
    address = LICENCE_ADDRESSES.get(work.licence)
    found["rights"] = [address or labels.label(labels.LICENCES, work.licence)]
    cleaned = {name: [clean(value) for value in values] for name, values in found.items()}
    return {name: kept for name, values in cleaned.items() if (kept := list(filter(None, values)))}


def _subjects(work: Work) -> list[str]:
    """The subject, then the topics of the programme that a second person confirmed."""
    named = [subject_name(work.subject)] if work.subject else []
    return named + [row.node.name for row in work.alignments if row.confirmed_at]
