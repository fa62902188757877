"""Who changes the programme: the installation's administrator and the province."""

from school.asking import permission
from school.people.models import ADMINISTRATOR, PROVINCE_OFFICER
from school.who import Who


@permission("programme.edit")
def _edit(who: Who, _thing: object) -> bool:
    """It is one for all schools of the installation."""
    return who.has(ADMINISTRATOR, PROVINCE_OFFICER)
