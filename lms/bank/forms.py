"""Forms of the bank: where questions belong, what is pasted, one question."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (
    FileField,
    HiddenField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from lms.bank import levels, places, rules
from lms.bank.models import Item, ItemVersion
from lms.bank.rules import Content
from lms.bank.service import About
from lms.bank.writing import KindPart
from school.api import CurriculumNode, Subject, SubjectGroup, subject_name

GRADES = range(1, 13)


def node_choices(nodes: Sequence[CurriculumNode], subjects: Sequence[Subject]) -> dict[str, Any]:
    """Places in the curriculum as the groups of a select: by subject and grade."""
    names = {row.code: subject_name(row) for row in subjects}
    found: dict[str, list[SelectChoice]] = {"": [SelectChoice("", lazy_gettext("not said"))]}
    for node in nodes:
        group = f"{names.get(node.subject_code, node.subject_code)} {node.grade}"
        found.setdefault(group, []).append(SelectChoice(node.uid, f"{node.code} · {node.name}"))
    return found


class AboutForm(FlaskForm):
    """Subject, grade, topic, level and place in the curriculum."""

    subject_code = SelectField(
        lazy_gettext("Subject"), validators=[DataRequired(lazy_gettext("Choose the subject."))]
    )
    grade = SelectField(lazy_gettext("Grade"), validators=[Optional()])
    topic = StringField(
        lazy_gettext("Topic"),
        validators=[Length(max=120, message=lazy_gettext("At most 120 characters."))],
    )
    level = SelectField(lazy_gettext("Level"), validators=[Optional()])
    node = SelectField(lazy_gettext("Place in the curriculum"), validators=[Optional()])
    group = SelectField(lazy_gettext("Where it goes first"), validators=[Optional()])

    def prepare(
        self,
        subjects: Sequence[Subject],
        nodes: Sequence[CurriculumNode] = (),
        groups: Sequence[SubjectGroup] = (),
    ) -> None:
        """Offer the subjects, grades, levels, places in the curriculum and subject groups."""
        self.subjects_of = {node.uid: node.subject_code for node in nodes}
        self.level.choices = [
            SelectChoice("", lazy_gettext("not said")),
            *(SelectChoice(name, label) for name, label in levels.NAMES.items()),
        ]
        self.node.choices = node_choices(nodes, subjects)
        self.group.choices = [
            SelectChoice("", lazy_gettext("into the bank of the school")),
            *(SelectChoice(str(row.id), row.name) for row in groups),
        ]
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
        self.level.data = held.get("level") or ""
        self.node.data = held.get("node") or ""
        self.group.data = str(held.get("group") or "")

    def validate_node(self, field: SelectField) -> None:
        """The place must be one of the subject."""
        if field.data and self.subjects_of.get(field.data) != self.subject_code.data:
            raise ValidationError(
                gettext("This place in the curriculum belongs to another subject.")
            )

    def as_json(self) -> dict[str, Any]:
        """Plain values to keep, valid or not."""
        grade = self.grade.data or ""
        return {
            "subject": self.subject_code.data or "",
            "grade": int(grade) if grade.isdecimal() else None,
            "topic": rules.tidy(self.topic.data or "")[:120],
            "level": self.level.data if self.level.data in rules.LEVELS else "",
            "node": self.node.data or "",
            "group": int(self.group.data) if (self.group.data or "").isdecimal() else None,
        }

    def about(self, school_id: int) -> About:
        """Where the questions belong, once valid."""
        held = self.as_json()
        return About(
            school_id,
            held["subject"],
            held["grade"],
            " ".join(held["topic"].split()),
            held["level"],
            held["node"] or None,
            held["group"],
        )


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
        """Fill in a version; its place as the programme in force has it."""
        node = places.present([item.node_uid])[item.node_uid] if item.node_uid else None
        self.show_about(
            {
                "subject": item.subject_code,
                "grade": item.grade,
                "topic": item.topic,
                "level": item.level,
                "node": node,
            }
        )
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
