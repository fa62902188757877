"""What a page is to the teaching wing."""

from flask_babel import lazy_gettext

NAME = "page"


class PageKind:
    """A lesson to read; nothing is handed in."""

    name = NAME
    label = lazy_gettext("Lesson page")
    icon = "journal-text"
    view_endpoint = "page.view"
    edit_endpoint = "page.edit"
    new_endpoint = "page.new"
    graded = False
    is_lesson = True
