"""Forms of units."""

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, IntegerField, SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from suite import clock

MOST = 1_000_000
STAGES = [
    SelectChoice("", "–"),
    SelectChoice("primary", lazy_gettext("Primary")),
    SelectChoice("lower_secondary", lazy_gettext("Lower secondary")),
    SelectChoice("upper_secondary", lazy_gettext("Upper secondary")),
]


class UnitForm(FlaskForm):
    code = StringField(lazy_gettext("Code"), [DataRequired(), Length(max=20)])
    name = StringField(lazy_gettext("Name"), [DataRequired(), Length(max=200)])
    since = DateField(lazy_gettext("From"), [InputRequired()], default=clock.today)
    stage = SelectField(lazy_gettext("Education level"), choices=STAGES)


class NewForm(UnitForm):
    kind = SelectField(lazy_gettext("Kind"))


class EditForm(UnitForm):
    headcount = IntegerField(
        lazy_gettext("Head count of students"), [Optional(), NumberRange(0, MOST)]
    )
    teacher_headcount = IntegerField(
        lazy_gettext("Head count of teachers"), [Optional(), NumberRange(0, MOST)]
    )
    version = HiddenField(default="0")


class MoveForm(FlaskForm):
    parent = SelectField(lazy_gettext("Under which unit"), coerce=int)
    moved = DateField(lazy_gettext("From"), [InputRequired()], default=clock.today)
