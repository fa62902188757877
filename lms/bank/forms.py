"""Forms of the bank: where questions belong, what is pasted, one question."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (
    FieldList,
    FileField,
    HiddenField,
    RadioField,
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
from school.api import Subject, subject_name

GRADES = range(1, 13)
FEWEST_SHOWN, MOST_OPTIONS = 5, 8


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
    """A question with options of which one is right; empty options are left out."""

    stem = TextAreaField(
        lazy_gettext("Question"),
        validators=[
            InputRequired(lazy_gettext("Write the question.")),
            Length(max=rules.MOST_STEM),
        ],
    )
    options = FieldList(TextAreaField(), max_entries=MOST_OPTIONS)
    right = RadioField(
        lazy_gettext("Right option"),
        choices=[SelectChoice(str(n), rules.LETTERS[n]) for n in range(MOST_OPTIONS)],
        validators=[InputRequired(lazy_gettext("Choose the right option."))],
    )
    solution = TextAreaField(lazy_gettext("Solution"), validators=[Length(max=rules.MOST_SOLUTION)])
    number = HiddenField()

    def show(self, item: Item, version: ItemVersion) -> None:
        """Fill in a version."""
        self.show_about({"subject": item.subject_code, "grade": item.grade, "topic": item.topic})
        self.stem.data, self.solution.data = version.stem, version.solution
        for text in version.body["options"]:
            self.options.append_entry(text)
        self.right.data = str(version.key["right"])
        self.number.data = str(version.number)

    def make_room(self) -> None:
        """Have some empty options to write into."""
        while len(self.options) < FEWEST_SHOWN:
            self.options.append_entry("")

    def seen(self) -> int:
        """The version that the editor started from."""
        text = self.number.data or ""
        return int(text) if text.isdecimal() else 0

    def content(self) -> Content:
        """What the form says."""
        texts = [rules.tidy(entry.data or "") for entry in self.options]
        kept = [place for place, text in enumerate(texts) if text]
        right = int(self.right.data) if self.right.data else -1
        return Content(
            rules.SINGLE_CHOICE,
            rules.tidy(self.stem.data or ""),
            {"options": [texts[place] for place in kept]},
            {"right": kept.index(right)} if right in kept else {},
            rules.tidy(self.solution.data or ""),
        )
