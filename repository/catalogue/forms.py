"""Forms of the catalogue."""

from datetime import date

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length
from wtforms.validators import Optional as MayBeEmpty
from wtforms.widgets import CheckboxInput, ListWidget

from repository.catalogue import queries, rules
from repository.catalogue.labels import AUDIENCES, KINDS, LANGUAGES, LICENCES, label
from repository.catalogue.models import Work
from repository.catalogue.service import Description
from school.api import subject_name
from suite import clock

GRADES = range(1, 13)
MOST_CREATORS = 20


class DescriptionForm(FlaskForm):
    """What a person says of a work."""

    title = StringField(lazy_gettext("Title"), [DataRequired(), Length(max=300)])
    creators = TextAreaField(lazy_gettext("Authors"), [Length(max=2000)])
    kind = SelectField(lazy_gettext("Kind"))
    subject = SelectField(lazy_gettext("Subject"))
    grades = SelectMultipleField(
        lazy_gettext("Grades"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    language = SelectField(lazy_gettext("Language"))
    description = TextAreaField(lazy_gettext("Description"), [Length(max=5000)])
    licence = SelectField(lazy_gettext("Licence"))
    audience = SelectField(lazy_gettext("Who may read it"))
    embargo = DateField(lazy_gettext("Not before"), [MayBeEmpty()])

    def offer(self) -> "DescriptionForm":
        """Fill the lists from the tables."""
        subjects = [
            SelectChoice(code, subject_name(row)) for code, row in queries.subjects().items()
        ]
        self.kind.choices = [SelectChoice(code, label(KINDS, code)) for code in queries.kinds()]
        self.subject.choices = [SelectChoice("", "–"), *subjects]
        self.grades.choices = [SelectChoice(grade, str(grade)) for grade in GRADES]
        self.language.choices = [SelectChoice(code, str(text)) for code, text in LANGUAGES.items()]
        self.licence.choices = [
            SelectChoice(code, label(LICENCES, code)) for code in queries.licences()
        ]
        self.audience.choices = [
            SelectChoice(code, label(AUDIENCES, code)) for code in rules.AUDIENCES
        ]
        return self

    def show(self, work: Work) -> "DescriptionForm":
        """Fill the fields from a work."""
        self.title.data = work.title
        self.creators.data = "\n".join(work.creators)
        self.kind.data, self.subject.data = work.kind, work.subject_code or ""
        self.grades.data, self.language.data = list(work.grades), work.language
        self.description.data = work.description
        self.licence.data, self.audience.data = work.licence, work.audience
        self.embargo.data = clock.local_date(work.embargo_until) if work.embargo_until else None
        return self

    def description_given(self) -> Description:
        """What was typed."""
        names = (line.strip() for line in (self.creators.data or "").splitlines())
        day: date | None = self.embargo.data
        return Description(
            title=self.title.data.strip(),
            creators=tuple(name[:200] for name in names if name)[:MOST_CREATORS],
            kind=self.kind.data,
            subject_code=self.subject.data or None,
            grades=tuple(self.grades.data or ()),
            language=self.language.data,
            description=(self.description.data or "").strip(),
            licence=self.licence.data,
            audience=self.audience.data,
            embargo_until=clock.start_of(day) if day else None,
        )


class ReasonForm(FlaskForm):
    """Why a work is given back or taken out."""

    reason = TextAreaField(lazy_gettext("Reason"), [DataRequired(), Length(max=2000)])
