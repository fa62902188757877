"""The form by which something is granted."""

from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, SelectChoice, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from school.accommodations import models, rules
from suite import clock

KIND_LABELS = {
    models.EXTRA_TIME: lazy_gettext("more time"),
    models.LARGE_PRINT: lazy_gettext("large print"),
    models.HIGH_CONTRAST: lazy_gettext("strong contrast"),
    models.SEPARATE_ROOM: lazy_gettext("a room apart"),
    models.READER: lazy_gettext("somebody who reads aloud"),
}


class GrantForm(FlaskForm):
    """The last day is asked for, as people say it; rows keep the day after."""

    kind = SelectField(
        lazy_gettext("What is given"),
        choices=[SelectChoice(*one) for one in KIND_LABELS.items()],
    )
    percent = IntegerField(
        lazy_gettext("More time in percent"),
        validators=[Optional(), NumberRange(1, rules.MOST_PERCENT)],
    )
    minutes = IntegerField(
        lazy_gettext("or in minutes"), validators=[Optional(), NumberRange(1, rules.MOST_MINUTES)]
    )
    starts_on = DateField(lazy_gettext("From"), [InputRequired()], default=clock.today)
    last_day = DateField(lazy_gettext("Last day"), [Optional()])
    reason = TextAreaField(lazy_gettext("Reason"), [DataRequired(), Length(max=1000)])

    def granted(self) -> rules.Granted:
        """What was asked for; amounts belong to more time alone."""
        timed = self.kind.data == models.EXTRA_TIME
        return rules.Granted(
            self.kind.data,
            self.percent.data if timed else None,
            self.minutes.data if timed else None,
        )

    def ends_on(self) -> Any:
        """The day after the last one."""
        return self.last_day.data + timedelta(days=1) if self.last_day.data else None
