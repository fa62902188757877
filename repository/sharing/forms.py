"""Forms of lists and of what stands in them."""

from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from repository.sharing import rules
from repository.sharing.labels import VISIBILITIES
from repository.sharing.models import Collection, CollectionItem
from repository.sharing.service import Part, Said
from school.api import SchoolClass
from suite import captions
from suite.moments import seconds_of

MOST_PAGES = 100_000


class CollectionForm(FlaskForm):
    """Title, a few words, to whom it is shown, who keeps it."""

    title = StringField(
        lazy_gettext("Title"),
        [DataRequired(lazy_gettext("Please give a title.")), Length(max=200)],
    )
    description = TextAreaField(lazy_gettext("What it is for"), [Length(max=4_000)])
    visibility = RadioField(lazy_gettext("Who sees this list"))
    class_id = SelectField(lazy_gettext("Class"), coerce=int, validate_choice=False)
    of_unit = BooleanField(lazy_gettext("Kept by all librarians of the unit"))

    def offer(
        self, visibilities: list[str], classes: list[SchoolClass], reviews: bool
    ) -> "CollectionForm":
        """Give what the present person may choose."""
        self.visibility.choices = [SelectChoice(code, VISIBILITIES[code]) for code in visibilities]
        self.class_id.choices = [SelectChoice(one.id, one.name) for one in classes]
        if not classes:
            del self.class_id
        if not reviews:
            del self.of_unit
        return self

    def validate(self, extra_validators: Any = None) -> bool:
        """A list for a class names one of those that are offered."""
        good = super().validate(extra_validators)
        if good and self.visibility.data == rules.CLASS:
            offered = self["class_id"].choices if "class_id" in self else []
            if self["class_id"].data not in {choice.value for choice in offered}:
                self["class_id"].errors = [gettext("Choose one of the classes.")]
                return False
        return good

    def show(self, held: Collection) -> "CollectionForm":
        """Fill the fields from a list."""
        self.title.data, self.description.data = held.title, held.description
        self.visibility.data = held.visibility
        if "class_id" in self and held.class_id:
            self["class_id"].data = held.class_id
        if "of_unit" in self:
            self["of_unit"].data = held.of_unit
        return self

    def said(self, before: Collection | None = None) -> Said:
        """What was said, of a form that was found good."""
        shown = self.visibility.data
        of_class = shown == rules.CLASS
        unit = self["of_unit"].data if "of_unit" in self else bool(before and before.of_unit)
        return Said(
            title=(self.title.data or "").strip(),
            description=(self.description.data or "").strip().replace("\r\n", "\n"),
            visibility=shown,
            class_id=self["class_id"].data if of_class and "class_id" in self else None,
            of_unit=unit,
        )


class PartForm(FlaskForm):
    """Which pages, or which moments of a recording, and a word to them."""

    from_page = IntegerField(lazy_gettext("From page"), [Optional(), NumberRange(1, MOST_PAGES)])
    to_page = IntegerField(lazy_gettext("To page"), [Optional(), NumberRange(1, MOST_PAGES)])
    begins = StringField(lazy_gettext("From moment"), [Length(max=10)])
    ends = StringField(lazy_gettext("To moment"), [Length(max=10)])
    note = TextAreaField(lazy_gettext("A word to the readers"), [Length(max=2_000)])

    def of(self, *, plays: bool) -> "PartForm":
        """A recording has moments, anything else pages."""
        if plays:
            del self.from_page
            del self.to_page
        else:
            del self.begins
            del self.ends
        return self

    def show(self, item: CollectionItem) -> "PartForm":
        """Fill the fields from an item."""
        self.note.data = item.note
        if "from_page" in self:
            self.from_page.data, self.to_page.data = item.from_page, item.to_page
        else:
            self.begins.data = _stamp(item.from_second)
            self.ends.data = _stamp(item.to_second)
        return self

    def validate(self, extra_validators: Any = None) -> bool:
        """Moments can be read, and ends lie behind begins."""
        good = super().validate(extra_validators)
        if "from_page" in self:
            first, last, end = self.from_page.data, self.to_page.data, self.to_page
            crossed = gettext("The last page comes before the first.")
        else:
            for field in (self.begins, self.ends):
                if (field.data or "").strip() and seconds_of(field.data or "") is None:
                    field.errors = [gettext("Write minutes and seconds, like 02:15.")]
                    good = False
            first, last = seconds_of(self.begins.data or ""), seconds_of(self.ends.data or "")
            end, crossed = self.ends, gettext("The end comes before the begin.")
        if good and first is not None and last is not None and last < first:
            end.errors = [crossed]
            good = False
        return good

    def part(self) -> Part:
        """What was said, of a form that was found good."""
        note = (self.note.data or "").strip().replace("\r\n", "\n")
        if "from_page" in self:
            return Part(self.from_page.data, self.to_page.data, note=note)
        first, last = seconds_of(self.begins.data or ""), seconds_of(self.ends.data or "")
        return Part(from_second=first, to_second=last, note=note)


def _stamp(seconds: int | None) -> str:
    return "" if seconds is None else captions.stamp(seconds)
