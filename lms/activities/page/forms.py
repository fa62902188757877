"""The editor of a page."""

from flask_babel import lazy_gettext
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from lms.api import ActivityForm

MOST_CHARACTERS = 200_000


class PageForm(ActivityForm):
    """Title, text, who sees it."""

    text = TextAreaField(
        lazy_gettext("Text of the lesson"),
        validators=[
            DataRequired(lazy_gettext("Please write something.")),
            Length(max=MOST_CHARACTERS),
        ],
    )
