"""Forms of the exam room."""

from dataclasses import asdict
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
    TextAreaField,
)
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)

from lms.courses.forms import instant, local
from lms.exams import browsers, rules
from lms.exams.models import (
    AT_HOME,
    BEST,
    EQUAL,
    FIRST,
    LAST,
    MEAN,
    PER_QUESTION,
    SUPERVISED,
    Exam,
)
from lms.exams.showing import moments_of

OWN = "own"
PRESETS = [
    SelectChoice("on_release", lazy_gettext("all of it when I release it")),
    SelectChoice("after_close", lazy_gettext("all of it when the exam is over for everybody")),
    SelectChoice("at_once", lazy_gettext("mark at once, key when the exam is over")),
    SelectChoice("mark_only", lazy_gettext("only the mark, when I release it")),
    SelectChoice(OWN, lazy_gettext("as chosen below, one by one")),
]
MOMENTS = [
    SelectChoice(rules.AT_ONCE, lazy_gettext("at once after handing in")),
    SelectChoice(rules.OVER, lazy_gettext("when the exam is over for everybody")),
    SelectChoice(rules.RELEASED, lazy_gettext("when I release it")),
    SelectChoice(rules.NEVER, lazy_gettext("never")),
]
# Before nobody can be working the key stays here, whatever anybody chooses.
LATER = MOMENTS[1:]
TIMES = ("opens_at", "closes_at")
MIXING = ("form_count", "shuffle_questions", "shuffle_options")


class ReadyForm(FlaskForm):
    """What may still be changed once the papers are made. Times are those of Viet Nam."""

    opens_at = DateTimeLocalField(
        lazy_gettext("Opens at"), format="%Y-%m-%dT%H:%M", validators=[Optional()]
    )
    closes_at = DateTimeLocalField(
        lazy_gettext("Closes at"), format="%Y-%m-%dT%H:%M", validators=[Optional()]
    )
    access_code = StringField(lazy_gettext("Access code"), default="", validators=[Length(max=20)])
    attempts_allowed = IntegerField(
        lazy_gettext("Attempts allowed"),
        default=1,
        validators=[Optional(), NumberRange(1, rules.MOST_ATTEMPTS)],
    )
    preset = SelectField(lazy_gettext("Pupils see results"), choices=PRESETS)
    show_mark = SelectField(lazy_gettext("Mark"), choices=MOMENTS, default=rules.RELEASED)
    show_answers = SelectField(lazy_gettext("Own answers"), choices=MOMENTS, default=rules.RELEASED)
    show_correctness = SelectField(
        lazy_gettext("Right or wrong"), choices=MOMENTS, default=rules.RELEASED
    )
    show_key = SelectField(lazy_gettext("Key"), choices=LATER, default=rules.RELEASED)
    show_solution = SelectField(lazy_gettext("Solution"), choices=LATER, default=rules.RELEASED)
    browser_keys = TextAreaField(
        lazy_gettext("Configuration keys of Safe Exam Browser"), validators=[Length(max=2000)]
    )

    def validate_browser_keys(self, field: Any) -> None:
        """Keys as the browser's tool shows them."""
        try:
            field.data = browsers.keys(field.data or "")
        except browsers.BadKey as error:
            said = lazy_gettext(
                "“%(word)s” is no configuration key: it has 64 digits from 0 to 9 and a to f.",
                word=str(error)[:80],
            )
            raise ValidationError(str(said)) from None

    def show(self, exam: Exam) -> None:
        """Put the exam's values into the fields."""
        self.preset.data = rules.preset_of(moments_of(exam)) or OWN
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
            if field.name in ("csrf_token", "preset"):
                continue
            value = instant(field.data) if field.name in TIMES else field.data
            found[field.name] = value.strip() if isinstance(value, str) else value
        found["attempts_allowed"] = found["attempts_allowed"] or 1
        if preset := rules.PRESETS.get(self.preset.data):
            found |= {f"show_{name}": when for name, when in asdict(preset).items()}
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
    attempts_counted = SelectField(
        lazy_gettext("Which attempt counts"),
        default=BEST,
        choices=[
            SelectChoice(BEST, lazy_gettext("the best")),
            SelectChoice(LAST, lazy_gettext("the last")),
            SelectChoice(FIRST, lazy_gettext("the first")),
            SelectChoice(MEAN, lazy_gettext("the mean of all")),
        ],
    )
    one_way = BooleanField(lazy_gettext("Who goes on to the next question cannot go back"))
    late_minutes = IntegerField(
        lazy_gettext("Minutes for late answers"),
        validators=[Optional(), NumberRange(1, rules.MOST_LATE_MINUTES)],
    )
