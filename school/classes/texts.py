"""What cannot be done with a class, and names of subjects, in the reader's language."""

from datetime import date

from flask_babel import gettext

from school.classes.models import Subject
from school.classes.rules import ClassError
from suite.clock import show_date
from suite.i18n import language


def subject_name(subject: Subject) -> str:
    """The name of a subject."""
    return subject.name_vi if language() == "vi" else subject.name_en


def text_of(error: ClassError) -> str:
    """The fault and what to do."""
    told = show_date(error.detail) if isinstance(error.detail, date) else str(error.detail)
    return {
        "name": lambda: gettext("Give a name of at most %(most)s letters.", most=told),
        "grade": lambda: gettext("The grades of this school are %(grades)s.", grades=told),
        "taken": lambda: gettext("Another class of this school and year has this name."),
        "day": lambda: gettext("Choose a day within %(days)s.", days=told),
        "closed": lambda: gettext("This class is closed."),
        "pupils": lambda: gettext(
            "%(num)s students are still in the class: move them first.", num=told
        ),
        "teacher": lambda: gettext("This person is no teacher of the school today."),
        "same": lambda: gettext("The student is in this class already."),
        "away": lambda: gettext("The student is in no class on this day."),
        "present": lambda: gettext("The student is in a class since %(day)s.", day=told),
        "began": lambda: gettext(
            "The student came into the present class on %(day)s: choose a later day.", day=told
        ),
        "erased": lambda: gettext("This person was erased and does not come back."),
        "later": lambda: gettext(
            "Another change is noted for %(day)s: choose a later day.", day=told
        ),
    }[error.code]()
