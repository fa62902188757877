"""The words for what stands in this room as codes."""

from flask_babel import lazy_gettext as N_
from flask_babel.speaklater import LazyString

from repository.catalogue.labels import REFUSALS as OF_WORKS
from repository.flow import rules
from repository.flow.models import APPROVE, DONE, LISTED, UNDONE, WITHDRAW

STEPS: dict[str, LazyString] = {
    rules.LIBRARY: N_("Librarian"),
    rules.GROUP: N_("Subject group"),
    rules.PRINCIPAL: N_("Principal"),
    rules.COMMUNE: N_("Commune"),
}
WHO: dict[str, LazyString] = {
    rules.LIBRARY: N_("The librarian or a head of the unit looks at licence and description."),
    rules.GROUP: N_("The head of the subject group looks at the content."),
    rules.PRINCIPAL: N_("The principal or a vice-principal approves."),
    rules.COMMUNE: N_("The officer of the commune approves what the commune shares."),
}
SINCE: dict[str, LazyString] = {
    "3": N_("More than 3 days"),
    "7": N_("More than a week"),
    "30": N_("More than a month"),
}
KINDS: dict[str, LazyString] = {
    APPROVE: N_("Approval of a list"),
    WITHDRAW: N_("Withdrawal of a list"),
}
STATES: dict[str, LazyString] = {
    LISTED: N_("Being put together"),
    DONE: N_("Carried out"),
    UNDONE: N_("Taken back as a whole"),
}
REFUSALS: dict[str, LazyString] = {
    **OF_WORKS,
    "no_step": N_("Choose at least one step."),
    "unknown_step": N_("There is no such step here."),
    "not_yours": N_("Its present step is not yours."),
    "changed": N_("It was changed after it was put on the list."),
    "not_published": N_("It is not published any more."),
    "no_number": N_("Write the number of the decision."),
    "no_day": N_("Give the day on which it was signed."),
    "day_ahead": N_("The day of signing lies ahead."),
    "no_signer": N_("Write who signed."),
    "number_taken": N_("There is a decision with this number and year already."),
    "nothing_left": N_("None of the works on the list can be decided; nothing was done."),
    "no_works": N_("Choose works first."),
    "too_many": N_("A list holds at most 300 works."),
    "not_pdf": N_("The file is not a PDF that can be opened."),
    "not_clean": N_("The virus scanner did not let this file through."),
    "file_too_large": N_("The file is larger than 20 MB."),
    "moved_on": N_("It had moved on since, so it stays as it is."),
    "already_done": N_("This list was decided already."),
    "preview_days": N_("Choose for how many days the link opens."),
    "no_purpose": N_("Write what the link is for."),
    "too_many_previews": N_("There are ten links already; revoke one first."),
    "not_draft": N_("Only a work that is not published yet has preview links."),
}
