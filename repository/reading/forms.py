"""Forms of the reader."""

from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectChoice, SelectMultipleField, TextAreaField
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput, ListWidget

from repository.reading.models import Note
from repository.reading.notes import Said
from school.api import SchoolClass

MOST_QUOTED, MOST_SAID = 1_000, 4_000


class NoteForm(FlaskForm):
    """Words of the page, what somebody says to them, and the classes that may see it."""

    quote = TextAreaField(lazy_gettext("Words from the page"), [Length(max=MOST_QUOTED)])
    text = TextAreaField(lazy_gettext("My note"), [Length(max=MOST_SAID)])
    near = HiddenField()
    classes = SelectMultipleField(
        lazy_gettext("Pupils who see this note"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def offer(self, classes: list[SchoolClass]) -> "NoteForm":
        """Give the classes with which the present person may share."""
        self.classes.choices = [SelectChoice(one.id, one.name) for one in classes]
        return self

    def show(self, note: Note) -> "NoteForm":
        """Fill the fields from a note."""
        self.quote.data, self.text.data = note.quote, note.text
        self.classes.data = [row.class_id for row in note.classes]
        return self

    def validate(self, extra_validators: Any = None) -> bool:
        """Something must be said: words of the page, or a note."""
        good = super().validate(extra_validators)
        if good and not (self.quote.data or "").strip() and not (self.text.data or "").strip():
            self.text.errors = [gettext("Write a note, or quote words from the page.")]
            return False
        return good

    def said(self) -> Said:
        """What was said, of a form that was found good."""
        near = (self.near.data or "").strip()
        return Said(
            quote=" ".join((self.quote.data or "").split()),
            text=(self.text.data or "").strip().replace("\r\n", "\n"),
            near=int(near) if near.isdecimal() and len(near) < 9 else 0,
            class_ids=tuple(self.classes.data or ()),
        )
