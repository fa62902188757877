"""What a reading is to the teaching wing."""

from flask_babel import lazy_gettext

NAME = "reading"


class ReadingKind:
    """A resource to read; what is read is counted by the library itself."""

    name = NAME
    label = lazy_gettext("Reading")
    icon = "book-half"
    view_endpoint = "reading.view"
    edit_endpoint = "reading.edit"
    new_endpoint = "reading.new"
    graded = False
