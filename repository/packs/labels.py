"""The words for what packs store as codes."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as N_
from flask_babel.speaklater import LazyString

from repository.packs import keys, rules
from repository.packs.bringing import KNOWN, LEFT, NEW
from repository.packs.signature import fingerprint as fingerprint

REACHES: dict[str, LazyString] = {
    rules.OWN: N_("Pupils of the own school"),
    rules.OTHER: N_("Another school, to import it there"),
}
LEFT_OUT: dict[str, LazyString] = {
    "not_open": N_("It is not open: not published, or only later."),
    "audience": N_("It is not meant for these readers."),
    "licence": N_("Its licence does not allow copies to be handed on."),
    "no_file": N_("It has no file."),
    "broken": N_("Its stored file is damaged or missing."),
}
OUTCOMES: dict[str, LazyString] = {
    NEW: N_("new"),
    KNOWN: N_("here already"),
    LEFT: N_("not taken in"),
}
SENDERS: dict[str, LazyString] = {
    keys.OWN: N_("Signed by this school itself."),
    keys.KNOWN: N_("Signed by a sender that this school knows."),
    keys.UNKNOWN: N_("Signed by a sender that this school does not know."),
    keys.UNSIGNED: N_("Not signed: nobody can tell who made it, or whether it was altered."),
}
SENDER_TONES = {
    keys.OWN: "success", keys.KNOWN: "success", keys.UNKNOWN: "warning", keys.UNSIGNED: "warning",
}  # fmt: skip
TONES = {NEW: "success", KNOWN: "neutral", LEFT: "danger"}
REFUSALS: dict[str, LazyString] = {
    "not_a_pack": N_("This is no class pack."),
    "damaged": N_("The pack is damaged: %(name)s cannot be read."),
    "too_many_entries": N_("The pack has more than %(limit)s entries."),
    "too_large": N_("Unpacked, the pack or a file of it would be too large."),
    "unsafe_name": N_("The pack holds a name that reaches outside it: %(name)s"),
    "twice": N_("The pack holds an entry twice: %(name)s"),
    "no_plain_file": N_("The pack holds an entry that is no plain file: %(name)s"),
    "locked": N_("The pack holds a locked entry: %(name)s"),
    "stray": N_("The pack holds an entry that it does not speak of: %(name)s"),
    "bomb": N_("The pack holds an entry that was made to become huge: %(name)s"),
    "bad_manifest": N_("What the pack says of itself is wrong at %(where)s: %(what)s"),
    "file_missing": N_("A file is missing in the pack: %(name)s"),
    "size_differs": N_("A file has not the size that the pack tells: %(name)s"),
    "hash_differs": N_("A file is not the one that the pack tells: %(name)s"),
    "altered": N_("The pack was altered after it was signed: %(name)s"),
    "too_late": N_("Nobody took the pack in for three days, so it was forgotten."),
}


def why(code: str, params: Mapping[str, Any] | None) -> str:
    """Why a pack was refused."""
    values = {"name": "?", "limit": "?", "where": "?", "what": "?", **(params or {})}
    if code not in REFUSALS:
        return gettext("it cannot be read (%(code)s).", code=code)
    return str(REFUSALS[code]) % values
