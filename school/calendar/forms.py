"""Forms of the calendar."""

from datetime import timedelta

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, HiddenField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from school.calendar.models import Holiday
from school.calendar.rules import Free

DAY = timedelta(days=1)


class HolidayForm(FlaskForm):
    """A holiday as people say it: the last day is one of its days."""

    name = StringField(lazy_gettext("Name of the holiday"), [DataRequired(), Length(max=100)])
    first = DateField(lazy_gettext("First free day"), [InputRequired()])
    last = DateField(lazy_gettext("Last free day"), [InputRequired()])
    follows_tet = BooleanField(lazy_gettext("Follows the lunar calendar"))
    version = HiddenField(default="0")

    def show(self, row: Holiday) -> None:
        """Put a holiday into the fields."""
        self.name.data, self.first.data = row.name, row.starts_on
        self.last.data, self.follows_tet.data = row.ends_on - DAY, row.follows_tet
        self.version.data = str(row.version)

    def free(self) -> Free:
        """The holiday that was typed; half-open."""
        name, first, last = self.name.data or "", self.first.data, self.last.data
        if first is None or last is None:
            raise ValueError("a holiday has two days: validate the form first")
        return Free(name, first, last + DAY, bool(self.follows_tet.data))
