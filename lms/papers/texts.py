"""What the pages say of keys and files that were not understood."""

from flask_babel import gettext

from lms.exams.service import NotPossible
from lms.papers.model import Fault
from lms.papers.pages_process import MOST_PAGES
from lms.papers.reading import MOST_BYTES, Refused


def fault_text(fault: Fault) -> str:
    """A fault in words, with its place."""
    word = fault.word
    said = {
        "empty": gettext("Type or paste the key first."),
        "unknown": gettext("“%(word)s” is not understood.", word=word),
        "unclear": gettext(
            "“%(word)s” may mean two things; write 1: 5, 1: 1,5 or 1: -1,5.", word=word
        ),
        "twice": gettext("Question %(word)s stands here a second time.", word=word),
        "gap": gettext("Question %(word)s is missing before this one.", word=word),
        "short": gettext("“%(word)s”: say of every statement: 1a-Đ b-S c-Đ d-S.", word=word),
        "order": gettext("“%(word)s”: the statements come in the order a, b, c, d.", word=word),
        "no_number": gettext("“%(word)s” has no number, but the others have.", word=word),
        "rows": gettext("The rows of this table are not equally long (%(word)s).", word=word),
        "part_empty": gettext("The part “%(word)s” has no question.", word=word),
        "too_long": gettext("The key is longer than %(word)s characters.", word=word),
        "too_many": gettext("These are more than %(word)s questions.", word=word),
    }[fault.code]
    if fault.code in ("empty", "too_long", "too_many"):
        return said
    place = {"line": fault.line, "column": fault.column}
    return gettext("Line %(line)s, character %(column)s:", **place) + " " + said


def refused_text(error: Refused) -> str:
    """Why a file was not taken."""
    said = {
        "empty": gettext("Choose a file that is not empty."),
        "type": gettext("The file is no PDF, no Word file (.docx) and no photo (JPEG, PNG, WebP)."),
        "size": gettext("The file is larger than %(most)s MB.", most=MOST_BYTES >> 20),
        "damaged": gettext("The file cannot be opened. Save it as PDF and try that."),
        "locked": gettext("The PDF is locked with a password. Save it without one."),
        "pages": gettext("A paper has at most %(most)s pages.", most=MOST_PAGES),
        "pixels": gettext("The photo is too large. Take it with less resolution."),
        "slow": gettext("The file takes too long to draw. Save it as a simpler PDF."),
    }[error.code]
    return f"{error.name}: {said}" if error.name else said


def reason(error: NotPossible) -> str:
    """Why a paper or key cannot be changed now."""
    return {
        "started": gettext("Pupils have started; the paper stays as it is."),
        "not_draft": gettext("The papers are made; make the exam a draft again to change the key."),
        "has_questions": gettext(
            "The exam asks questions of the bank. Take them out first, or begin a new exam."
        ),
    }.get(error.code, error.code)
