"""The form of a work that is a link."""

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import Field, SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, Length, ValidationError

from repository.catalogue import queries, rules
from repository.catalogue.labels import AUDIENCES, KINDS, LICENCES, label
from repository.catalogue.service import Description
from repository.links.rules import BadUrl, Url, normal
from repository.links.texts import BAD
from school.api import OrgUnit, subject_name
from suite.settings import current_settings

LICENCE = "link"


def read(text: str) -> Url:
    """An address as this installation takes it. Raises BadUrl."""
    return normal(text, private=current_settings().links_private)


class LinkForm(FlaskForm):
    """Where something is published, and what it is."""

    unit = SelectField(lazy_gettext("For the library of"), coerce=int)
    url = StringField(lazy_gettext("Address"), [DataRequired(), Length(max=2000)])
    title = StringField(lazy_gettext("Title"), [DataRequired(), Length(max=300)])
    kind = SelectField(lazy_gettext("Kind"), default="text")
    subject = SelectField(lazy_gettext("Subject"), default="")
    licence = SelectField(lazy_gettext("Licence"), default=LICENCE)
    audience = SelectField(lazy_gettext("Who may read it"), default=rules.SCHOOL)

    def validate_url(self, field: Field) -> None:
        """What is no address of the web is said at once."""
        try:
            read(field.data or "")
        except BadUrl as bad:
            raise ValidationError(str(BAD[bad.code])) from None

    def offer(self, units: list[OrgUnit]) -> "LinkForm":
        """Fill the lists from the tables."""
        subjects = [
            SelectChoice(code, subject_name(row)) for code, row in queries.subjects().items()
        ]
        self.unit.choices = [SelectChoice(unit.id, unit.name) for unit in units]
        self.kind.choices = [SelectChoice(code, label(KINDS, code)) for code in queries.kinds()]
        self.subject.choices = [SelectChoice("", "–"), *subjects]
        self.licence.choices = [
            SelectChoice(code, label(LICENCES, code)) for code in queries.licences()
        ]
        self.audience.choices = [
            SelectChoice(code, label(AUDIENCES, code)) for code in rules.AUDIENCES
        ]
        return self

    def said(self) -> Description:
        """What was typed of the work."""
        return Description(
            title=(self.title.data or "").strip(),
            kind=self.kind.data,
            subject_code=self.subject.data or None,
            licence=self.licence.data,
            audience=self.audience.data,
        )
