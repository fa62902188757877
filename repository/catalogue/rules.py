"""Decisions of the catalogue: what may follow what, what a work lacks, who holds which token."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from suite.text import fold, nfc

DRAFT = "draft"
SUBMITTED = "submitted"
CHANGES_ASKED = "changes_asked"
PUBLISHED = "published"
WITHDRAWN = "withdrawn"
OPEN_STATES = (DRAFT, CHANGES_ASKED)

PUBLIC, SIGNED_IN, SCHOOL, CLASS, STAFF = "public", "signed_in", "school", "class", "staff"
AUDIENCES = (SCHOOL, CLASS, STAFF, SIGNED_IN, PUBLIC)

_MOVES = {
    (DRAFT, "submit"): SUBMITTED,
    (CHANGES_ASKED, "submit"): SUBMITTED,
    (SUBMITTED, "take_back"): DRAFT,
    (SUBMITTED, "ask_changes"): CHANGES_ASKED,
    (SUBMITTED, "approve"): SUBMITTED,  # a step of the unit's, after which another waits
    (SUBMITTED, "publish"): PUBLISHED,
    (PUBLISHED, "withdraw"): WITHDRAWN,
    (WITHDRAWN, "put_back"): PUBLISHED,
    # A question set comes in versions, and each asks for approval anew.
    **{(state, "offer"): SUBMITTED
       for state in (DRAFT, SUBMITTED, CHANGES_ASKED, PUBLISHED, WITHDRAWN)},
}  # fmt: skip

# How titles of personal records begin: they are no resources of a library.
_PERSONAL = (
    "bảng điểm", "sổ điểm", "học bạ", "bằng tốt nghiệp", "kết quả tốt nghiệp",
    "kết quả thi tốt nghiệp", "kết quả xét tốt nghiệp", "danh sách tốt nghiệp",
    "danh sách học sinh tốt nghiệp",
)  # fmt: skip


class Refused(Exception):
    """A use case that the rules do not allow; `code` names the reason.

    Codes: wrong_state, own_work, same_person, more_steps, no_reason, own_alignment, no_class,
    link_twice, last_content, version_waits, those of `lacking` and of `repository.flow.rules`.
    """

    def __init__(self, *codes: str) -> None:
        super().__init__(", ".join(codes))
        self.codes = codes


def move(state: str, action: str) -> str:
    """The state after an action. Raises Refused("wrong_state")."""
    try:
        return _MOVES[state, action]
    except KeyError:
        raise Refused("wrong_state") from None


def is_personal(title: str) -> bool:
    """Whether a title is that of personal records of pupils, such as results of a graduation. A
    word may lack its marks, but not have others: “Học bài” and “Số điểm cực trị” are lessons."""
    words = re.findall(r"\w+", nfc(title).lower())
    return any(_begin(words, name.split()) for name in _PERSONAL)


def _begin(words: Sequence[str], name: Sequence[str]) -> bool:
    pairs = zip(words, name, strict=False)
    return len(words) >= len(name) and all(word in (one, fold(one)) for word, one in pairs)


def lacking(
    *, title: str, licence: str, allows_use: bool, files: int, copies: int = 0
) -> tuple[str, ...]:
    """What must be seen to before a work may be submitted, as codes in the order of the form.

    Printed copies are lent and need no licence; files beside them do.
    """
    found = []
    if not title.strip():
        found.append("no_title")
    if is_personal(title):
        found.append("personal_record")
    if copies and not files:
        return tuple(found)
    if licence == "unknown":
        found.append("licence_unknown")
    elif not allows_use:
        found.append("licence_forbids")
    if not files:
        found.append("no_file")
    return tuple(found)


def second_person(first: int, second: int, code: str) -> None:
    """Nobody approves what is their own. Raises Refused(code)."""
    if first == second:
        raise Refused(code)


def is_free(embargo_until: datetime | None, now: datetime) -> bool:
    """Whether an embargo has passed; it ends at the very instant."""
    return embargo_until is None or embargo_until <= now


def units_of(path: str) -> list[int]:
    """The ids in a unit's path, from the root down to the unit itself."""
    return [int(part) for part in path.split("/") if part]


def asked_tokens(audience: str, path: str, classes: Iterable[int] = ()) -> frozenset[str]:
    """The tokens of which a reader must hold one; `path` is that of the owner's unit, `classes`
    are those of the audience "class"."""
    if audience in (PUBLIC, SIGNED_IN):
        return frozenset({audience})
    units = units_of(path)
    heads = {f"heads:{unit}" for unit in units}
    if audience == CLASS:
        return frozenset(heads | {f"{CLASS}:{one}" for one in classes})
    return frozenset(heads | {f"{audience}:{units[-1]}"})


def held_tokens(
    signed_in: bool,
    paths: Iterable[str],
    staff_paths: Iterable[str],
    head_units: Iterable[int],
    classes: Iterable[int] = (),
) -> frozenset[str]:
    """The tokens of a reader: units of any role, of staff roles, units at whose head they are, and
    the classes in which they learn or teach today.

    What a commune or province owns for its schools is open to everyone below it.
    """
    held = {PUBLIC}
    if signed_in:
        held.add(SIGNED_IN)
    held.update(f"{SCHOOL}:{unit}" for path in paths for unit in units_of(path))
    held.update(f"{STAFF}:{unit}" for path in staff_paths for unit in units_of(path))
    held.update(f"heads:{unit}" for unit in head_units)
    held.update(f"{CLASS}:{one}" for one in classes)
    return frozenset(held)
