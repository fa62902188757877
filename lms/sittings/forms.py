"""Forms of school exams, sittings and rooms."""

from typing import Any

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (
    DateTimeLocalField,
    HiddenField,
    IntegerField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from lms.courses.forms import instant, local
from lms.exams.models import AT_HOME, SUPERVISED
from lms.exams.rules import MOST_MINUTES
from lms.sittings import rules
from lms.sittings.models import ExamRoom, Sitting


class ManyField(SelectMultipleField):
    """Boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class NewExamForm(FlaskForm):
    """An exam of the school for several classes, first step; the rest is set on its own page."""

    title = StringField(lazy_gettext("Title"), [DataRequired(), Length(max=200)])
    subject = SelectField(lazy_gettext("Subject"))
    minutes = IntegerField(
        lazy_gettext("Minutes"), [InputRequired(), NumberRange(1, MOST_MINUTES)], default=60
    )
    classes = ManyField(lazy_gettext("Classes"), coerce=int)

    def validate_classes(self, field: Any) -> None:
        """At least one class takes it."""
        if not field.data:
            raise ValidationError(str(lazy_gettext("Choose at least one class.")))


class SittingForm(FlaskForm):
    """Times are those of Viet Nam."""

    name = StringField(lazy_gettext("Name of the sitting"), [DataRequired(), Length(max=60)])
    opens_at = DateTimeLocalField(
        lazy_gettext("Opens at"), format="%Y-%m-%dT%H:%M", validators=[InputRequired()]
    )
    closes_at = DateTimeLocalField(
        lazy_gettext("Closes at"), format="%Y-%m-%dT%H:%M", validators=[InputRequired()]
    )
    mode = SelectField(
        lazy_gettext("Where"),
        choices=[
            SelectChoice(SUPERVISED, lazy_gettext("supervised")),
            SelectChoice(AT_HOME, lazy_gettext("at home")),
        ],
    )
    version = HiddenField(default="0")

    def show(self, row: Sitting) -> None:
        """Put the values of a sitting into the fields."""
        self.name.data, self.mode.data = row.name, row.mode
        self.opens_at.data, self.closes_at.data = local(row.opens_at), local(row.closes_at)
        self.version.data = str(row.version)

    def values(self) -> dict[str, Any]:
        """What was chosen, by the names of the model."""
        return {
            "name": self.name.data or "",
            "opens_at": instant(self.opens_at.data),
            "closes_at": instant(self.closes_at.data),
            "mode": self.mode.data,
        }


class RoomForm(FlaskForm):
    name = StringField(lazy_gettext("Name of the room"), [DataRequired(), Length(max=60)])
    seats = IntegerField(
        lazy_gettext("Seats"), [InputRequired(), NumberRange(1, rules.MOST_SEATS)], default=24
    )
    access_code = StringField(lazy_gettext("Access code"), [Length(max=20)])
    networks = TextAreaField(lazy_gettext("Addresses of the room"), [Length(max=2000)])
    watchers = ManyField(lazy_gettext("Invigilators"), coerce=int)
    version = HiddenField(default="0")

    def validate_networks(self, field: Any) -> None:
        """Address ranges that can be read."""
        try:
            rules.networks(field.data or "")
        except rules.BadNetwork as error:
            raise ValidationError(
                str(
                    lazy_gettext(
                        "“%(word)s” is no address range. Write them like 192.168.1.0/24.",
                        word=str(error),
                    )
                )
            ) from None

    def show(self, row: ExamRoom) -> None:
        """Put the values of a room into the fields."""
        self.name.data, self.seats.data = row.name, row.seats
        self.access_code.data = row.access_code
        self.networks.data = row.networks.replace(" ", "\n")
        self.watchers.data = [one.person_id for one in row.invigilators]
        self.version.data = str(row.version)

    def values(self) -> dict[str, Any]:
        """What was chosen, by the names of the model."""
        return {
            "name": self.name.data or "",
            "seats": self.seats.data,
            "access_code": (self.access_code.data or "").strip(),
            "networks": rules.networks(self.networks.data or ""),
        }


class DistributeForm(FlaskForm):
    order = SelectField(
        lazy_gettext("Order"),
        choices=[
            SelectChoice("name", lazy_gettext("by name, from A to Y")),
            SelectChoice("class", lazy_gettext("by class, then by name")),
            SelectChoice("random", lazy_gettext("at random")),
        ],
    )
    seed = IntegerField(
        lazy_gettext("Number for the lot"), [InputRequired(), NumberRange(0, 999_999)], default=1
    )
    prefix = StringField(lazy_gettext("Candidate numbers begin with"), [Length(max=12)])
    start = IntegerField(
        lazy_gettext("First number"), [InputRequired(), NumberRange(0, 999_999)], default=1
    )
