"""Finding people by what lists call them: among those of the file and of the school."""

import re
from collections import defaultdict
from collections.abc import Iterator

from school.roster.cells import class_key
from school.roster.known import Changes, Known, KnownPerson, Ref
from school.roster.records import GuardianRow
from suite.text import fold

STUDENT = "student"
_INITIALS = re.compile(r"[.\s]+")


def name_key(name: str) -> str:
    """A name as it is compared: case and spaces aside, diacritics kept."""
    return " ".join(name.casefold().split())


class Staff:
    """Teachers by number, name, or the initials that timetables use."""

    def __init__(self, known: Known, changes: Changes) -> None:
        self.found: dict[str, set[Ref]] = defaultdict(set)
        self.short: dict[str, set[Ref]] = defaultdict(set)
        named = {change.known.id for change in changes.people if change.known}
        for one in known.people:
            if one.roles - {STUDENT} and one.id not in named:
                self._add((None, one.id), *_ids(one), one.full_name)
        for position, change in enumerate(changes.people):
            if change.row.role == STUDENT:
                continue
            held, ref = change.known, (position, None)
            if held:
                ref = (None, held.id)  # type: ignore[assignment]
                self._add(ref, *_ids(held), held.full_name)
            row = change.row
            self._add(ref, row.moet, row.school, row.oneroster, row.full_name)

    def _add(self, ref: Ref, *texts: str) -> None:
        for text in filter(None, texts):
            self.found[name_key(text)].add(ref)
            self.found[fold(text)].add(ref)
        for text in _shortened(texts[-1]):
            self.short[text].add(ref)

    def find(self, text: str) -> Ref | str:
        """The teacher, or the code of the fault."""
        return _only(self.found.get(name_key(text)) or self.found.get(fold(text)) or set())

    def find_short(self, text: str) -> set[Ref]:
        """Those who may be meant by a name, or by initials and the given name."""
        found = self.found.get(name_key(text)) or self.found.get(fold(text))
        return found or self.short.get("".join(_INITIALS.split(fold(text))), set())


def _ids(one: KnownPerson) -> tuple[str, ...]:
    return one.moet, one.school, one.oneroster, one.uid


def _only(found: set[Ref]) -> Ref | str:
    if not found:
        return "teacher_unknown"
    return next(iter(found)) if len(found) == 1 else "teacher_ambiguous"


def _shortened(full_name: str) -> Iterator[str]:
    """ "cô", "t.cô" and "p.t.cô" for Phạm Thị Cô, without dots."""
    words = fold(full_name).split()
    for start in range(len(words)):
        yield "".join(word[0] for word in words[start:-1]) + words[-1]
    if len(words) > 2:
        yield words[0][0] + words[-1]
        yield words[-2] + words[-1]


class Pupils:
    """Pupils as they will stand after the import: by number, by name and class, by their row."""

    def __init__(self, known: Known, changes: Changes) -> None:
        self.numbers: dict[str, set[Ref]] = defaultdict(set)
        self.names: dict[tuple[str, str], set[Ref]] = defaultdict(set)
        self.rows: dict[tuple[str, int], Ref] = {}
        classes = {one.id: one.name for one in known.classes}
        named = {change.known.id for change in changes.people if change.known}
        for one in known.people:
            if STUDENT in one.roles and one.id not in named:
                in_class = classes.get(one.class_id or 0, "")
                self._add((None, one.id), one.full_name, in_class, *_ids(one))
        for position, change in enumerate(changes.people):
            if change.row.role != STUDENT:
                continue
            row, held = change.row, change.known
            ref: Ref = (None, held.id) if held else (position, None)
            in_class = row.class_name or classes.get(held.class_id or 0 if held else 0, "")
            self._add(ref, row.full_name, in_class, row.moet, row.school, row.oneroster)
            if held:
                self._add(ref, held.full_name, in_class, *_ids(held))
            self.rows[row.place.sheet, row.place.row] = ref

    def _add(self, ref: Ref, name: str, in_class: str, *numbers: str) -> None:
        self.names[fold(name), class_key(in_class)].add(ref)
        for number in filter(None, numbers):
            self.numbers[number].add(ref)

    def find(self, row: GuardianRow) -> Ref | str:
        """The pupil of a guardian's row, or the code of the fault."""
        beside = self.rows.get((row.place.sheet, row.place.row))
        if beside:
            return beside
        if row.pupil:
            found = self.numbers.get(row.pupil, set())
        else:
            found = self.names.get((fold(row.pupil_name), class_key(row.class_name)), set())
        if not found:
            return "pupil_unknown"
        return next(iter(found)) if len(found) == 1 else "pupil_ambiguous"
