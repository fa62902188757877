"""Forms about classes and the pupils in them."""

from collections.abc import Iterable

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, IntegerField, SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from school.classes.models import SchoolClass
from school.people.models import Person
from suite import clock


class ClassForm(FlaskForm):
    name = StringField(lazy_gettext("Name of the class"), [DataRequired(), Length(max=30)])
    grade = IntegerField(lazy_gettext("Grade"), [InputRequired()])
    version = HiddenField(default="0")


class CloseForm(FlaskForm):
    on = DateField(lazy_gettext("Closed from"), [InputRequired()], default=clock.today)
    version = HiddenField(default="0")


class LeadForm(FlaskForm):
    """`teacher` 0 is nobody."""

    teacher = SelectField(lazy_gettext("Homeroom teacher"), coerce=int)
    since = DateField(lazy_gettext("From"), [InputRequired()], default=clock.today)
    version = HiddenField(default="0")

    def offer(self, people: Iterable[Person]) -> None:
        """Fill the choices."""
        named = [SelectChoice(one.id, one.full_name) for one in people]
        self.teacher.choices = [SelectChoice(0, gettext("nobody")), *named]


class MoveForm(FlaskForm):
    """Into a class from a day on; `stay` is the last stay that the editor saw."""

    to = SelectField(lazy_gettext("Class"), coerce=int)
    on = DateField(lazy_gettext("First day there"), [InputRequired()], default=clock.today)
    stay = HiddenField(default="0")

    def offer(self, classes: Iterable[SchoolClass], but: int = 0) -> None:
        """Fill the choices."""
        self.to.choices = [SelectChoice(one.id, one.name) for one in classes if one.id != but]


class LeaveForm(FlaskForm):
    away = DateField(lazy_gettext("First day away"), [InputRequired()], default=clock.today)
    reason = StringField(lazy_gettext("Reason"), [Length(max=200)])
    stay = HiddenField(default="0")
