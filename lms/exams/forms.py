"""Forms of the exam room."""

from typing import Any

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    IntegerField,
    SelectChoice,
    SelectField,
    StringField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from lms.courses.forms import instant, local
from lms.exams import rules
from lms.exams.models import (
    AFTER_CLOSE,
    AT_HOME,
    AT_ONCE,
    EQUAL,
    ON_RELEASE,
    PER_QUESTION,
    SUPERVISED,
    Exam,
)

POLICIES = [
    SelectChoice(ON_RELEASE, lazy_gettext("when I release them")),
    SelectChoice(AFTER_CLOSE, lazy_gettext("when the exam is over for everybody")),
    SelectChoice(AT_ONCE, lazy_gettext("mark at once, answers when the exam is over")),
]
TIMES = ("opens_at", "closes_at")


class ReadyForm(FlaskForm):
    """What may still be changed once the papers are made. Times are those of Viet Nam."""

    opens_at = DateTimeLocalField(
        lazy_gettext("Opens at"), format="%Y-%m-%dT%H:%M", validators=[Optional()]
    )
    closes_at = DateTimeLocalField(
        lazy_gettext("Closes at"), format="%Y-%m-%dT%H:%M", validators=[Optional()]
    )
    access_code = StringField(lazy_gettext("Access code"), validators=[Length(max=20)])
    results_policy = SelectField(lazy_gettext("Pupils see results"), choices=POLICIES)

    def show(self, exam: Exam) -> None:
        """Put the exam's values into the fields."""
        for field in self:
            if hasattr(exam, field.name):
                value = getattr(exam, field.name)
                field.data = local(value) if field.name in TIMES and value else value

    def validate(self, extra_validators: Any = None) -> bool:
        """The exam closes after it opens."""
        good = super().validate(extra_validators)
        opens, closes = self.opens_at.data, self.closes_at.data
        if opens and closes and closes <= opens:
            self.closes_at.errors = [lazy_gettext("The exam must close after it opens.")]
            return False
        return bool(good)

    def values(self) -> dict[str, Any]:
        """What was chosen, by the names of the exam."""
        found = {}
        for field in self:
            if field.name == "csrf_token":
                continue
            value = instant(field.data) if field.name in TIMES else field.data
            found[field.name] = value.strip() if isinstance(value, str) else value
        return found


class SettingsForm(ReadyForm):
    """Everything about a draft but its questions."""

    title = StringField(lazy_gettext("Title"), validators=[DataRequired(), Length(max=200)])
    minutes = IntegerField(
        lazy_gettext("Minutes"),
        validators=[InputRequired(), NumberRange(1, rules.MOST_MINUTES)],
    )
    form_count = IntegerField(
        lazy_gettext("Number of papers"),
        validators=[InputRequired(), NumberRange(1, rules.MOST_FORMS)],
    )
    shuffle_questions = BooleanField(lazy_gettext("Shuffle the questions"))
    shuffle_options = BooleanField(lazy_gettext("Shuffle the options"))
    points_policy = SelectField(
        lazy_gettext("Points"),
        choices=[
            SelectChoice(EQUAL, lazy_gettext("the same for each question")),
            SelectChoice(PER_QUESTION, lazy_gettext("as set for each question")),
        ],
    )
    mode = SelectField(
        lazy_gettext("Where"),
        choices=[
            SelectChoice(AT_HOME, lazy_gettext("at home")),
            SelectChoice(SUPERVISED, lazy_gettext("supervised")),
        ],
    )
