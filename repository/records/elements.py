"""A work in the elements of Dublin Core as feeds say it: in the present language, under its
permanent identifier, without signs that XML does not know."""

from repository.catalogue import dublin_core, labels
from repository.catalogue.models import Work
from repository.records import doors
from repository.records.texts import LICENCE_ADDRESSES, clean, language_code


def elements(work: Work, code: str) -> dict[str, list[str]]:
    """The elements that a work has, by name in the order of the standard, each with its values.
    The first identifier is the permanent one; who published nothing elsewhere has the unit as
    publisher."""
    words = LICENCE_ADDRESSES.get(work.licence) or labels.label(labels.LICENCES, work.licence)
    found = dublin_core.elements(work, lambda _uid: doors.id_address(code), licence=words)
    found["publisher"] = found["publisher"] or (work.unit.name,)
    found["type"] = (labels.label(labels.KINDS, work.kind), *found["type"])
    found["language"] = (language_code(work.language),)
    cleaned = {name: [clean(value) for value in values] for name, values in found.items()}
    return {name: kept for name, values in cleaned.items() if (kept := list(filter(None, values)))}
