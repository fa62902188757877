"""Deciding what a list changes for guardians.

A guardian is known by name together with a telephone number or e-mail address (parents share
numbers, so that a number alone says nothing), else by name and pupil. So siblings lead to one
account where the list gives the same number.
"""

from collections import defaultdict
from collections.abc import Iterator

from school.roster.finding import Pupils
from school.roster.known import Changes, GuardianChange, Known, KnownContact, KnownTie, Ref
from school.roster.records import GuardianRow, Roster, fault_at
from suite.text import fold

ANY_RELATION = "guardian"
CONTACTS = ("phone", "email")
Key = tuple[object, ...]


def decide(roster: Roster, known: Known, changes: Changes) -> None:
    """Add to the changes what the list says of guardians."""
    if not roster.guardians:
        return
    pupils, families = Pupils(known, changes), _Families(known)
    for row in roster.guardians:
        pupil = pupils.find(row)
        if isinstance(pupil, str):
            changes.faults.append(fault_at(row.place, pupil, _field(row), _told(row)))
            continue
        class_name = row.class_name
        if pupil[0] is not None:
            class_name = changes.people[pupil[0]].row.class_name
        families.take(row, pupil, class_name)
    changes.guardians = families.changes


def _field(row: GuardianRow) -> str:
    columns = row.place.columns
    return "pupil" if row.pupil and "pupil" in columns else "pupil_name"


def _told(row: GuardianRow) -> str:
    return row.pupil or f"{row.pupil_name} ({row.class_name})"


class _Families:
    """Guardians as they are met in the list, found by every key that tells them."""

    def __init__(self, known: Known) -> None:
        self.changes: list[GuardianChange] = []
        self.mine: dict[Key, GuardianChange] = {}
        self.held: dict[Key, int] = {}
        self.ties: dict[tuple[int, int], KnownTie] = {}
        self.contacts: dict[int, list[KnownContact]] = defaultdict(list)
        self.by_id: dict[int, GuardianChange] = {}
        self.said: dict[int, str] = {}
        self.told: dict[int, set[Ref]] = {}
        for number, person_id in known.guardian_numbers.items():
            self.held["", "oneroster", number] = person_id
        self.numbers = known.guardian_numbers
        for one in known.contacts:
            self.contacts[one.person_id].append(one)
            name = fold(known.guardians.get(one.person_id, ""))
            self.held.setdefault((name, one.kind, one.value), one.person_id)
        for tie in known.ties:
            self.ties[tie.guardian_id, tie.pupil_id] = tie
            name = fold(known.guardians.get(tie.guardian_id, ""))
            self.held.setdefault((name, "pupil", (None, tie.pupil_id)), tie.guardian_id)

    def take(self, row: GuardianRow, pupil: Ref, class_name: str) -> None:
        change = self._change(row, pupil, class_name)
        for key in _keys(row, pupil):
            self.mine.setdefault(key, change)
        if row.phone:
            self.said[id(change)] = row.phone
        self._tie(change, row, pupil)
        for kind in CONTACTS:
            if value := getattr(row, kind):
                self._contact(change, kind, value)

    def _change(self, row: GuardianRow, pupil: Ref, class_name: str) -> GuardianChange:
        keys, known_id = list(_keys(row, pupil)), None
        for at, key in enumerate(keys):
            # Who has a sourcedId is nobody else of the list, whatever they share.
            if key in self.mine and not (at and row.oneroster):
                if key[1] != "pupil" or self._agrees(self.mine[key], row):
                    return self.mine[key]
            elif key in self.held:
                known_id = self.held[key]
                break
        if known_id in self.by_id and self._agrees(self.by_id[known_id], row):
            return self.by_id[known_id]
        if known_id in self.by_id:
            known_id = None
        change = GuardianChange(row, known_id, class_name)
        if row.oneroster and self.numbers.get(row.oneroster) is None:
            change.number = row.oneroster
        if known_id is not None:
            self.by_id[known_id] = change
        self.changes.append(change)
        return change

    def _agrees(self, change: GuardianChange, row: GuardianRow) -> bool:
        """Two of one name and pupil with two numbers in one list are two people."""
        said = self.said.get(id(change), "")
        return not said or not row.phone or said == row.phone

    def _tie(self, change: GuardianChange, row: GuardianRow, pupil: Ref) -> None:
        tie = None
        if change.known_id is not None and pupil[1] is not None:
            tie = self.ties.get((change.known_id, pupil[1]))
        if tie is None:
            told = self.told.setdefault(id(change), set())
            if pupil not in told:
                told.add(pupil)
                change.ties.append((pupil, row.relation))
        elif row.relation not in (ANY_RELATION, tie.relation):
            change.relations[tie.id] = row.relation

    def _contact(self, change: GuardianChange, kind: str, value: str) -> None:
        """The list's number takes the place of another one."""
        held = [one for one in self.contacts[change.known_id or 0] if one.kind == kind]
        same = any(one.value == value for one in held)
        if same or any(told == kind for told, _ in change.contacts):
            return
        change.contacts.append((kind, value))
        change.ended += [one.id for one in held]


def _keys(row: GuardianRow, pupil: Ref) -> Iterator[Key]:
    if row.oneroster:
        yield "", "oneroster", row.oneroster
    name = fold(row.full_name)
    for kind in CONTACTS:
        if value := getattr(row, kind):
            yield name, kind, value
    yield name, "pupil", pupil
