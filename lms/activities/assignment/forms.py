"""The editor of an assignment, the pupil's form and the marker's."""

from typing import Any

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    HiddenField,
    MultipleFileField,
    RadioField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, Optional

from lms.activities.assignment.rules import MOST_TEXT
from lms.api import EMPTY, EXCUSED, GIVEN, ActivityForm, BadMark, Mark, parse_mark, shown_mark


class AssignmentForm(ActivityForm):
    """Title, task, due, how marks are rounded, who sees it."""

    text = TextAreaField(
        lazy_gettext("Task"),
        validators=[
            DataRequired(lazy_gettext("Please write what is to be done.")),
            Length(max=MOST_TEXT),
        ],
    )
    due_at = DateTimeLocalField(
        lazy_gettext("Due"), format="%Y-%m-%dT%H:%M", validators=[Optional()]
    )
    places = RadioField(
        lazy_gettext("Marks are rounded to"),
        choices=[
            SelectChoice(1, lazy_gettext("One decimal (8.3)")),
            SelectChoice(2, lazy_gettext("Two decimals (8.25)")),
        ],
        coerce=int,
        default=1,
    )

    def settings(self) -> dict[str, Any]:
        """What the activity keeps."""
        return {"text": self.text.data, "places": self.places.data}


class WorkForm(FlaskForm):
    """What a pupil hands in."""

    text = TextAreaField(
        lazy_gettext("Your answer"), validators=[Optional(), Length(max=MOST_TEXT)]
    )
    files = MultipleFileField(lazy_gettext("Files"))


class MarkForm(FlaskForm):
    """What a marker decides; `read()` gives state and value."""

    mark = StringField(lazy_gettext("Mark"))
    excused = BooleanField(lazy_gettext("Excused"))
    comment = TextAreaField(lazy_gettext("Comment"), validators=[Length(max=10_000)])
    reason = StringField(lazy_gettext("Why the mark changes"), validators=[Length(max=200)])
    mark_version = HiddenField()
    work_version = HiddenField()

    def show(self, mark: Mark | None, work_version: int) -> None:
        """Put what stands into the fields."""
        self.mark_version.data = str(mark.version if mark else 0)
        self.work_version.data = str(work_version)
        if mark is not None:
            self.mark.data = "" if mark.value is None else shown_mark(mark.value)
            self.excused.data = mark.state == EXCUSED
            self.comment.data = mark.comment

    def read(self, places: int) -> tuple[str, Any] | None:
        """State and value; None, with an error at the field, for what is no mark."""
        try:
            value = parse_mark(self.mark.data or "", places)
        except BadMark as error:
            texts = {
                "not_a_number": lazy_gettext("Write a number such as 8, 8.5 or 8,5."),
                "out_of_scale": lazy_gettext("The mark is between 0 and 10."),
            }
            self.mark.errors = [texts[error.problem]]
            return None
        if self.excused.data:
            if value is not None:
                self.mark.errors = [lazy_gettext("Either excused or a mark, not both.")]
                return None
            return EXCUSED, None
        return (EMPTY, None) if value is None else (GIVEN, value)


def number(field: HiddenField) -> int:
    """The version in a hidden field; -1, which fits nothing, when it was tampered with."""
    text = field.data or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
