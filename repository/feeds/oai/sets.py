"""The sets: by school or office, by kind, by subject. Only what the public saw makes a set."""

import re
from dataclasses import replace

from repository.api import Part, kind_label, records
from repository.feeds.oai.protocol import Asked, ProtocolError
from school.api import subject_name

_SPEC = re.compile(r"[A-Za-z0-9\-_.!~*'()]+")
UNIT, KIND, SUBJECT = "unit-", "kind-", "subject-"


def names() -> list[tuple[str, str]]:
    """Each set as (setSpec, name)."""
    found = [(UNIT + unit.uid, unit.name) for unit in records.units()]
    found += [(KIND + kind, kind_label(kind)) for kind in records.kinds()]
    found += [(SUBJECT + one.code, subject_name(one)) for one in records.subjects()]
    return [(spec, name) for spec, name in found if _SPEC.fullmatch(spec)]


def of(record: records.Record) -> list[str]:
    """The sets in which a record stands, or stood when it was public."""
    found = [UNIT + record.unit.uid] if record.unit else []
    found += [KIND + record.kind] if record.kind else []
    found += [SUBJECT + record.subject_code] if record.subject_code else []
    return [spec for spec in found if _SPEC.fullmatch(spec)]


def part_of(asked: Asked) -> Part:
    """The records for which a harvester asks. Raises ProtocolError for a set that nobody has."""
    part, spec = Part(since=asked.since, until=asked.until), asked.set_spec
    if spec is None:
        return part
    if not _SPEC.fullmatch(spec):
        raise ProtocolError("noRecordsMatch", "There is no such set.")
    if spec.startswith(KIND):
        return replace(part, kind=spec.removeprefix(KIND)[:20])
    if spec.startswith(SUBJECT):
        return replace(part, subject_code=spec.removeprefix(SUBJECT)[:20])
    uid = spec.removeprefix(UNIT)
    unit_id = next((unit.id for unit in records.units() if unit.uid == uid), None)
    if unit_id is None or not spec.startswith(UNIT):
        raise ProtocolError("noRecordsMatch", "There is no such set.")
    return replace(part, unit_id=unit_id)
