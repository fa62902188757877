"""Forms of the programme's pages."""

from decimal import Decimal

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, DecimalField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange
from wtforms.validators import Optional as MayBeEmpty

from school.api import CurriculumNode


class VersionForm(FlaskForm):
    """What a new version is called, from when it is in force and why it is made."""

    name = StringField(lazy_gettext("Name of the version"), [DataRequired(), Length(max=20)])
    valid_from = DateField(lazy_gettext("In force from"), [DataRequired()])
    reason = TextAreaField(lazy_gettext("Reason"), [DataRequired(), Length(max=1000)])


class PeriodsField(DecimalField):
    """A number with a comma or a point."""

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata([text.replace(",", ".") for text in valuelist])


class NodeForm(FlaskForm):
    """A node to be corrected."""

    title = StringField(lazy_gettext("Name"), [DataRequired(), Length(max=400)])
    periods = PeriodsField(lazy_gettext("Periods"), [MayBeEmpty(), NumberRange(0, 1000)], places=2)
    countable = BooleanField(lazy_gettext("Counts for the coverage"))
    source = StringField(lazy_gettext("Source of the node"), [Length(max=400)])
    reason = TextAreaField(lazy_gettext("Reason"), [DataRequired(), Length(max=1000)])

    def show(self, node: CurriculumNode) -> "NodeForm":
        """Show the node as it is."""
        self.title.data, self.periods.data = node.name, node.periods
        self.countable.data, self.source.data = node.countable, node.source or ""
        return self

    def given(self) -> dict[str, object]:
        """What was typed."""
        periods: Decimal | None = self.periods.data
        return {
            "title": (self.title.data or "").strip(),
            "periods": periods.quantize(Decimal("0.01")) if periods is not None else None,
            "countable": bool(self.countable.data),
            "source": (self.source.data or "").strip() or None,
        }
