"""The stable codes of what can be said about a source, their words and their weight.

The words are English msgids; the page translates them and fills in the parameters.
"""

from __future__ import annotations


def N_(message: str) -> str:
    """Mark a text for translation without translating it."""
    return message


REFUSED: dict[str, str] = {
    "stem_empty": N_("There is no question text before the options."),
    "options_missing": N_("No options A, B, C, D were found."),
    "option_missing": N_("Option %(letters)s is missing."),
    "option_repeated": N_("Option letter %(letters)s stands there more than once."),
    "option_empty": N_("Option %(letters)s has no text."),
    "option_ambiguous": N_("It is not clear where option %(letters)s begins."),
    "answer_missing": N_("No answer was found for this question."),
    "key_missing": N_("No key was found: choose the right option."),
    "key_conflict": N_("The keys contradict each other: %(keys)s."),
    "key_several": N_("More than one option is marked as right: %(keys)s."),
    "key_not_an_option": N_("The key %(key)s is not one of the options."),
    "key_option_same": N_("The key %(key)s has the same text as another option."),
    "key_text_differs": N_("The text after the key %(key)s is that of option %(letter)s."),
    "key_unreadable": N_("The key is not a single letter: %(text)s"),
    "key_number_repeated": N_(
        "Question number %(number)s stands there more than once, so the key table does not say "
        "which one it means."
    ),
    "question_unmarked": N_("This text looks like a question without its number."),
    "true_false_seen": N_("This is a true or false question, not a single choice."),
    "stem_number_ambiguous": N_(
        "A line beginning with %(number)s may be the next question or part of this one."
    ),
    "shared_text_needed": N_("The question belongs to a text on line %(line)s shared by several."),
    "picture_dropped": N_("A picture belongs to this question and would be lost."),
    "formula_seen": N_("A Word equation belongs to this question and would be lost."),
    "object_dropped": N_("An embedded object, text box or footnote belongs to this question."),
    "mathtype_seen": N_(
        "A MathType formula belongs to this question and would be lost: convert it to an equation "
        "of Word."
    ),
    "symbol_dropped": N_("A character of a symbol font belongs to this question."),
    "raised_lost": N_("A raised or lowered character of this question would be lost."),
    "number_unreadable": N_("A list number of this question could not be worked out."),
}

ALTERED: dict[str, str] = {
    "number_missing": N_("The question has no number."),
    "number_repeated": N_("Question number %(number)s stands there more than once."),
    "heading_unmarked": N_("There is no dot or colon after the number %(number)s."),
    "option_unmarked_dot": N_("The dot after option letter %(letters)s was missing or mistyped."),
    "option_glued": N_("Option %(letters)s was glued to the text before it."),
    "option_after_space": N_("Option %(letters)s was separated by one space only."),
    "options_out_of_order": N_("The options stood in the order %(letters)s."),
    "options_lower_case": N_("The options were lettered in lower case."),
    "option_continued": N_("Option %(letters)s goes on over another line."),
    "option_extra": N_("There are %(count)s options, more than usual."),
    "option_same": N_("Options %(letters)s have the same text."),
    "letter_lookalike": N_("Letter %(letters)s was typed in another script and was replaced."),
    "solution_unmarked": N_("The text after the key was taken as the solution."),
    "key_from_solution": N_("The key was taken from the text of the solution."),
    "table_flattened": N_("A table was turned into lines with tabs."),
    "picture_mentioned": N_("The question speaks of a picture or chart that is not in the text."),
    "mathtype_pictured": N_("A MathType formula was kept as its picture."),
    "hidden_text_dropped": N_("Hidden text was left out."),
}

INFO: dict[str, str] = {
    "number_from_list": N_("The number comes from an automatic list."),
    "raised_text": N_("Raised or lowered digits were written as such."),
    "key_by_bold": N_("The key is the only option in bold."),
}

DOCUMENT: dict[str, str] = {
    "no_questions": N_("No question was found."),
    "number_gap": N_("Numbers are missing between %(before)s and %(after)s."),
    "line_ignored": N_("Left out (%(reason)s): %(text)s"),
    "shared_text_seen": N_("A text shared by several questions was left out: %(text)s"),
    "key_unused": N_("The key table names question %(number)s, which is not there."),
    "key_table_unreadable": N_("A line of the key table could not be read: %(text)s"),
    "layout_unlettered": N_("The options have no letters (a layout that is not read yet)."),
    "line_too_long": N_("A line is longer than %(limit)s characters; nothing was read."),
    "text_too_long": N_("The text is longer than %(limit)s characters and was not read."),
}

NOTE_TEXTS: dict[str, str] = {**REFUSED, **ALTERED, **INFO, **DOCUMENT}

IGNORE_REASONS: dict[str, str] = {
    "title": N_("title block"),
    "part": N_("part heading"),
    "page": N_("page line"),
    "end": N_("end of the paper"),
    "instruction": N_("instruction"),
    "object": N_("picture or object"),
}

ERROR_TEXTS: dict[str, str] = {
    "file_too_large": N_("The file is larger than %(limit)s MB."),
    "file_not_word": N_("This is not a Word file (.docx)."),
    "file_old_word": N_("This is an old or a locked Word file: save it as .docx without password."),
    "file_damaged": N_("The Word file is damaged and cannot be read."),
    "file_bomb": N_("The file unpacks to far more than a question paper can hold."),
    "file_bad_names": N_("The file holds entries with names that are not allowed."),
    "file_entities": N_("The file holds XML declarations that are not allowed."),
}


def severity_of(code: str) -> str:
    """`refused`, `altered` or `info`; an unknown code refuses, to be on the safe side."""
    if code in ALTERED:
        return "altered"
    return "info" if code in INFO or code in DOCUMENT else "refused"


class UnreadableFile(Exception):
    """A file that is not read at all. `code` is a key of ERROR_TEXTS, `params` fill its words."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(ERROR_TEXTS[code] % params)
        self.code = code
        self.params = params
