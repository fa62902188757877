"""Somebody as the rules see them: the roles of today, and the face in which one acts."""

from dataclasses import dataclass, replace

from school.people.models import (
    ADMINISTRATOR,
    COMMUNE_OFFICER,
    GUARDIAN,
    HOMEROOM_TEACHER,
    INSPECTOR,
    LIBRARIAN,
    PRINCIPAL,
    PROVINCE_OFFICER,
    SCHOOL_ADMINISTRATOR,
    STUDENT,
    SUBJECT_HEAD,
    TEACHER,
    VICE_PRINCIPAL,
)

HEADS = (VICE_PRINCIPAL, PRINCIPAL, SCHOOL_ADMINISTRATOR, ADMINISTRATOR)
STAFF = (TEACHER, HOMEROOM_TEACHER, SUBJECT_HEAD, LIBRARIAN, *HEADS)
OFFICERS = (COMMUNE_OFFICER, PROVINCE_OFFICER)
OVERSEERS = (*HEADS, INSPECTOR)

# The faces of a person who is several: one is shown and acts at a time.
WORK, OVERSIGHT, STUDY, FAMILY = "work", "oversight", "study", "family"
FACES = (WORK, OVERSIGHT, STUDY, FAMILY)
_FACE_OF = {STUDENT: STUDY, GUARDIAN: FAMILY} | dict.fromkeys(
    (INSPECTOR, *OFFICERS, ADMINISTRATOR), OVERSIGHT
)


@dataclass(frozen=True)
class Grant:
    """A role that is valid today; `path` is that of its unit. `about` is the id of the class of a
    homeroom teacher, the group of a subject head, the pupil of a guardian; else 0."""

    role: str
    unit_id: int
    path: str
    about: int = 0

    @property
    def face(self) -> str:
        """The face to which the role belongs."""
        return _FACE_OF.get(self.role, WORK)


@dataclass(frozen=True)
class Who:
    """Somebody as the rules see them; signed out is `NOBODY`.

    `face` is the one in which the person acts; "" is all of them at once.
    """

    person_id: int | None
    school_id: int | None
    grants: tuple[Grant, ...]
    face: str = ""

    def has(self, *roles: str) -> bool:
        """Whether one of the roles is held anywhere."""
        return any(grant.role in roles for grant in self.grants)

    def holds(self, path: str, *roles: str) -> bool:
        """Whether one of the roles is held at the unit of `path` or above it."""
        return any(g.role in roles and path.startswith(g.path) for g in self.grants)

    def at(self, unit_id: int | None, *roles: str) -> bool:
        """Whether one of the roles is held at this very unit."""
        return any(grant.role in roles and grant.unit_id == unit_id for grant in self.grants)

    def paths(self, *roles: str) -> list[str]:
        """The units at which one of the roles is held."""
        return sorted({grant.path for grant in self.grants if grant.role in roles})

    @property
    def faces(self) -> list[str]:
        """The faces that the grants make, the usual one first."""
        held = {grant.face for grant in self.grants}
        return [face for face in FACES if face in held]

    def acting(self, face: str) -> "Who":
        """The same person in one face alone; in the first one for a face that is not held."""
        faces = self.faces
        if not faces:
            return self
        chosen = face if face in faces else faces[0]
        grants = tuple(grant for grant in self.grants if grant.face == chosen)
        return replace(self, grants=grants, face=chosen)

    def wears(self, face: str) -> bool:
        """Whether the person acts in a face."""
        return self.face in ("", face)


NOBODY = Who(None, None, ())
