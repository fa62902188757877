"""The words for what stands in this room as codes."""

from flask_babel import lazy_gettext as N_
from flask_babel.speaklater import LazyString

from repository.catalogue.labels import REFUSALS as OF_WORKS

REFUSALS: dict[str, LazyString] = {
    **OF_WORKS,
    "itself": N_("Choose another work than this one."),
    "other_unit": N_("The two belong to different schools."),
    "withdrawn": N_("One of the two is withdrawn."),
    "question_set": N_("A question set of the bank cannot be made one with another work."),
    "unpublished_stays": N_("The published one must stay: nobody has approved the other."),
    "other_depositor": N_("Nobody has approved the two yet, and different people gave them: "
                          "publish one of them first."),
    "audience_differs": N_("Not the same people may read the two. Make that the same first, or "
                           "leave the files behind."),
    "licence_differs": N_("The two have different licences. Make them the same first, or leave "
                          "the files behind."),
    "embargo_differs": N_("The two open at different times. Make that the same first, or leave "
                          "the files behind."),
    "bad_choice": N_("Choose for each file what becomes of it."),
    "undone": N_("They were parted already."),
    "too_late": N_("They became one more than 30 days ago."),
}  # fmt: skip
