"""Who may become the guardian of whom."""

from collections.abc import Collection

RELATIONS = ("mother", "father", "guardian")
MOST_GUARDIANS = 6


class LinkError(ValueError):
    """A link that cannot be made; `code` is "nobody", "self", "pupil", "twice", "many", "changed",
    or by whom it would be made: "own" (for themselves), "staff" (for a colleague)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def check_link(
    guardian_id: int | None, pupil_id: int, roles: Collection[str], linked: Collection[int]
) -> None:
    """Raise LinkError unless a person of these roles may become the guardian of the pupil.

    `guardian_id` None is an account that is still to be made; `linked` are the ids of those who
    are guardians already.
    """
    if guardian_id == pupil_id:
        raise LinkError("self")
    if guardian_id is not None and guardian_id in linked:
        raise LinkError("twice")
    if "student" in roles:
        raise LinkError("pupil")
    if len(linked) >= MOST_GUARDIANS:
        raise LinkError("many")
