"""Forms of people and bodies."""

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from repository.catalogue.agents.models import Agent
from repository.catalogue.agents.rules import BODY, PERSON

KINDS = ((PERSON, lazy_gettext("A person")), (BODY, lazy_gettext("A body")))


class AgentForm(FlaskForm):
    """Who it is."""

    name = StringField(lazy_gettext("Preferred name"), [DataRequired(), Length(max=200)])
    kind = RadioField(
        lazy_gettext("Person or body"), choices=[SelectChoice(code, words) for code, words in KINDS]
    )
    dates = StringField(lazy_gettext("Years of life"), [Length(max=40)])
    variants = TextAreaField(lazy_gettext("Other spellings and pen names"), [Length(max=4000)])
    note = TextAreaField(lazy_gettext("Note"), [Length(max=2000)])
    version = HiddenField()

    def show(self, agent: Agent) -> "AgentForm":
        """Fill the fields."""
        self.name.data, self.kind.data, self.dates.data = agent.name, agent.kind, agent.dates
        self.variants.data, self.note.data = "\n".join(agent.variants), agent.note
        self.version.data = str(agent.version)
        return self
