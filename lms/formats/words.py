"""The words of all losses and refusals: English msgids, filled in by the page. Pure."""


def N_(message: str) -> str:
    """Mark a text for translation without translating it."""
    return message


LOSSES: dict[str, str] = {
    # reading: a whole piece was left out
    "text_left_out": N_("This text is no question: %(text)s"),
    "braces_open": N_("The braces of the answers do not close: %(text)s"),
    "answers_unread": N_("The answers could not be read: %(text)s"),
    "kind_not_read": N_("There is no such kind of question here (%(kind)s): %(text)s"),
    "item_damaged": N_("This part of the package cannot be read."),
    "item_missing": N_("The package names a part that it does not hold."),
    "test_left_out": N_("The test itself (order and points) is left out; its questions are read."),
    # reading: something of a question
    "feedback_left_out": N_("Feedback on single answers is left out."),
    "hints_left_out": N_("Hints are left out."),
    "tags_left_out": N_("Tags are left out."),
    "units_left_out": N_("Further units are left out."),
    "attachments_left_out": N_("Attachments to the text are left out."),
    "areas_left_out": N_("An area of another shape is left out."),
    "table_flattened": N_("A table was turned into lines with tabs."),
    "media_left_out": N_("Sound, video or a picture that cannot be kept is left out."),
    "picture_elsewhere": N_("A picture from another place is left out."),
    "picture_missing": N_("The file lacks a picture that the question shows."),
    "picture_not_taken": N_("Pictures do not come along with a text: upload them below."),
    "formulas_many": N_(
        "There were more formulas than can be pasted at once; the last are missing."
    ),
    "formula_markup": N_("A formula without LaTeX was turned into its characters."),
    "weights_changed": N_("Points of single options were brought to the nearest rule."),
    "partial_left_out": N_("Answers that earn a part of the points are left out."),
    "wildcard_left_out": N_("An asterisk that stands for any text is now an asterisk."),
    "rule_unread": N_("How parts of the answer count was not understood."),
    "stem_supplied": N_("The text with gaps had no question before it; one was written."),
    "key_missing": N_("No key was found."),
    "table_supplied": N_("How many right statements earn which share was not said."),
    # writing
    "kind_not_written": N_("The format has no such kind of question."),
    "read_otherwise": N_("The question would be read in another way when it comes back."),
    "fixed_left_out": N_("Options that must keep their place may move."),
    "other_keys_left_out": N_("Further accepted options are left out."),
    "rule_all_as_each": N_("All or nothing becomes part by part."),
    "rule_as_all": N_("Counting by places or neighbours becomes all or nothing."),
    "points_table_left_out": N_("The table of points by right statements is left out."),
    "unit_left_out": N_("The unit is left out."),
    "length_left_out": N_("The greatest length of an answer is left out."),
    "size_left_out": N_("Lines and numbers of words are left out."),
    "words_left_out": N_("The numbers of words are left out."),
    "files_number_left_out": N_("One file only can be handed in."),
    "folding_left_out": N_("Diacritics of the answer will count."),
    "case_left_out": N_("Capitals of the answer will not count."),
    "comparing_left_out": N_("How words are compared is kept for the first gap only."),
    "rubric_left_out": N_("The rubric is left out."),
    "solution_left_out": N_("The solution is left out."),
    "picture_left_out": N_("Pictures are left out; their words stay."),
    "places_left_out": N_("Named places of the picture are left out."),
    "areas_rounded": N_("Areas are rounded to whole pixels."),
    "line_breaks_left_out": N_("Line breaks become spaces."),
    "tolerance_left_out": N_("The tolerance is left out."),
    "formula_as_text": N_("A formula stays LaTeX: it could not be made an equation."),
    "for_people": N_("It stands there for people; it does not come back as this kind."),
    "comes_back_otherwise": N_(
        "It stands in the file, but would be read in another way when it comes back."
    ),
    "parameters_left_out": N_("A question with drawn numbers cannot go out."),
}
UNREADABLE: dict[str, str] = {
    "no_questions": N_("No question was found."),
    "entities": N_("The file holds XML declarations that are not allowed."),
    "not_xml": N_("The XML file is damaged and cannot be read."),
    "not_moodle": N_("This XML file holds no questions of Moodle."),
    "not_qti": N_("This file is no QTI item."),
    "no_manifest": N_("The package has no list of its parts (imsmanifest.xml)."),
    "not_excel": N_("This is not an Excel file (.xlsx)."),
    "not_template": N_("The head of the template was not found in the first row of any sheet."),
    "excel_damaged": N_("The Excel file is damaged and cannot be read."),
    "zip_damaged": N_("The archive is damaged and cannot be read."),
    "zip_bomb": N_("The file unpacks to far more than a question paper can hold."),
    "zip_names": N_("The file holds entries with names that are not allowed."),
    "zip_locked": N_("The archive is locked by a password."),
    "too_many_questions": N_("There are more than %(limit)s questions: split the paper."),
}
