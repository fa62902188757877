"""Forms of the bank: where questions belong, what is pasted, one question."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (
    FileField,
    HiddenField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from lms.bank import rules
from lms.bank.models import Item, ItemVersion
from lms.bank.rules import Content
from lms.bank.service import About
from lms.bank.writing import KindPart
from school.api import Subject, subject_name

GRADES = range(1, 13)


class AboutForm(FlaskForm):
    """Subject, grade and topic."""

    subject_code = SelectField(
        lazy_gettext("Subject"), validators=[DataRequired(lazy_gettext("Choose the subject."))]
    )
    grade = SelectField(lazy_gettext("Grade"), validators=[Optional()])
    topic = StringField(
        lazy_gettext("Topic"),
        validators=[Length(max=120, message=lazy_gettext("At most 120 characters."))],
    )

    def prepare(self, subjects: Sequence[Subject]) -> None:
        """Offer the subjects and grades."""
        self.subject_code.choices = [
            SelectChoice("", lazy_gettext("– choose –")),
            *(SelectChoice(row.code, subject_name(row)) for row in subjects),
        ]
        self.grade.choices = [
            SelectChoice("", lazy_gettext("any grade")),
            *(SelectChoice(str(grade), str(grade)) for grade in GRADES),
        ]

    def show_about(self, held: dict[str, Any]) -> None:
        """Fill in what `as_json` gave."""
        self.subject_code.data = held.get("subject") or ""
        self.grade.data = str(held.get("grade") or "")
        self.topic.data = held.get("topic") or ""

    def as_json(self) -> dict[str, Any]:
        """Plain values to keep, valid or not."""
        grade = self.grade.data or ""
        return {
            "subject": self.subject_code.data or "",
            "grade": int(grade) if grade.isdecimal() else None,
            "topic": rules.tidy(self.topic.data or "")[:120],
        }

    def about(self, school_id: int) -> About:
        """Where the questions belong, once valid."""
        held = self.as_json()
        return About(school_id, held["subject"], held["grade"], " ".join(held["topic"].split()))


class ImportForm(FlaskForm):
    """A text or a file."""

    text = TextAreaField(lazy_gettext("Paste the questions"))
    file = FileField(lazy_gettext("Or choose a file"))


class QuestionForm(AboutForm):
    """A question without what is its kind's own."""

    stem = TextAreaField(
        lazy_gettext("Question"),
        validators=[
            InputRequired(lazy_gettext("Write the question.")),
            Length(max=rules.MOST_STEM),
        ],
    )
    solution = TextAreaField(lazy_gettext("Solution"), validators=[Length(max=rules.MOST_SOLUTION)])
    number = HiddenField()

    def show(self, item: Item, version: ItemVersion) -> None:
        """Fill in a version."""
        self.show_about({"subject": item.subject_code, "grade": item.grade, "topic": item.topic})
        self.stem.data, self.solution.data = version.stem, version.solution
        self.number.data = str(version.number)

    def seen(self) -> int:
        """The version that the editor started from."""
        text = self.number.data or ""
        return int(text) if text.isdecimal() else 0

    def content(self, part: KindPart) -> Content:
        """What the form says."""
        return Content(
            part.kind.name,
            rules.tidy(self.stem.data or ""),
            part.body,
            part.key,
            rules.tidy(self.solution.data or ""),
        )
