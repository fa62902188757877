"""Deciding what a list changes in subject groups: who is in them, who leads them."""

from school.roster.finding import STUDENT, Staff
from school.roster.known import Changes, Known, KnownMember, NewMember, Ref
from school.roster.records import Fault, Place, Roster, SubjectGroupRow, fault_at
from suite.text import fold


def group_key(name: str) -> str:
    """A name as it is compared: "Tổ Toán – Tin" and "toán - tin" are one."""
    words = fold(name).replace("–", "-").replace("-", " - ").split()
    return " ".join(words[1:] if len(words) > 1 and words[0] == "to" else words)


def decide(roster: Roster, known: Known, staff: Staff, changes: Changes) -> None:
    """Add to the changes what the list says of subject groups."""
    held = {group_key(name): group_id for group_id, name in known.groups.items()}
    rows = _rows(roster, changes)
    changes.groups = {key: row.name for key, row in rows.items() if key not in held}
    wanted: dict[Ref, tuple[str, bool]] = {}
    for position, change in enumerate(changes.people):
        row = change.row
        if not row.group or row.role == STUDENT:
            continue
        key = group_key(row.group)
        if roster.groups and key not in rows and key not in held:
            changes.faults.append(fault_at(row.place, "group_unknown", "group", row.group))
        elif key not in held:
            changes.groups.setdefault(key, row.group)
        wanted[(None, change.known.id) if change.known else (position, None)] = key, False
    heads: dict[str, Ref] = {}
    for key, one in rows.items():
        if one.head:
            who = staff.find(one.head)
            if isinstance(who, str):
                changes.faults.append(fault_at(one.place, who, "head", one.head))
            else:
                heads[key] = who
    _members(known, held, wanted, heads, changes)


def _rows(roster: Roster, changes: Changes) -> dict[str, SubjectGroupRow]:
    rows: dict[str, SubjectGroupRow] = {}
    for row in roster.groups:
        key = group_key(row.name)
        if key in rows:
            changes.faults.append(_twice(row.place, rows[key].place, row.name))
        rows.setdefault(key, row)
    return rows


def _twice(place: Place, first: Place, value: str) -> Fault:
    return fault_at(place, "twice", "group", f"{value} ({first.sheet}: {first.row})")


def _members(
    known: Known,
    held: dict[str, int],
    wanted: dict[Ref, tuple[str, bool]],
    heads: dict[str, Ref],
    changes: Changes,
) -> None:
    keys = {group_id: key for key, group_id in held.items()}
    now: dict[Ref, list[KnownMember]] = {}
    for one in known.members:
        now.setdefault((None, one.person_id), []).append(one)
    places = _places(now, keys, wanted, heads)
    ended: dict[int, None] = {}
    for who, (key, leads) in places.items():
        stands = False
        for one in now.get(who, ()):
            if keys[one.group_id] == key and one.is_head == leads:
                stands = True
            else:
                ended[one.id] = None
        if not stands:
            changes.members.append(NewMember(key, who, leads))
    changes.members_ended = list(ended)


def _places(
    now: dict[Ref, list[KnownMember]],
    keys: dict[int, str],
    wanted: dict[Ref, tuple[str, bool]],
    heads: dict[str, Ref],
) -> dict[Ref, tuple[str, bool]]:
    """The group of each person whom the list touches, and whether they lead it."""
    found = dict(wanted)
    for who, members in now.items():
        for one in members:
            key = keys[one.group_id]
            if who in wanted:
                # Who is named as a member leads on, unless the list names somebody else.
                if one.is_head and wanted[who][0] == key and key not in heads:
                    found[who] = key, True
            elif one.is_head and key in heads and heads[key] != who:
                found[who] = key, False
    found.update({who: (key, True) for key, who in heads.items()})
    return found
