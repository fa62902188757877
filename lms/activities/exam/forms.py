"""The first step of an exam; the rest is set on its own page."""

from flask_babel import lazy_gettext
from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange

from lms.api import ActivityForm


class NewExamForm(ActivityForm):
    """Title, section, minutes. An exam is a draft until its papers are made."""

    minutes = IntegerField(
        lazy_gettext("Minutes"),
        default=45,
        validators=[InputRequired(), NumberRange(1, 600)],
    )
