"""Forms of subject groups."""

from collections.abc import Iterable

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from school.people.models import Person
from suite import clock

ACTS = {
    "joined": lazy_gettext("joins the group"),
    "led": lazy_gettext("leads the group"),
    "left": lazy_gettext("leaves the group"),
}


class NewForm(FlaskForm):
    name = StringField(lazy_gettext("Name of the group"), [DataRequired(), Length(max=100)])
    since = DateField(lazy_gettext("From"), [InputRequired()], default=clock.today)


class NameForm(FlaskForm):
    name = StringField(lazy_gettext("Name of the group"), [DataRequired(), Length(max=100)])
    version = HiddenField(default="0")


class MemberForm(FlaskForm):
    """Somebody joins, leads or leaves from a day on."""

    person = SelectField(lazy_gettext("Teacher"), coerce=int)
    act = SelectField(
        lazy_gettext("What happens"), choices=[SelectChoice(*one) for one in ACTS.items()]
    )
    on = DateField(lazy_gettext("From"), [InputRequired()], default=clock.today)
    version = HiddenField(default="0")

    def offer(self, people: Iterable[Person]) -> None:
        """Fill the choices."""
        self.person.choices = [SelectChoice(one.id, one.full_name) for one in people]


class CloseForm(FlaskForm):
    closed = DateField(lazy_gettext("Closed from"), [InputRequired()], default=clock.today)
    version = HiddenField(default="0")
