"""What may be granted where, and until when."""

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


class GrantError(ValueError):
    """A role that cannot be given so; `code` says why ("role", "unit", "until", "dates")."""

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
