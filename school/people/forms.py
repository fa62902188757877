"""Forms about people: a role, one new person, facts, contacts, identifiers."""

from datetime import date

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    SelectChoice,
    SelectField,
    StringField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from school.people.editing import Unfit
from school.people.models import STUDENT
from school.people.roles import ROLE_LABELS
from school.people.rules import GrantError
from suite import clock

OLDEST = 120  # years
CONTACT_LABELS = {"phone": lazy_gettext("Telephone"), "email": lazy_gettext("E-mail")}


def name_field() -> StringField:
    """A full name."""
    return StringField(
        lazy_gettext("Full name"),
        validators=[
            DataRequired(lazy_gettext("Please give the name.")),
            Length(2, 120, lazy_gettext("A name has 2 to 120 letters.")),
        ],
    )


def birth_field() -> DateField:
    """A birth date that may be left out."""
    return DateField(lazy_gettext("Birth date"), validators=[Optional(), _born])


def gender_field() -> SelectField:
    """A gender that may be left out."""
    return SelectField(
        lazy_gettext("Gender"),
        choices=[
            SelectChoice("", lazy_gettext("not told")),
            SelectChoice("female", lazy_gettext("Female")),
            SelectChoice("male", lazy_gettext("Male")),
        ],
    )


def _born(_form: FlaskForm, field: DateField) -> None:
    day: date = field.data
    if not clock.today().year - OLDEST <= day.year or day > clock.today():
        raise ValidationError(gettext("This day cannot be a birth date."))


class GrantForm(FlaskForm):
    """A role at a unit from a day until its last day."""

    role = SelectField(lazy_gettext("Role"))
    unit_id = SelectField(lazy_gettext("Unit"), coerce=int)
    since = DateField(
        lazy_gettext("From"), validators=[InputRequired(lazy_gettext("Please give the day."))]
    )
    last_day = DateField(lazy_gettext("Last day (may be left out)"), validators=[Optional()])


class PersonForm(FlaskForm):
    """One new person of a unit."""

    full_name = name_field()
    birth_date = birth_field()
    gender = gender_field()
    role = SelectField(lazy_gettext("Role"))
    class_id = SelectField(lazy_gettext("Class of a pupil"), coerce=int)
    last_day = DateField(lazy_gettext("Last day (may be left out)"), validators=[Optional()])
    again = BooleanField(lazy_gettext("It is another person: add it all the same"))

    def validate_class_id(self, field: SelectField) -> None:
        """A pupil needs a class, and nobody else has one."""
        if self.role.data == STUDENT and not field.data:
            raise ValidationError(gettext("Please choose the class of the pupil."))
        if self.role.data != STUDENT and field.data:
            raise ValidationError(gettext("Only a pupil stands in a class."))


def role_choices(roles: list[str]) -> list[SelectChoice]:
    """Roles to choose from."""
    return [SelectChoice(role, ROLE_LABELS[role]) for role in roles]


def show_fault(form: GrantForm | PersonForm, error: GrantError) -> None:
    """Put what is wrong with a role beside the field that must be changed."""
    field, text = {
        "role": ("role", gettext("This role is not given by hand.")),
        "unit": ("role", gettext("This role is not held at a unit of that kind.")),
        "until": ("last_day", gettext("This role needs its last day.")),
        "dates": ("last_day", gettext("The last day lies before the first.")),
        "above": ("role", gettext("You give no roles at this unit.")),
        "wider": ("role", gettext("This role is wider than your own.")),
        "self": ("role", gettext("Nobody changes the own roles.")),
        "held": ("role", gettext("This person holds this role there in these days already.")),
    }[error.code]
    form[field].errors = [text]


class FactsForm(FlaskForm):
    """The plain facts of a person; `version` is what the form was opened with."""

    full_name = name_field()
    birth_date = birth_field()
    gender = gender_field()
    version = HiddenField()


class ContactForm(FlaskForm):
    """One more telephone number or e-mail address."""

    kind = SelectField(
        lazy_gettext("Kind"),
        choices=[SelectChoice(kind, label) for kind, label in CONTACT_LABELS.items()],
    )
    value = StringField(
        lazy_gettext("Number or address"),
        validators=[DataRequired(lazy_gettext("Please fill this in.")), Length(max=120)],
    )


class IdentifierForm(FlaskForm):
    """One more identifier."""

    scheme = SelectField(lazy_gettext("Identifier"))
    value = StringField(
        lazy_gettext("Number"),
        validators=[DataRequired(lazy_gettext("Please fill this in.")), Length(max=60)],
    )


def tell_unfit(field: StringField, error: Unfit) -> None:
    """Put what is wrong with an identifier or contact beside its field."""
    holder = error.holder
    taken = gettext("Somebody whom you may not see has this number.")
    if holder:
        place = holder.school.name if holder.school else "–"
        taken = gettext(
            "%(name)s (%(school)s) has this number.", name=holder.full_name, school=place
        )
    field.errors = [
        {
            "shape": gettext("This cannot be such a number or address."),
            "same": gettext("It stands there already."),
            "taken": taken,
        }[error.code]
    ]
