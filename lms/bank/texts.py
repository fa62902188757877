"""The words for what was found in a source and for why a question cannot be used."""

import re
from typing import TYPE_CHECKING, Any

from flask_babel import gettext

from lms.bank.layout.notes import ERROR_TEXTS, IGNORE_REASONS, NOTE_TEXTS
from lms.formats.words import LOSSES, UNREADABLE

if TYPE_CHECKING:
    from lms.bank.intake import NotRead


def N_(message: str) -> str:
    """Mark a text for translation without translating it."""
    return message


PROBLEMS: dict[str, str] = {
    "stem_empty": N_("The question has no text."),
    "too_long": N_("A part of the question is too long."),
    "params_wrong": N_("A line of the parameters cannot be read, such as: a = 2..9 step 1 not 5"),
    "params_never": N_("Too few of the drawn values make a usable question."),
    "kind_missing": N_("This kind of question is not installed here."),
    "options_number": N_("A question needs two to eight options."),
    "option_empty": N_("An option has no text."),
    "options_same": N_("Two options have the same text."),
    "key_missing": N_("Choose the right option."),
}
NOT_READ: dict[str, str] = {
    "file_empty": N_("There is nothing to read: paste a text or choose a file."),
    "file_kind": N_(
        "Files of Word (.docx), Excel (.xlsx), GIFT, Moodle (.xml) and QTI (.zip), and plain texts "
        "(.txt) can be read."
    ),
    "text_encoding": N_("The text file is not in Unicode: save it as UTF-8."),
    "too_slow": N_("Reading took longer than %(limit)s seconds: split the paper."),
    "busy": N_("Others have their papers read just now. Try again in a minute."),
    "too_many_questions": N_("There are more than %(limit)s questions: split the paper."),
}
# What names a key (layout.model.Evidence) as a teacher would say it.
EVIDENCE: dict[str, str] = {
    "choice": N_("chosen by hand"),
    "line": N_("answer line"),
    "table": N_("answer table"),
    "star": N_("asterisk"),
    "flag": N_("label"),
    "underline": N_("underlined"),
    "highlight": N_("highlighted"),
    "colour": N_("coloured"),
    "bold": N_("bold"),
    "solution": N_("text of the solution"),
}
_NAMED = re.compile(r"\((\w+)\)")


def _named(keys: str) -> str:
    return _NAMED.sub(lambda m: f"({gettext(EVIDENCE[m[1]])})" if m[1] in EVIDENCE else m[0], keys)


def note_text(code: str, params: dict[str, Any]) -> str:
    """A note of the reader in the language of the page."""
    told = dict(params)
    if "reason" in told:
        told["reason"] = gettext(IGNORE_REASONS.get(str(told["reason"]), str(told["reason"])))
    if "keys" in told:
        told["keys"] = _named(str(told["keys"]))
    if code in LOSSES and code not in NOTE_TEXTS:
        return loss_text(code, told)
    return gettext(NOTE_TEXTS[code]) % told if code in NOTE_TEXTS else code


def loss_text(code: str, params: dict[str, Any]) -> str:
    """A loss of a format in the language of the page."""
    return gettext(LOSSES[code]) % params if code in LOSSES else code


def where(note: Any) -> str:
    """The place of a note on the whole file: a line, or a part of a package."""
    place = getattr(note, "place", "")
    return place or gettext("line %(line)s", line=note.line)


def problem_text(code: str) -> str:
    """Why a question cannot be used."""
    return gettext(PROBLEMS[code]) if code in PROBLEMS else code


def not_read_text(error: "NotRead") -> str:
    """Why nothing could be read."""
    words = {**NOTE_TEXTS, **ERROR_TEXTS, **UNREADABLE, **NOT_READ}
    told = gettext(words[error.code]) % error.params
    place = str(error.params.get("place") or "")
    if not place:
        return told
    named = gettext("line %(line)s", line=place) if place.isdecimal() else place
    return f"{told} ({named})"
