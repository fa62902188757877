"""Forms of the steps to approval, of decisions and of previews."""

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from repository.catalogue.labels import label
from repository.flow import rules
from repository.flow.labels import STEPS
from suite import clock


class StepsForm(FlaskForm):
    """Which steps a unit wants."""

    steps = SelectMultipleField(
        lazy_gettext("Steps to publication"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    twice = BooleanField(lazy_gettext("One person may take two steps in a row"))
    version = HiddenField(default="0")

    def offer(self, unit_kind: str) -> "StepsForm":
        """The steps that a unit of a kind may want."""
        steps = rules.offered(unit_kind)
        self.steps.choices = [SelectChoice(code, label(STEPS, code)) for code in steps]
        return self


class DecisionForm(FlaskForm):
    """What stands on the decision."""

    number = StringField(lazy_gettext("Number of the decision"), [DataRequired(), Length(max=60)])
    signed_on = DateField(lazy_gettext("Signed on"), [InputRequired()], default=clock.today)
    signer = StringField(lazy_gettext("Signed by"), [DataRequired(), Length(max=120)])
    reason = TextAreaField(lazy_gettext("Reason"), [Length(max=2000)])
    file = FileField(lazy_gettext("The signed decision (PDF)"))


class FileForm(FlaskForm):
    """The signed paper, when it comes later."""

    file = FileField(lazy_gettext("The signed decision (PDF)"))


class PreviewForm(FlaskForm):
    """What a preview is for, and for how long it opens."""

    purpose = StringField(lazy_gettext("What the link is for"), [DataRequired(), Length(max=200)])
    days = SelectField(
        lazy_gettext("Open for (days)"),
        coerce=int,
        choices=[SelectChoice(days, str(days)) for days in rules.PREVIEW_DAYS],
        default=rules.USUAL_DAYS,
    )
