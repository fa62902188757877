"""Forms of the map."""

from collections.abc import Sequence
from datetime import timedelta

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateField, SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, Length

from repository.map.asking import Wish
from repository.map.rules import ANY, EXPLAIN, PRACTICE
from school.api import Person
from suite import clock

IN_TIME = timedelta(days=14)
WANTED = {
    ANY: lazy_gettext("Any material"),
    EXPLAIN: lazy_gettext("Something that explains it"),
    PRACTICE: lazy_gettext("Something to practise it"),
}


def _number(text: object) -> int | str:
    """The number of a person; "" while nobody was chosen."""
    return int(str(text)) if text not in (None, "") else ""


class AskForm(FlaskForm):
    """Of whom a material is asked, and by when."""

    person = SelectField(lazy_gettext("Who is asked"), [DataRequired()], coerce=_number)
    wanted = SelectField(lazy_gettext("What is wanted"))
    due = DateField(lazy_gettext("Due on"), [DataRequired()])
    note = StringField(lazy_gettext("A word for them"), [Length(max=500)])

    def offer(self, near: Sequence[Person], others: Sequence[Person], wanted: str) -> "AskForm":
        """Fill the lists, those who teach the subject first; propose what the node lacks and two
        weeks."""
        groups = {lazy_gettext("Teach this subject"): near, lazy_gettext("Others"): others}
        self.person.choices = {
            "": [SelectChoice("", lazy_gettext("– choose –"))],
            **{
                str(name): [SelectChoice(one.id, one.full_name) for one in people]
                for name, people in groups.items()
                if people
            },
        }
        self.wanted.choices = [SelectChoice(code, str(text)) for code, text in WANTED.items()]
        if not self.is_submitted():
            self.wanted.data, self.due.data = wanted, clock.today() + IN_TIME
        return self

    def wish(self) -> Wish:
        """What was typed in a form that is valid. Raises ValueError for one without a date."""
        if self.due.data is None:
            raise ValueError("no date")
        note = (self.note.data or "").strip()
        return Wish(self.person.data, self.due.data, self.wanted.data, note)
