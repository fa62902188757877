"""The editor of a reading."""

from typing import Any

from flask_babel import lazy_gettext
from wtforms import DateTimeLocalField, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import Length, NumberRange, Optional

from lms.api import ActivityForm
from suite import captions
from suite.moments import seconds_of

MOST_PAGES = 100_000


class ReadingForm(ActivityForm):
    """Title, resource, pages or moments, a word to the class, due, who sees it."""

    search = StringField(lazy_gettext("Look in the library"), validators=[Length(max=200)])
    ref = HiddenField(validators=[Length(max=200)])
    from_page = IntegerField(
        lazy_gettext("From page"), validators=[Optional(), NumberRange(1, MOST_PAGES)]
    )
    to_page = IntegerField(
        lazy_gettext("To page"), validators=[Optional(), NumberRange(1, MOST_PAGES)]
    )
    begins = StringField(lazy_gettext("From moment"), validators=[Length(max=10)])
    ends = StringField(lazy_gettext("To moment"), validators=[Length(max=10)])
    text = TextAreaField(
        lazy_gettext("A word to the class"), validators=[Optional(), Length(max=10_000)]
    )
    due_at = DateTimeLocalField(
        lazy_gettext("Read until"), format="%Y-%m-%dT%H:%M", validators=[Optional()]
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """A resource is chosen, and pages and moments are in order."""
        good = super().validate(extra_validators)
        if not self.ref.data:
            self.search.errors = [lazy_gettext("Please look for a resource and choose it.")]
            good = False
        first, last = self.from_page.data, self.to_page.data
        if first and last and last < first:
            self.to_page.errors = [lazy_gettext("The last page comes before the first.")]
            good = False
        return self._moments_fit() and good

    def _moments_fit(self) -> bool:
        good = True
        for field in (self.begins, self.ends):
            if (field.data or "").strip() and seconds_of(field.data or "") is None:
                field.errors = [lazy_gettext("Write minutes and seconds, like 02:15.")]
                good = False
        begin, end = seconds_of(self.begins.data or ""), seconds_of(self.ends.data or "")
        if begin is not None and end is not None and end < begin:
            self.ends.errors = [lazy_gettext("The end comes before the begin.")]
            good = False
        return good

    def settings(self) -> dict[str, Any]:
        """What the activity keeps; moments in seconds, where some are given."""
        moments = {
            "from_second": seconds_of(self.begins.data or ""),
            "to_second": seconds_of(self.ends.data or ""),
        }
        return {
            "ref": self.ref.data,
            "from_page": self.from_page.data,
            "to_page": self.to_page.data,
            "text": self.text.data or "",
            **{name: second for name, second in moments.items() if second is not None},
        }

    def show_settings(self, settings: dict[str, Any]) -> None:
        """Put what the activity keeps into the fields."""
        self.ref.data = settings.get("ref", "")
        self.from_page.data = settings.get("from_page")
        self.to_page.data = settings.get("to_page")
        self.text.data = settings.get("text", "")
        for field, name in ((self.begins, "from_second"), (self.ends, "to_second")):
            second = settings.get(name)
            field.data = "" if second is None else captions.stamp(second)
