"""The turn of a year in the reader's language."""

from flask_babel import gettext, lazy_gettext

from school.turnover import rules
from school.turnover.lists import LineFault
from school.turnover.rules import Fault, TurnError
from suite.clock import show_date

KIND_NAMES = {
    rules.PROMOTE: lazy_gettext("goes up"),
    rules.REPEAT: lazy_gettext("repeats the year"),
    rules.LEAVE: lazy_gettext("leaves the school"),
    rules.MOVE: lazy_gettext("goes into another class"),
}
COUNT_NAMES = {
    "classes": lazy_gettext("New classes"),
    "promoted": lazy_gettext("Go up"),
    "repeating": lazy_gettext("Repeat the year"),
    "moved": lazy_gettext("Into another class"),
    "graduated": lazy_gettext("Finish the school"),
    "left": lazy_gettext("Leave"),
    "already": lazy_gettext("In the new year already"),
    "homeroom": lazy_gettext("Homeroom teachers carried over"),
    "teaching": lazy_gettext("Subjects carried over"),
}


def fault_text(fault: Fault) -> str:
    """What is wrong in a plan and what to do."""
    name = fault.name
    return {
        "name": lambda: gettext("A class needs a name of at most 30 letters."),
        "name_twice": lambda: gettext(
            "Two new classes are called %(name)s: change one.", name=name
        ),
        "name_taken": lambda: gettext(
            "A class %(name)s of another grade stands in the new year.", name=name
        ),
        "no_class": lambda: gettext(
            "Class %(name)s has no class to go up into: mend its new name.", name=name
        ),
        "no_such_class": lambda: gettext(
            "There will be no class “%(name)s” that fits: choose one of the new year.", name=name
        ),
        "no_grade": lambda: gettext(
            "No class of the same grade as %(name)s stands in the new year: add one.", name=name
        ),
        "pupil": lambda: gettext(
            "Something was decided about somebody who is in no class at the end of the year."
        ),
    }[fault.code]()


def line_text(fault: LineFault) -> str:
    """What is wrong in a list and where."""
    where = {"line": fault.line, "text": fault.text}
    return {
        "person": lambda: gettext(
            "Line %(line)s: no student of this year has “%(text)s” as identifier or user name.",
            **where,
        ),
        "kind": lambda: gettext(
            "Line %(line)s: “%(text)s” is none of lên lớp, lưu ban, chuyển lớp, thôi học.",
            **where,
        ),
        "twice": lambda: gettext("Line %(line)s: “%(text)s” stands twice.", **where),
        "lines": lambda: gettext("At most %(text)s lines are read at once.", text=fault.text),
    }[fault.code]()


def error_text(error: TurnError) -> str:
    """Why a turn is not made or undone."""
    return {
        "first": lambda: gettext("There is no school year before this one."),
        "early": lambda: gettext(
            "The school year ends on %(day)s; until then you can only look.",
            day=show_date(error.day),
        ),
        "never": lambda: gettext("There is nothing to undo."),
        "changed": lambda: gettext(
            "It cannot be undone any more: classes, students or teachers were changed since."
        ),
        "built": lambda: gettext(
            "It cannot be undone any more: something was built on the new classes."
        ),
    }[error.code]()
