"""Forms of the marking room."""

from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    SelectChoice,
    SelectField,
    StringField,
)
from wtforms.validators import Optional

from lms.courses.forms import instant, local
from lms.grades.rules import BadMark, parse_mark, shown_mark
from lms.marking.models import SECOND, THIRD, Plan
from lms.marking.planning import Wish
from lms.marking.rules import STEPS
from school.api import Person

NOBODY = "0"


class PlanForm(FlaskForm):
    """How an exam is marked by hand."""

    blind = BooleanField(lazy_gettext("Mark without names, in a mixed order"))
    two_markers = BooleanField(lazy_gettext("Two markers, neither sees the other's points first"))
    second = SelectField(lazy_gettext("Second marker"), default=NOBODY)
    most_apart = StringField(lazy_gettext("They may differ by at most (points)"))
    third = SelectField(lazy_gettext("Who decides when they differ by more"), default=NOBODY)
    step = SelectField(
        lazy_gettext("The mean is rounded to"),
        choices=[SelectChoice(f"{step}", shown_mark(step)) for step in STEPS],
    )
    requests_until = DateTimeLocalField(
        lazy_gettext("Pupils may ask for a re-mark until"),
        format="%Y-%m-%dT%H:%M",
        validators=[Optional()],
    )

    def prepare(self, people: list[Person]) -> None:
        """Offer the people who may be named."""
        nobody = SelectChoice(NOBODY, lazy_gettext("nobody"))
        offered = [nobody, *(SelectChoice(str(one.id), one.full_name) for one in people)]
        self.second.choices = self.third.choices = offered

    def show(self, plan: Plan, markers: dict[int, Person]) -> None:
        """Put the plan into the fields."""
        self.blind.data, self.two_markers.data = plan.blind, plan.two_markers
        self.most_apart.data, self.step.data = shown_mark(plan.most_apart), f"{plan.step}"
        if plan.requests_until is not None:
            self.requests_until.data = local(plan.requests_until)
        for place, field in ((SECOND, self.second), (THIRD, self.third)):
            field.data = str(markers[place].id) if place in markers else NOBODY

    def wish(self) -> Wish | None:
        """What was chosen; None, with an error at the field, for what is no number."""
        try:
            apart = parse_mark(self.most_apart.data or "0", 2)
        except BadMark:
            self.most_apart.errors = [lazy_gettext("Write a number from 0 to 10.")]
            return None
        return Wish(
            blind=self.blind.data,
            two_markers=self.two_markers.data,
            most_apart=apart or Decimal(0),
            step=Decimal(self.step.data),
            second=_person(self.second.data),
            third=_person(self.third.data),
            requests_until=instant(self.requests_until.data),
        )


def _person(value: Any) -> int | None:
    return int(value) if value and value != NOBODY else None
