"""The editor of a reading."""

from typing import Any

from flask_babel import lazy_gettext
from wtforms import DateTimeLocalField, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import Length, NumberRange, Optional

from lms.api import ActivityForm

MOST_PAGES = 100_000


class ReadingForm(ActivityForm):
    """Title, resource, pages, a word to the class, due, who sees it."""

    search = StringField(lazy_gettext("Look in the library"), validators=[Length(max=200)])
    ref = HiddenField(validators=[Length(max=200)])
    from_page = IntegerField(
        lazy_gettext("From page"), validators=[Optional(), NumberRange(1, MOST_PAGES)]
    )
    to_page = IntegerField(
        lazy_gettext("To page"), validators=[Optional(), NumberRange(1, MOST_PAGES)]
    )
    text = TextAreaField(
        lazy_gettext("A word to the class"), validators=[Optional(), Length(max=10_000)]
    )
    due_at = DateTimeLocalField(
        lazy_gettext("Read until"), format="%Y-%m-%dT%H:%M", validators=[Optional()]
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """A resource is chosen, and the pages are in order."""
        good = super().validate(extra_validators)
        if not self.ref.data:
            self.search.errors = [lazy_gettext("Please look for a resource and choose it.")]
            good = False
        first, last = self.from_page.data, self.to_page.data
        if first and last and last < first:
            self.to_page.errors = [lazy_gettext("The last page comes before the first.")]
            good = False
        return good

    def settings(self) -> dict[str, Any]:
        """What the activity keeps."""
        return {
            "ref": self.ref.data,
            "from_page": self.from_page.data,
            "to_page": self.to_page.data,
            "text": self.text.data or "",
        }

    def show_settings(self, settings: dict[str, Any]) -> None:
        """Put what the activity keeps into the fields."""
        self.ref.data = settings.get("ref", "")
        self.from_page.data = settings.get("from_page")
        self.to_page.data = settings.get("to_page")
        self.text.data = settings.get("text", "")
