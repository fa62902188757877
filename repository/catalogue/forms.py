"""Forms of the catalogue."""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    HiddenField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, Length
from wtforms.validators import Optional as MayBeEmpty

from repository.catalogue import queries, rules
from repository.catalogue.fields import FullFields, boxes, listed
from repository.catalogue.labels import AUDIENCES, KINDS, LANGUAGES, LICENCES, label
from repository.catalogue.models import Work
from repository.catalogue.service import Description
from repository.catalogue.tags import queries as tags
from repository.catalogue.tags.models import Tag
from school.api import SchoolClass, subject_name
from suite import clock

GRADES = range(1, 13)


class DescriptionForm(FullFields):
    """What a person says of a work; `groups` are the folded parts with their fields."""

    title = StringField(lazy_gettext("Title"), [DataRequired(), Length(max=300)])
    creators = TextAreaField(lazy_gettext("Authors"), [Length(max=2000)])
    kind = SelectField(lazy_gettext("Kind"))
    subject = SelectField(lazy_gettext("Subject"))
    grades = boxes(lazy_gettext("Grades"))
    language = SelectField(lazy_gettext("Language"))
    description = TextAreaField(lazy_gettext("Description"), [Length(max=5000)])
    licence = SelectField(lazy_gettext("Licence"))
    audience = SelectField(lazy_gettext("Who may read it"))
    embargo = DateField(lazy_gettext("Not before"), [MayBeEmpty()])
    version = HiddenField()

    def validate_classes(self, field: SelectMultipleField) -> None:
        """At least one, where only classes may read it."""
        if self.audience.data == rules.CLASS and not field.data:
            raise ValidationError(gettext("Choose at least one class that may read it."))

    def offer(
        self, classes: Sequence[SchoolClass] = (), held: Sequence[Tag] = ()
    ) -> "DescriptionForm":
        """Fill the lists from the tables; `classes` are those of the owner, `held` the tags that
        the work has already: they stay though they may be in force no more."""
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
            SelectChoice(code, label(AUDIENCES, code))
            for code in rules.AUDIENCES
            if code != rules.CLASS or classes
        ]
        self.classes.choices = [SelectChoice(row.id, row.name) for row in classes]
        offered = {
            tag.id: f"{tags.name_of(scheme)}: {tags.name_of(tag)}"
            for scheme, rows in tags.by_scheme().items()
            for tag in rows
        }
        offered |= {tag.id: tags.name_of(tag) for tag in held if tag.id not in offered}
        self.tags.choices = [SelectChoice(tag_id, words) for tag_id, words in offered.items()]
        return self

    def show(self, work: Work) -> "DescriptionForm":
        """Fill the fields from a work."""
        self.title.data = work.title
        named = [row.agent.label for row in work.people if row.role == "author"]
        self.creators.data = "\n".join(named or work.creators)
        self.kind.data, self.subject.data = work.kind, work.subject_code or ""
        self.grades.data, self.language.data = list(work.grades), work.language
        self.description.data = work.description
        self.licence.data, self.audience.data = work.licence, work.audience
        self.embargo.data = clock.local_date(work.embargo_until) if work.embargo_until else None
        self.version.data = str(work.version)
        self.show_rest(work)
        return self

    def description_given(self, edition_of_id: int | None = None) -> Description:
        """What was typed; to which work it is tied as another edition is looked up before."""
        day: date | None = self.embargo.data
        return Description(
            title=self.title.data.strip(),
            creators=listed(self.creators.data),
            kind=self.kind.data,
            subject_code=self.subject.data or None,
            grades=tuple(self.grades.data or ()),
            language=self.language.data,
            description=(self.description.data or "").strip(),
            licence=self.licence.data,
            audience=self.audience.data,
            embargo_until=clock.start_of(day) if day else None,
            edition_of_id=edition_of_id,
            **self.rest_given(),
        )


class ReasonForm(FlaskForm):
    """Why a work is given back or taken out."""

    reason = TextAreaField(lazy_gettext("Reason"), [DataRequired(), Length(max=2000)])
