"""What an exam is to the teaching wing."""

from flask_babel import lazy_gettext

NAME = "exam"


class ExamKind:
    """A test with a time of its own; what is saved counts."""

    name = NAME
    label = lazy_gettext("Exam")
    icon = "ui-checks"
    view_endpoint = "exam.view"
    edit_endpoint = "exam.edit"
    new_endpoint = "exam.new"
    graded = True
    is_lesson = False
