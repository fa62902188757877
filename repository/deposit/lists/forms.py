"""The form by which a list is given: what is said of every material that says nothing else."""

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import SelectChoice, SelectField

from repository.catalogue import queries, rules
from repository.catalogue.labels import AUDIENCES, KINDS, LICENCES, label
from repository.catalogue.service import Description
from school.api import OrgUnit, subject_name


class ListForm(FlaskForm):
    """For which library, and what holds for what the list leaves open."""

    unit = SelectField(lazy_gettext("For the library of"), coerce=int)
    folder = SelectField(lazy_gettext("Folder on the server"), default="")
    kind = SelectField(lazy_gettext("Kind"), default="")
    subject = SelectField(lazy_gettext("Subject"), default="")
    licence = SelectField(lazy_gettext("Licence"), default="unknown")
    audience = SelectField(lazy_gettext("Who may read it"), default=rules.SCHOOL)

    def offer(self, units: list[OrgUnit], folders: list[tuple[str, str]]) -> "ListForm":
        """Fill the lists from the tables; `folders` are (value, words)."""
        subjects = [
            SelectChoice(code, subject_name(row)) for code, row in queries.subjects().items()
        ]
        by_file = str(lazy_gettext("As the file tells"))
        kinds = [SelectChoice(code, label(KINDS, code)) for code in queries.kinds()]
        self.unit.choices = [SelectChoice(unit.id, unit.name) for unit in units]
        self.folder.choices = [SelectChoice("", "–"), *(SelectChoice(*one) for one in folders)]
        self.kind.choices = [SelectChoice("", by_file), *kinds]
        self.subject.choices = [SelectChoice("", "–"), *subjects]
        self.licence.choices = [
            SelectChoice(code, label(LICENCES, code)) for code in queries.licences()
        ]
        self.audience.choices = [
            SelectChoice(code, label(AUDIENCES, code)) for code in rules.AUDIENCES
        ]
        return self

    def usual(self) -> Description:
        """What was chosen."""
        return Description(
            title="",
            kind=self.kind.data,
            subject_code=self.subject.data or None,
            licence=self.licence.data,
            audience=self.audience.data,
        )
