"""Forms of courses, and the fields that every activity's editor has."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from sqlalchemy import select
from wtforms import (
    DateTimeLocalField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
)
from wtforms.validators import DataRequired, Length, Optional

from lms.courses.models import Activity, Course, Section
from suite import clock
from suite.db import db

DRAFT, NOW, LATER = "draft", "now", "later"


class TitleForm(FlaskForm):
    """One title."""

    title = StringField(
        lazy_gettext("Title"),
        validators=[DataRequired(lazy_gettext("Please give a title.")), Length(max=200)],
    )
    version = HiddenField()


class ActivityForm(FlaskForm):
    """Title, section and who sees it when; editors of activities derive from it.

    `version` is what the editor started from; `values()` and `settings()` give the changes for
    `new_activity` and `update_activity`.
    """

    title = StringField(
        lazy_gettext("Title"),
        validators=[DataRequired(lazy_gettext("Please give a title.")), Length(max=200)],
    )
    section_id = SelectField(lazy_gettext("Section of the course"), coerce=int)
    visible = RadioField(
        lazy_gettext("Who sees it"),
        choices=[
            SelectChoice(DRAFT, lazy_gettext("Draft: only you")),
            SelectChoice(NOW, lazy_gettext("The class, from now on")),
            SelectChoice(LATER, lazy_gettext("The class, from the time below")),
        ],
        default=DRAFT,
    )
    visible_from = DateTimeLocalField(
        lazy_gettext("Visible from"), format="%Y-%m-%dT%H:%M", validators=[Optional()]
    )
    version = HiddenField()

    def prepare(self, course: Course, section_id: int | None = None) -> None:
        """Offer the sections of the course, one of them chosen."""
        rows = db.session.execute(
            select(Section.id, Section.title)
            .where(Section.course_id == course.id)
            .order_by(Section.position, Section.id)
        )
        self.section_id.choices = [SelectChoice(row.id, row.title) for row in rows]
        if section_id is not None and not self.is_submitted():
            self.section_id.data = section_id

    def show(self, activity: Activity) -> None:
        """Put an activity's values into the fields."""
        self.title.data = activity.title
        self.version.data = str(activity.version)
        self.section_id.data = activity.section_id
        start = activity.visible_from
        if start is None:
            self.visible.data = DRAFT
        elif start <= clock.now():
            self.visible.data = NOW
        else:
            self.visible.data, self.visible_from.data = LATER, local(start)
        if "due_at" in self and activity.due_at is not None:
            self["due_at"].data = local(activity.due_at)

    def validate(self, extra_validators: Any = None) -> bool:
        """A time is needed for "later"."""
        good = super().validate(extra_validators)
        if self.visible.data == LATER and self.visible_from.data is None:
            self.visible_from.errors = [lazy_gettext("Please give the day and the time.")]
            return False
        return bool(good)

    def values(self, activity: Activity | None = None) -> dict[str, Any]:
        """Title, section_id, visible_from and, where the form has it, due_at."""
        found: dict[str, Any] = {
            "title": self.title.data,
            "section_id": self.section_id.data,
            "visible_from": self._start(activity),
        }
        if "due_at" in self:
            found["due_at"] = instant(self["due_at"].data)
        return found

    def settings(self) -> dict[str, Any]:
        """What the activity keeps beside these; editors with fields of their own say it."""
        return {}

    def _start(self, activity: Activity | None) -> datetime | None:
        if self.visible.data == DRAFT:
            return None
        if self.visible.data == LATER:
            return instant(self.visible_from.data)
        before = activity.visible_from if activity else None
        return before if before is not None and before <= clock.now() else clock.now()

    def seen_version(self) -> int | None:
        """The version that the editor started from."""
        text = self.version.data or ""
        return int(text) if text.isascii() and text.isdigit() else None


def local(value: datetime) -> datetime:
    """An instant as a local wall time without zone, for a datetime-local field."""
    return value.astimezone(clock.VN).replace(tzinfo=None)


def instant(value: datetime | None) -> datetime | None:
    """A wall time of Viet Nam from a datetime-local field, as an instant."""
    return None if value is None else clock.from_local(value.isoformat())
