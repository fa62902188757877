"""The words for what the catalogue stores as codes."""

from flask_babel import lazy_gettext as N_
from flask_babel.speaklater import LazyString

from repository.catalogue import rules

KINDS: dict[str, LazyString] = {
    "etextbook": N_("E-textbook"),
    "elesson": N_("E-lesson"),
    "lesson": N_("Lesson"),
    "text": N_("Text"),
    "reference": N_("Reference book"),
    "slides": N_("Slides"),
    "video": N_("Video"),
    "audio": N_("Audio"),
    "simulation": N_("Simulation"),
    "exercise": N_("Exercises"),
    "question_set": N_("Question set"),
    "test": N_("Test"),
    "programme": N_("Programme or circular"),
    "lesson_plan": N_("Lesson plan"),
    "book": N_("Book"),
    "journal": N_("Newspaper or journal"),
    "picture": N_("Picture or map"),
    "textbook": N_("Printed textbook"),
    "guide": N_("Book for teachers"),
    "children": N_("Book for young readers"),
}
ROLES: dict[str, LazyString] = {
    "author": N_("Author"),
    "editor": N_("Editor"),
    "translator": N_("Translator"),
    "illustrator": N_("Illustrator"),
    "contributor": N_("Other contributor"),
    "publisher": N_("Publisher"),
}
LICENCES: dict[str, LazyString] = {
    "own": N_("The school is the owner"),
    "permission": N_("Written permission of the owner"),
    "public-domain": N_("Public domain, legal text"),
    "cc0": N_("CC0"),
    "cc-by": N_("CC BY: name the author"),
    "cc-by-sa": N_("CC BY-SA: name the author, share alike"),
    "cc-by-nc": N_("CC BY-NC: not for money"),
    "cc-by-nc-sa": N_("CC BY-NC-SA: not for money, share alike"),
    "cc-by-nd": N_("CC BY-ND: unchanged"),
    "cc-by-nc-nd": N_("CC BY-NC-ND: not for money, unchanged"),
    "link": N_("A link to where it is published"),
    "all-rights-reserved": N_("All rights reserved: use is not allowed"),
    "unknown": N_("Not known yet"),
    "print": N_("A printed book: lent, not copied"),
}
AUDIENCES: dict[str, LazyString] = {
    rules.SCHOOL: N_("Everyone in the school"),
    rules.CLASS: N_("Certain classes only"),
    rules.STAFF: N_("Staff of the school only"),
    rules.SIGNED_IN: N_("Everyone who is signed in"),
    rules.PUBLIC: N_("Everyone, without signing in"),
}
STATES: dict[str, LazyString] = {
    rules.DRAFT: N_("Draft"),
    rules.SUBMITTED: N_("Waiting for review"),
    rules.CHANGES_ASKED: N_("Changes asked"),
    rules.PUBLISHED: N_("Published"),
    rules.WITHDRAWN: N_("Withdrawn"),
}
TONES = {
    rules.DRAFT: "neutral",
    rules.SUBMITTED: "info",
    rules.CHANGES_ASKED: "warning",
    rules.PUBLISHED: "success",
    rules.WITHDRAWN: "danger",
}
STEPS: dict[str, LazyString] = {
    "created": N_("deposited it"),
    "submitted": N_("sent it for review"),
    "taken_back": N_("took it back"),
    "changes_asked": N_("asked for changes"),
    "published": N_("published it"),
    "ok_library": N_("approved it for the library"),
    "ok_group": N_("approved it for the subject group"),
    "ok_principal": N_("approved it for the school"),
    "ok_commune": N_("approved it for the commune"),
    "withdrawn": N_("withdrew it"),
    "put_back": N_("put it back"),
    "decision_undone": N_("took the decision back"),
    "merged_away": N_("made it one with another work"),
    "merged_in": N_("made another work one with it"),
    "parted": N_("parted it again"),
    "captions_added": N_("added captions"),
    "edited": N_("changed the description"),
    "came_in_pack": N_("took it in from a class pack"),
    "new_version": N_("published a new version"),
    "link_added": N_("added a link"),
    "link_removed": N_("took a link away"),
    "registered": N_("entered it in the accession register"),
}
LANGUAGES: dict[str, LazyString] = {
    "vi": N_("Vietnamese"),
    "en": N_("English"),
    "fr": N_("French"),
    "other": N_("Another language"),
}
REFUSALS: dict[str, LazyString] = {
    "wrong_state": N_("Somebody else moved this work on meanwhile. Look at it again."),
    "own_work": N_("A second person decides: you deposited this work yourself."),
    "same_person": N_("You took the step before; another person takes the next one."),
    "more_steps": N_("Other steps have to be taken first."),
    "own_alignment": N_("A second person confirms: you proposed this topic yourself."),
    "no_reason": N_("Please write the reason."),
    "no_title": N_("The work has no title yet."),
    "personal_record": N_(
        "Graduation results, school reports and certificates are personal records and no books:"
        " they do not belong in the library."
    ),
    "licence_unknown": N_("Choose the licence: without it the work cannot be used."),
    "licence_forbids": N_("This licence does not allow use, so the work cannot be published."),
    "version_waits": N_("A new version of this file waits already."),
    "link_twice": N_("The work has this very link already."),
    "last_content": N_("It is the only content of the work: withdraw the work instead."),
    "no_file": N_("The work has neither a file nor a link."),
    "no_class": N_("Choose at least one class that may read it."),
}
WARNINGS: dict[str, LazyString] = {
    "locked": N_("Locked with a password: its pages can be neither searched nor shown."),
    "no_text": N_("No text was found in it: it cannot be searched."),
    "odd_text_layer": N_("Its text layer looks broken: searching may miss words."),
    "old_font": N_("Its letters were for an old font (TCVN3, VNI) and were converted."),
    "split_text": N_("Spaces inside its syllables were taken out."),
    "ocr_text": N_("Its text was read from pictures of its pages: some words may be wrong."),
    "no_cover": N_("No cover could be made."),
    "cover_refused": N_("Its cover picture was refused."),
    "not_scanned": N_("Too large for the virus scanner: it was not scanned."),
    "not_laid": N_("It could not be laid out as pages: readers see its text."),
    "part_skipped": N_("A part of it could not be read."),
}


def label(words: dict[str, LazyString], code: str) -> str:
    """The word of a code; the code itself where a plugin or a table knows more than we do."""
    return str(words.get(code, code))
