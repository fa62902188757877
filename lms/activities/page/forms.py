"""The editor of a page."""

from typing import Any

from flask_babel import lazy_gettext
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from lms.api import ActivityForm
from suite.text import nfc

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

    def settings(self) -> dict[str, Any]:
        """What the activity keeps."""
        return {"text": nfc(self.text.data)}
