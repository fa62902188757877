"""What cannot be done with units, in the reader's language."""

from flask_babel import gettext, lazy_gettext

from school.units.rules import UnitError
from school.units.successions import Fault

CHANGE_KINDS = {
    "succession": lazy_gettext("Merged or split"),
    "move": lazy_gettext("Moved under another unit"),
}
COUNT_NAMES = {
    "children": lazy_gettext("Units below"),
    "classes": lazy_gettext("Classes"),
    "enrolment": lazy_gettext("Students in classes"),
    "teaching": lazy_gettext("Teaching assignments"),
    "people": lazy_gettext("People"),
    "roles": lazy_gettext("Roles"),
    "groups": lazy_gettext("Subject groups"),
}


def text_of(error: UnitError) -> str:
    """The fault and what to do."""
    return {
        "place": gettext("Such a unit cannot stand there."),
        "taken": gettext("Another unit has this code."),
        "code": gettext("A code has 1 to 20 letters, digits, dots and dashes."),
        "name": gettext("Give a name of at most %(most)s letters.", most=200),
        "future": gettext("A change is noted on its day or later, never ahead."),
        "dates": gettext("The units do not both stand on that day."),
        "later": gettext("Something changed on a later day: choose a day after it."),
    }[error.code]


def fault_text(fault: Fault) -> str:
    """What is wrong in a succession."""
    name = fault.name
    return {
        "nobody": lambda: gettext("Choose which units follow."),
        "future": lambda: gettext("A change is noted on its day or later, never ahead."),
        "kinds": lambda: gettext("Only units of one kind follow one another."),
        "twice": lambda: gettext("A unit stands twice among the old and the new ones."),
        "old_dates": lambda: gettext("%(name)s does not stand before that day.", name=name),
        "new_dates": lambda: gettext("%(name)s does not stand on that day.", name=name),
        "shares": lambda: gettext("The shares of all that follow must add up to 1."),
        "child": lambda: gettext("Choose who takes over the unit %(name)s.", name=name),
        "child_dates": lambda: gettext("%(name)s changed on a later day.", name=name),
        "class": lambda: gettext("Choose who takes over class %(name)s.", name=name),
        "person": lambda: gettext("Choose where %(name)s goes.", name=name),
    }[fault.code]()
