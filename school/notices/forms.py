"""The form of one channel's choice."""

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import RadioField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length
from wtforms.widgets import TimeInput

from school.notices import rules

MODES = [
    SelectChoice(rules.NOW, lazy_gettext("At once")),
    SelectChoice(rules.DIGEST, lazy_gettext("Once a day, at 18:00")),
    SelectChoice(rules.OFF, lazy_gettext("Not at all")),
]


class ChoiceForm(FlaskForm):
    mode = RadioField(lazy_gettext("How often"), [InputRequired()], choices=MODES)
    quiet_from = StringField(
        lazy_gettext("Quiet from"), [InputRequired(), Length(max=5)], widget=TimeInput()
    )
    quiet_to = StringField(
        lazy_gettext("Quiet until"), [InputRequired(), Length(max=5)], widget=TimeInput()
    )


class AddressForm(FlaskForm):
    address = StringField("", [InputRequired(), Length(max=200)])
