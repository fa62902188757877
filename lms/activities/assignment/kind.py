"""What an assignment is to the teaching wing."""

from flask_babel import lazy_gettext

NAME = "assignment"


class AssignmentKind:
    """Work that is handed in and marked."""

    name = NAME
    label = lazy_gettext("Assignment")
    icon = "pencil-square"
    view_endpoint = "assignment.view"
    edit_endpoint = "assignment.edit"
    new_endpoint = "assignment.new"
    graded = True
    mark_endpoint = "assignment_marking.show"
