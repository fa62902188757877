"""Forms of papers as they are."""

from decimal import Decimal
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (
    DecimalField,
    IntegerField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange
from wtforms.widgets import TextInput

from lms.asking import decimal
from lms.papers.cutting import Box
from lms.papers.model import MOST_LETTERS
from lms.papers.service import AUTO, OWN, SAME

LETTERS = [
    SelectChoice("4", "A – D"),
    SelectChoice("3", "A – C"),
    SelectChoice("2", "A – B"),
    SelectChoice("5", "A – E"),
]


class KeyForm(FlaskForm):
    """The key, and how the points are set."""

    typed = TextAreaField(
        lazy_gettext("Key"), validators=[DataRequired(), Length(max=MOST_LETTERS)]
    )
    options = SelectField(lazy_gettext("Letters to choose from"), choices=LETTERS, default="4")
    preset = SelectField(lazy_gettext("How points are set"), default=AUTO)

    def offer(self, formats: list[tuple[str, str]], *, own: bool) -> None:
        """The formats, as (code, name), from which points may be taken."""
        choices = [
            SelectChoice(AUTO, lazy_gettext("as the format that fits has it, else all the same")),
            SelectChoice(SAME, lazy_gettext("the same for each question")),
            *(SelectChoice(code, name) for code, name in formats),
        ]
        if own:
            choices.append(SelectChoice(OWN, lazy_gettext("as they are below")))
        self.preset.choices = choices


class Percent(DecimalField):
    """A number from 0 to 100, with comma or point; a number field of a browser knows one alone."""

    widget = TextInput()

    def __init__(self, label: Any, **how: Any) -> None:
        super().__init__(label, [InputRequired(), NumberRange(0, 100)], places=1, **how)

    def process_formdata(self, valuelist: list[str]) -> None:
        """As schools write numbers. Raises ValueError, which the form shows."""
        self.data = decimal(valuelist[0]) if valuelist else None
        if self.data is None:
            raise ValueError(gettext("Type a number from 0 to 100."))


class CutForm(FlaskForm):
    """A rectangle of a page in per cent of its width and height, and what it shows."""

    page = IntegerField(lazy_gettext("Page"), validators=[InputRequired(), NumberRange(1, 100)])
    left = Percent(lazy_gettext("From the left, per cent"))
    top = Percent(lazy_gettext("From above, per cent"))
    width = Percent(lazy_gettext("Width, per cent"))
    height = Percent(lazy_gettext("Height, per cent"))
    alt = StringField(
        lazy_gettext("What the picture says"), validators=[DataRequired(), Length(max=300)]
    )
    topic = StringField(lazy_gettext("Topic"), validators=[Length(max=120)])

    def box(self) -> Box:
        """The rectangle of a form that was found good."""
        sides = (self.left.data, self.top.data, self.width.data, self.height.data)
        return Box(*(side or Decimal(0) for side in sides))
