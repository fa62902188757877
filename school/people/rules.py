"""What may be granted where, until when and by whom."""

import re
from collections.abc import Iterable
from datetime import date

SCHOOL, COMMUNE, PROVINCE = "school", "commune", "province"
GRANTED_AT = {
    "student": (SCHOOL,),
    "teacher": (SCHOOL,),
    "librarian": (SCHOOL,),
    "invigilator": (SCHOOL,),
    "marker": (SCHOOL,),
    "vice_principal": (SCHOOL,),
    "principal": (SCHOOL,),
    "school_administrator": (SCHOOL,),
    "commune_officer": (COMMUNE,),
    "province_officer": (PROVINCE,),
    "inspector": (SCHOOL, COMMUNE, PROVINCE),
    "administrator": (COMMUNE, PROVINCE),
}
# Roles that end by themselves: nobody inspects for ever.
UNTIL = ("inspector",)


# Who gives roles, and all roles that are given from the narrowest to the widest.
GIVERS = ("principal", "school_administrator", "administrator")
WIDTH = (
    "student",
    "invigilator",
    "marker",
    "teacher",
    "librarian",
    "vice_principal",
    "principal",
    "school_administrator",
    "inspector",
    "commune_officer",
    "province_officer",
    "administrator",
)


class GrantError(ValueError):
    """A role that cannot be given so.

    `code` says why: "role", "unit", "until", "dates" (of the role itself), "above", "wider" (of
    who gives it), "self", "held" (of who would get it), "changed" (when an end is taken back).
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def check_grant(role: str, unit_kind: str, since: date, until: date | None) -> None:
    """Raise GrantError unless the role may be held at such a unit from and until such days.

    `until` is the day after the last one.
    """
    if role not in GRANTED_AT:
        raise GrantError("role")
    if unit_kind not in GRANTED_AT[role]:
        raise GrantError("unit")
    if until is None and role in UNTIL:
        raise GrantError("until")
    if until is not None and until <= since:
        raise GrantError("dates")


def check_giver(held: Iterable[tuple[str, str]], role: str, path: str) -> None:
    """Raise GrantError unless who holds these (role, path of its unit) may give or end a role.

    Nobody gives a role above the own unit ("above") or wider than the own one ("wider").
    """
    here = [own for own, at in held if own in GIVERS and path.startswith(at)]
    if not here:
        raise GrantError("above")
    if role not in WIDTH or WIDTH.index(role) > max(map(WIDTH.index, here)):
        raise GrantError("wider")


def wider(role: str, own: str) -> bool:
    """Whether a role is wider than the own one; what follows from elsewhere is the narrowest."""
    return role in WIDTH and WIDTH.index(role) > WIDTH.index(own)


def gives(held: Iterable[tuple[str, str]], role: str, path: str) -> bool:
    """Whether `check_giver` lets the role pass."""
    try:
        check_giver(held, role, path)
    except GrantError:
        return False
    return True


def overlap(a: tuple[date, date | None], b: tuple[date, date | None]) -> bool:
    """Whether two half-open spans of days share one; None is without end."""
    return (a[1] is None or b[0] < a[1]) and (b[1] is None or a[0] < b[1])


_CITIZEN = re.compile(r"[0-9]{12}")
_NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z./-]{0,39}")
_PHONE = re.compile(r"\+?[0-9]{8,15}")
_EMAIL = re.compile(r"[^@\s,;<>]{1,64}@[^@\s,;<>]+\.[^@\s,;<>.]{2,}")


def tidy_identifier(scheme: str, text: str) -> str | None:
    """An identifier without blanks, leading zeros kept; None for one that cannot be.

    A citizen number has twelve digits; the others are letters, digits and ". / -".
    """
    value = "".join(text.split())
    shape = _CITIZEN if scheme == "cccd" else _NUMBER
    return value if shape.fullmatch(value) else None


def tidy_contact(kind: str, text: str) -> str | None:
    """A telephone number ("phone") or an e-mail address ("email"); None for one that cannot be."""
    value = "".join(text.split())
    if kind == "phone":
        value = value.replace(".", "")
        return value if _PHONE.fullmatch(value) else None
    return value if len(value) <= 120 and _EMAIL.fullmatch(value) else None
