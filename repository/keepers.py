"""Who keeps the library of a unit: its librarians, else its heads."""

from collections.abc import Iterable, Mapping

from sqlalchemy import select

from repository.catalogue.permissions import REVIEWERS
from school.api import (
    LIBRARIAN,
    NoticeKind,
    Person,
    RoleGrant,
    To,
    notify,
    valid_today,
)
from suite import web
from suite.db import db


def holders(roles: Iterable[str]) -> dict[int, set[int]]:
    """Who holds one of the roles today, by unit; one statement."""
    query = (
        select(RoleGrant.unit_id, RoleGrant.person_id)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(
            RoleGrant.role.in_(list(roles)),
            Person.left_on.is_(None),
            valid_today(RoleGrant.valid_from, RoleGrant.valid_to),
        )
    )
    found: dict[int, set[int]] = {}
    for unit_id, person_id in db.session.execute(query):
        found.setdefault(unit_id, set()).add(person_id)
    return found


def tell(
    kind: NoticeKind,
    counts: Mapping[int, int],
    endpoint: str,
    key: str,
    *,
    without: int | None = None,
) -> None:
    """Tell who keeps the libraries of units a number each, once for each `key`; but not the person
    `without`. No commit."""
    librarians, heads = holders((LIBRARIAN,)), holders(REVIEWERS)
    for unit_id, number in counts.items():
        people = (librarians.get(unit_id) or heads.get(unit_id) or set()) - {without}
        notify(
            kind,
            [To(person_id) for person_id in sorted(people)],
            key=f"{key}:{unit_id}",
            school_id=unit_id,
            path=web.path_of(endpoint),
            arguments={"num": number},
        )
