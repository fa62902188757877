"""The words of lists: what is wrong and what to do, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as N_
from flask_babel.speaklater import LazyString

from repository.deposit.lists import models
from repository.deposit.lists.rules import MOST_ROWS, Fault
from repository.ingest import messages
from repository.links.texts import BAD
from school.roster.texts import FAULTS as SHEETS

FAULTS: dict[str, LazyString] = {
    "title_missing": N_("A link needs a title."),
    "kind": N_("This kind of material is not known: write it as in the template."),
    "subject": N_("This subject is not known."),
    "grades": N_("These are no grades from 1 to 12."),
    "licence": N_("This licence is not known: write it as in the template."),
    "audience": N_("It is not known who may read it: write it as in the template."),
    "language": N_("This language is not known."),
    "formula": N_("A formula stands here: write the text itself."),
    "too_long": N_("The text is too long."),
    "no_content": N_("Neither a file nor a link is named."),
    "two_contents": N_("A file and a link are named: give each a row of its own."),
    "twice": N_("This file or link stands in an earlier row already."),
    "file_missing": N_("There is no such file among those that were given, or several fit."),
}
WHOLE: dict[str, LazyString] = {
    "no_sheet": N_(
        "No list was recognised: name the columns as in the template (Nhan đề, Tệp, Liên kết, …)."
    ),
    "no_row": N_("There is nothing to take in."),
    "not_allowed": N_("Who gave the list may not give materials here any more."),
    "folder_gone": N_("The folder on the server is no longer there."),
}
STATES: dict[str, LazyString] = {
    models.TRYING: N_("is being tried"),
    models.TRIED: N_("was tried, nothing is taken in yet"),
    models.TAKING: N_("is being taken in"),
    models.DONE: N_("taken in"),
    models.UNDONE: N_("undone"),
    models.FAILED: N_("could not be read"),
}
TONES = {
    models.TRYING: "info",
    models.TRIED: "warning",
    models.TAKING: "info",
    models.DONE: "success",
    models.UNDONE: "neutral",
    models.FAILED: "danger",
}
OUTCOMES: dict[str, LazyString] = {
    models.NEW: N_("Can be taken in"),
    models.TAKEN: N_("A draft now"),
    models.SAME: N_("Already in the library"),
    models.REFUSED: N_("With faults"),
}
OUTCOME_TONES = {
    models.NEW: "info",
    models.TAKEN: "success",
    models.SAME: "neutral",
    models.REFUSED: "danger",
}


def fault_text(fault: Fault | Mapping[str, Any]) -> str:
    """What is wrong and what to do, with the column and what stands there."""
    if isinstance(fault, Fault):
        code, column, value, params = fault.code, fault.column, fault.value, fault.params
    else:
        code, column = str(fault["code"]), str(fault["column"])
        value, params = str(fault["value"]), fault["params"]
    said = _said(code, params)
    place = gettext("Column “%(column)s”", column=column) if column else ""
    held = f"“{value}”" if value else ""
    about = " ".join(filter(None, [place, held]))
    return f"{about}: {said}" if about else said


def said_of(code: str) -> str:
    """Why nothing could be read."""
    if code == "too_many_rows":
        return gettext("The list has more than %(most)s rows: split it.", most=MOST_ROWS)
    if code in WHOLE:
        return str(WHOLE[code])
    return str(SHEETS[code]) if code in SHEETS else _sentence(messages.why(code))


def _said(code: str, params: Mapping[str, Any]) -> str:
    if code in FAULTS:
        return str(FAULTS[code])
    if code.startswith("url_"):
        return str(BAD[code.removeprefix("url_")])
    return _sentence(messages.why(code, params))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
