"""Names of people and bodies: when two spellings are one, and when they may be."""

import re
from collections.abc import Iterable, Sequence

from suite.text import fold, nfc, sort_key

AUTHOR, EDITOR, TRANSLATOR, ILLUSTRATOR = "author", "editor", "translator", "illustrator"
CONTRIBUTOR, PUBLISHER = "contributor", "publisher"
ROLES = (AUTHOR, EDITOR, TRANSLATOR, ILLUSTRATOR, CONTRIBUTOR, PUBLISHER)
PERSON, BODY = "person", "body"
LONGEST = 200

_SPACES = re.compile(r"\s+")
_DATED = re.compile(r"(?P<name>.+?)\s*\((?P<dates>[^()]{1,40})\)")
# What the names of bodies begin with in Vietnamese and English.
_BODIES = (
    "bo ", "so ", "phong ", "truong ", "to ", "nha xuat ban", "nxb", "vien ", "hoi ", "ban ",
    "trung tam", "cong ty", "uy ban", "thu vien", "dai hoc", "bao ", "tap chi", "quoc hoi",
    "chinh phu", "ministry", "university", "unesco", "unicef",
)  # fmt: skip


def clean(name: str) -> str:
    """A name as it is kept: composed, single spaces, at most 200 characters."""
    return _SPACES.sub(" ", nfc(name.replace("\0", ""))).strip(" ,;")[:LONGEST].rstrip()


def same(name: str) -> str:
    """What two spellings of one name have in common: all but the case."""
    return clean(name).casefold()


def key(name: str) -> str:
    """What likely doubles have in common: the words without marks, in whatever order."""
    words = re.findall(r"\w+", fold(clean(name)))
    return " ".join(sorted(words))[:LONGEST]


def keys(name: str, variants: Iterable[str] = ()) -> dict[str, str]:
    """The columns of an agent that come from the name and its other spellings."""
    spelled = dict.fromkeys(fold(clean(one)) for one in (name, *variants))
    search = "".join(f"\n{one}" for one in spelled) + "\n"
    return {"sort_key": sort_key(name)[:600], "key": key(name), "search": search}


def kind_of(name: str) -> str:
    """Whether a name that somebody typed is a body's; a librarian may know better."""
    folded = fold(name)
    return BODY if folded.startswith(_BODIES) else PERSON


def parted(typed: str) -> tuple[str, str]:
    """Name and dates of what was typed: "Tố Hữu (1920–2002)"."""
    text = clean(typed)
    found = _DATED.fullmatch(text)
    return (found["name"], found["dates"].strip()) if found else (text, "")


def lines(text: str, most: int) -> tuple[str, ...]:
    """The names of a field that takes one a line, each once; at most `most`."""
    found = {same(line): clean(line) for line in reversed(text.splitlines()) if clean(line)}
    return tuple(reversed(found.values()))[:most]


def others(name: str, variants: Iterable[str]) -> list[str]:
    """The other spellings of a name, each once and never the name itself."""
    found: dict[str, str] = {}
    for variant in map(clean, variants):
        if variant and same(variant) != same(name):
            found.setdefault(same(variant), variant)
    return list(found.values())


def doubles(rows: Sequence[tuple[int, str]]) -> list[list[int]]:
    """Groups of ids whose keys (id, key) are equal, in the order in which they come."""
    groups: dict[str, list[int]] = {}
    for row_id, row_key in rows:
        groups.setdefault(row_key, []).append(row_id)
    return [ids for ids in groups.values() if len(ids) > 1]
