"""What a school already holds, as far as an import must know; and what an import changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from school.roster.records import ClassRow, Fault, PersonRow


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


@dataclass(frozen=True)
class KnownTeaching:
    id: int
    class_id: int
    subject: str | None
    person_id: int


@dataclass(frozen=True)
class Known:
    """A school in a year. `elsewhere` are ministry identifiers of people of other schools."""

    classes: tuple[KnownClass, ...] = ()
    people: tuple[KnownPerson, ...] = ()
    teaching: tuple[KnownTeaching, ...] = ()
    elsewhere: frozenset[str] = frozenset()


@dataclass(frozen=True)
class PersonChange:
    """A row and whom it is about (None: somebody new); what changes for a known person."""

    row: PersonRow
    known: KnownPerson | None
    updates: Mapping[str, object]
    identifiers: tuple[tuple[str, str], ...]
    new_role: bool
    moves: bool

    @property
    def changes(self) -> bool:
        return bool(self.updates or self.identifiers or self.new_role or self.moves)


@dataclass(frozen=True)
class NewTeaching:
    """A new assignment: class by key, teacher by position in `Changes.people` or by id."""

    class_key: str
    subject: str | None
    position: int | None
    person_id: int | None


@dataclass
class Changes:
    classes: list[ClassRow] = field(default_factory=list)
    people: list[PersonChange] = field(default_factory=list)
    teaching: list[NewTeaching] = field(default_factory=list)
    ended: list[int] = field(default_factory=list)
    absent: int = 0
    faults: list[Fault] = field(default_factory=list)

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
        found["pupils_moved"] = sum(bool(c.known) and c.moves for c in pupils)
        found["teaching_new"], found["teaching_ended"] = len(self.teaching), len(self.ended)
        found["pupils_absent"] = self.absent
        return found
