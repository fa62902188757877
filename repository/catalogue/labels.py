"""The words for what the catalogue stores as codes."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from repository.catalogue import rules

KINDS: dict[str, LazyString] = {
    "etextbook": _l("E-textbook"),
    "elesson": _l("E-lesson"),
    "lesson": _l("Lesson"),
    "text": _l("Text"),
    "reference": _l("Reference book"),
    "slides": _l("Slides"),
    "video": _l("Video"),
    "audio": _l("Audio"),
    "simulation": _l("Simulation"),
    "exercise": _l("Exercises"),
    "question_set": _l("Question set"),
    "test": _l("Test"),
    "programme": _l("Programme or circular"),
}
LICENCES: dict[str, LazyString] = {
    "own": _l("The school is the owner"),
    "permission": _l("Written permission of the owner"),
    "public-domain": _l("Public domain, legal text"),
    "cc0": _l("CC0"),
    "cc-by": _l("CC BY: name the author"),
    "cc-by-sa": _l("CC BY-SA: name the author, share alike"),
    "cc-by-nc": _l("CC BY-NC: not for money"),
    "cc-by-nc-sa": _l("CC BY-NC-SA: not for money, share alike"),
    "cc-by-nd": _l("CC BY-ND: unchanged"),
    "cc-by-nc-nd": _l("CC BY-NC-ND: not for money, unchanged"),
    "link": _l("A link to where it is published"),
    "all-rights-reserved": _l("All rights reserved: use is not allowed"),
    "unknown": _l("Not known yet"),
}
AUDIENCES: dict[str, LazyString] = {
    rules.SCHOOL: _l("Everyone in the school"),
    rules.STAFF: _l("Staff of the school only"),
    rules.SIGNED_IN: _l("Everyone who is signed in"),
    rules.PUBLIC: _l("Everyone, without signing in"),
}
STATES: dict[str, LazyString] = {
    rules.DRAFT: _l("Draft"),
    rules.SUBMITTED: _l("Waiting for review"),
    rules.CHANGES_ASKED: _l("Changes asked"),
    rules.PUBLISHED: _l("Published"),
    rules.WITHDRAWN: _l("Withdrawn"),
}
TONES = {
    rules.DRAFT: "neutral",
    rules.SUBMITTED: "info",
    rules.CHANGES_ASKED: "warning",
    rules.PUBLISHED: "success",
    rules.WITHDRAWN: "danger",
}
STEPS: dict[str, LazyString] = {
    "created": _l("deposited it"),
    "submitted": _l("sent it for review"),
    "taken_back": _l("took it back"),
    "changes_asked": _l("asked for changes"),
    "published": _l("published it"),
    "withdrawn": _l("withdrew it"),
    "edited": _l("changed the description"),
}
LANGUAGES: dict[str, LazyString] = {
    "vi": _l("Vietnamese"),
    "en": _l("English"),
    "fr": _l("French"),
    "other": _l("Another language"),
}
REFUSALS: dict[str, LazyString] = {
    "wrong_state": _l("Somebody else moved this work on meanwhile. Look at it again."),
    "own_work": _l("A second person decides: you deposited this work yourself."),
    "own_alignment": _l("A second person confirms: you proposed this topic yourself."),
    "no_reason": _l("Please write the reason."),
    "no_title": _l("The work has no title yet."),
    "licence_unknown": _l("Choose the licence: without it the work cannot be used."),
    "licence_forbids": _l("This licence does not allow use, so the work cannot be published."),
    "no_file": _l("The work has no file."),
}
WARNINGS: dict[str, LazyString] = {
    "locked": _l("Locked with a password: its pages can be neither searched nor shown."),
    "no_text": _l("No text was found in it: it cannot be searched."),
    "odd_text_layer": _l("Its text layer looks broken: searching may miss words."),
    "no_cover": _l("No cover could be made."),
    "cover_refused": _l("Its cover picture was refused."),
    "part_skipped": _l("A part of it could not be read."),
}


def label(words: dict[str, LazyString], code: str) -> str:
    """The word of a code; the code itself where a plugin or a table knows more than we do."""
    return str(words.get(code, code))
