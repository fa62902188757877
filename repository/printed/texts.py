"""The words for what the rooms of printed books store as codes."""

# ruff: noqa: E501

from collections.abc import Mapping

from flask_babel import gettext, lazy_gettext
from flask_babel import lazy_gettext as N_
from flask_babel.speaklater import LazyString

from repository.marc.words import broken, unreadable
from repository.printed import rules
from repository.printed.lines import Fault
from repository.printed.rules import Refused
from school.roster import texts as lists
from school.roster.records import Fault as ListFault

STOCKS: dict[str, LazyString] = {
    rules.TEXTBOOK: N_("Textbooks"),
    rules.GUIDE: N_("Books for teachers"),
    rules.REFERENCE: N_("Reference books"),
    rules.CHILDREN: N_("Books for young readers"),
}
STATES: dict[str, LazyString] = {
    rules.SHELF: N_("On the shelf"),
    rules.LOAN: N_("On loan"),
    rules.HELD: N_("Set aside"),
    rules.LOST: N_("Lost"),
    rules.DAMAGED: N_("Damaged"),
    rules.GONE: N_("Written off"),
}
TONES = {
    rules.SHELF: "success",
    rules.LOAN: "info",
    rules.HELD: "info",
    rules.LOST: "danger",
    rules.DAMAGED: "warning",
    rules.GONE: "neutral",
}
ROLES: dict[str, LazyString] = {
    rules.STUDENT: N_("Pupils"),
    rules.TEACHER: N_("Teachers"),
    rules.STAFF: N_("Other staff"),
}
LEVELS = {1: lazy_gettext("Level 1"), 2: lazy_gettext("Level 2")}


def refusal(code: str, params: Mapping[str, str | int]) -> str:
    """A refusal in words."""
    words = _LOANS.get(code) or _FAULTS.get(code)
    if words is None:
        return lists.text_of(ListFault(code))
    return str(words) % dict(params)


def said(refused: Refused) -> str:
    """What was refused, in words."""
    return refusal(refused.code, refused.params)


def fault_text(fault: Fault) -> str:
    """A fault of a list in words."""
    if fault.code == "marc_broken":
        return broken(str(fault.params["why"]))
    if fault.code.startswith("marc_"):
        return unreadable(fault.code.removeprefix("marc_"), fault.value)
    return refusal(fault.code, {"value": fault.value, **fault.params})


def fault_place(fault: Fault) -> str:
    """Where a fault stands."""
    if not fault.row:
        return gettext("The file")
    record, row = gettext("Record %(row)s", row=fault.row), gettext("Row %(row)s", row=fault.row)
    row = record if fault.of_record else row
    return f"{row}, {fault.column}" if fault.column else row


_FAULTS: dict[str, LazyString] = {
    "no_header": N_("No row names the columns. At least the title of the book and one more column, such as the accession number, must be named."),
    "no_rows": N_("The list has no rows."),
    "too_many_rows": N_("The list has more than %(most)s rows: part it."),
    "no_file": N_("Choose a file."),
    "upload_gone": N_("The file is not here any more: choose it again."),
    "no_title": N_("The title of the book is missing."),
    "bad_number": N_("This is no accession number: letters of the series and a number, such as TK-00012."),
    "bad_range": N_("This is no range of numbers: the last one must come after the first, in the same series."),
    "long_range": N_("More than %(most)s numbers in one cell."),
    "number_twice": N_("The accession number stands twice in the list: %(value)s"),
    "number_taken": N_("Another title has this accession number: %(value)s"),
    "count_differs": N_("The number of copies is %(count)s, but %(numbers)s accession numbers are given."),
    "formula": N_("A formula is not read: put its value here."),
    "too_long": N_("Longer than %(most)s letters."),
    "personal_record": N_("Graduation results, school reports and certificates are personal records and no books: they do not belong in the library."),
    "bad_stock": N_("Unknown kind of book: textbook (SGK), for teachers (GV), reference (TK) or for young readers (TN)."),
    "bad_day": N_("This is no day: write dd/mm/yyyy."),
    "day_to_come": N_("The day lies in the future."),
    "bad_year": N_("This is no year of publication."),
    "bad_price": N_("This is no price in đồng."),
    "bad_count": N_("The number of copies must be from 1 to %(most)s."),
    "bad_subject": N_("No subject has this name."),
    "bad_grade": N_("Grades are numbers from 1 to 12, such as 6 or 6-9."),
    "bad_isbn": N_("This ISBN is wrong: its check digit does not fit."),
    "undone": N_("This list was taken back already."),
    "built_on": N_("%(copies)s copies of this list were lent, moved or counted since: it stays."),
}  # fmt: skip
_LOANS: dict[str, LazyString] = {
    "wrong_state": N_("The copy is not in a state that allows this."),
    "bad_borrower": N_("This reader's number is mistyped: its last digit does not fit."),
    "no_borrower": N_("Nobody of this school has this reader's number."),
    "signin_card": N_("This is a card to sign in, not a reader's card. It was not read; use the card of the library."),
    "no_copy": N_("No copy of this library has this number."),
    "first_borrower": N_("First scan a reader's card or look for a name, then the books."),
    "on_loan": N_("This copy is on loan already. If it is before you, take it back first."),
    "held_for_other": N_("This copy is set aside for somebody else."),
    "not_lendable": N_("This copy is not on the shelf by the register: lost, damaged or written off."),
    "has_late": N_("This reader has %(late)s overdue books. They come back first."),
    "most": N_("This reader has %(most)s books already, the most that the rules allow."),
    "waited_for": N_("Somebody waits for this title: it cannot be renewed."),
    "renewals": N_("It was renewed %(most)s times already."),
    "late_renewal": N_("It is overdue: bring it to the library, where it can be lent again."),
    "not_lent": N_("This copy was not on loan."),
    "on_shelf": N_("A copy stands on the shelf: come and take it."),
    "held_twice": N_("You wait for this title already."),
    "too_many_holds": N_("You wait for %(most)s titles already."),
    "too_many_copies": N_("More copies than pupils."),
    "copy_twice": N_("This copy was scanned twice: %(value)s"),
    "line": N_("Line %(line)s, %(value)s: %(why)s"),
    "nobody_chosen": N_("Choose who takes the books."),
    "bad_visitors": N_("The number of visitors must be from 1 to %(most)s."),
    "bad_hour": N_("The hour is a number from 0 to 23."),
    "no_reason": N_("Write the reason."),
    "no_document": N_("Write the number of the decision."),
    "nothing_chosen": N_("Give at least one copy."),
    "closed": N_("This stock-taking is closed."),
    "lost_race": N_("Another desk was faster: look at the copy again."),
}  # fmt: skip
