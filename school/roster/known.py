"""What a school already holds, as far as an import must know; and what an import changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from school.roster.records import ClassRow, Fault, GuardianRow, PersonRow

Ref = tuple[int | None, int | None]
"""A person: the position in `Changes.people` of somebody new, or an id."""


@dataclass(frozen=True)
class Option:
    """What who imports says beside the list.

    `leave_on`: the list is complete, and pupils of its classes who are not in it leave on the day.
    `paths` are the units that the importing person heads: pupils come from there at once.
    `withheld` are roles that this person may not give.
    """

    leave_on: date | None = None
    paths: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()


@dataclass(frozen=True)
class KnownClass:
    id: int
    name: str
    grade: int


@dataclass(frozen=True)
class KnownPerson:
    """`class_id` is the main enrolment of the year today; `teaches_here` any role but student."""

    id: int
    full_name: str
    birth_date: date | None
    gender: str | None
    moet: str
    school: str
    roles: frozenset[str]
    class_id: int | None
    left: bool
    oneroster: str = ""
    uid: str = ""


@dataclass(frozen=True)
class KnownElsewhere:
    """A person of another school (None: of none); `may_come` once released, or within one hand."""

    person: KnownPerson
    school_id: int | None
    is_pupil: bool
    may_come: bool


@dataclass(frozen=True)
class KnownTeaching:
    """`ends_on` is the day after the last; what ended already is among them."""

    id: int
    class_id: int
    subject: str | None
    person_id: int
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True)
class KnownContact:
    id: int
    person_id: int
    kind: str
    value: str


@dataclass(frozen=True)
class KnownTie:
    """A guardianship of today."""

    id: int
    guardian_id: int
    pupil_id: int
    relation: str


@dataclass(frozen=True)
class KnownMember:
    id: int
    group_id: int
    person_id: int
    is_head: bool


@dataclass(frozen=True)
class KnownRoom:
    id: int
    code: str
    name: str
    seats: int | None
    kind: str


@dataclass(frozen=True)
class KnownLesson:
    """A lesson that has no end yet."""

    id: int
    class_id: int
    weekday: int
    session: str
    period: int
    subject: str | None
    activity: str
    person_id: int | None
    room_id: int | None


@dataclass(frozen=True)
class Known:
    """A school in a year. `elsewhere` are people of other schools by ministry identifier;
    `guardians` and `groups` are names by id."""

    classes: tuple[KnownClass, ...] = ()
    people: tuple[KnownPerson, ...] = ()
    teaching: tuple[KnownTeaching, ...] = ()
    elsewhere: Mapping[str, KnownElsewhere] = field(default_factory=dict)
    guardians: Mapping[int, str] = field(default_factory=dict)
    guardian_numbers: Mapping[str, int] = field(default_factory=dict)
    contacts: tuple[KnownContact, ...] = ()
    ties: tuple[KnownTie, ...] = ()
    groups: Mapping[int, str] = field(default_factory=dict)
    members: tuple[KnownMember, ...] = ()
    rooms: tuple[KnownRoom, ...] = ()
    lessons: tuple[KnownLesson, ...] = ()


@dataclass(frozen=True)
class PersonChange:
    """A row and whom it is about (None: somebody new); what changes for a known person.

    `comes` from another school: history stays there, the person goes on here.
    """

    row: PersonRow
    known: KnownPerson | None
    updates: Mapping[str, object]
    identifiers: tuple[tuple[str, str], ...]
    new_role: bool
    moves: bool
    comes: bool = False
    from_school: int | None = None

    @property
    def changes(self) -> bool:
        return bool(self.updates or self.identifiers or self.new_role or self.moves)


@dataclass(frozen=True)
class NewTeaching:
    """A new assignment: class by key, teacher by position in `Changes.people` or by id.

    Without `starts_on` it begins when the list says that things begin; `ends_on` is the day after.
    """

    class_key: str
    subject: str | None
    position: int | None
    person_id: int | None
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass
class GuardianChange:
    """A guardian (`known_id` None: somebody new), new ties to pupils, and how to reach them."""

    row: GuardianRow
    known_id: int | None
    class_name: str
    ties: list[tuple[Ref, str]] = field(default_factory=list)
    relations: dict[int, str] = field(default_factory=dict)
    contacts: list[tuple[str, str]] = field(default_factory=list)
    ended: list[int] = field(default_factory=list)
    number: str = ""

    @property
    def changes(self) -> bool:
        return bool(self.number or self.ties or self.relations or self.contacts or self.ended)


@dataclass(frozen=True)
class NewMember:
    """A place in a subject group, by the key of its name."""

    group_key: str
    who: Ref
    is_head: bool


@dataclass(frozen=True)
class NewLesson:
    """A lesson: class and room by key."""

    class_key: str
    weekday: int
    session: str
    period: int
    subject: str | None
    activity: str
    who: Ref | None
    room_key: str


@dataclass
class Changes:
    """Groups and rooms by the key of their names: the name, or the columns of a room.

    `leavers` are id, name and class.
    """

    classes: list[ClassRow] = field(default_factory=list)
    people: list[PersonChange] = field(default_factory=list)
    teaching: list[NewTeaching] = field(default_factory=list)
    redated: dict[int, dict[str, date | None]] = field(default_factory=dict)
    ended: list[int] = field(default_factory=list)
    guardians: list[GuardianChange] = field(default_factory=list)
    groups: dict[str, str] = field(default_factory=dict)
    members: list[NewMember] = field(default_factory=list)
    members_ended: list[int] = field(default_factory=list)
    rooms: dict[str, dict[str, object]] = field(default_factory=dict)
    rooms_changed: dict[int, dict[str, object]] = field(default_factory=dict)
    lessons: list[NewLesson] = field(default_factory=list)
    lessons_ended: list[int] = field(default_factory=list)
    leavers: list[tuple[int, str, str]] = field(default_factory=list)
    absent: int = 0
    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)

    @property
    def newcomers(self) -> int:
        """How many people get an account."""
        new = sum(change.known is None for change in self.people)
        return new + sum(one.known_id is None for one in self.guardians)

    def counts(self) -> dict[str, int]:
        """Numbers for people: what the import would do, or did."""
        pupils = [c for c in self.people if c.row.role == "student"]
        staff = [c for c in self.people if c.row.role != "student"]
        found = {"classes_new": len(self.classes)}
        for name, held in (("pupils", pupils), ("staff", staff)):
            old = [c for c in held if c.known]
            found[f"{name}_new"] = len(held) - len(old)
            found[f"{name}_changed"] = sum(c.changes and not c.moves for c in old)
            found[f"{name}_same"] = sum(not c.changes for c in old)
        found["pupils_moved"] = sum(bool(c.known) and c.moves and not c.comes for c in pupils)
        found["pupils_come"] = sum(c.comes for c in pupils)
        found["pupils_leave"] = len(self.leavers)
        found["teaching_new"], found["teaching_ended"] = len(self.teaching), len(self.ended)
        found["teaching_changed"] = len(self.redated)
        kept = [one for one in self.guardians if one.known_id is not None]
        found["guardians_new"] = len(self.guardians) - len(kept)
        found["guardians_changed"] = sum(one.changes for one in kept)
        found["guardians_same"] = sum(not one.changes for one in kept)
        found |= {"groups_new": len(self.groups), "rooms_new": len(self.rooms)}
        found["members_new"], found["members_ended"] = len(self.members), len(self.members_ended)
        found["rooms_changed"] = len(self.rooms_changed)
        found["lessons_new"], found["lessons_ended"] = len(self.lessons), len(self.lessons_ended)
        found["pupils_absent"] = self.absent
        return found
