"""Forms that link a guardian to a pupil."""

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, Length, Optional, Regexp

from school.family.rules import RELATIONS

RELATION_LABELS = {
    "mother": lazy_gettext("mother"),
    "father": lazy_gettext("father"),
    "guardian": lazy_gettext("legal guardian"),
}
PHONE = r"^\+?[0-9][0-9 .]{7,15}$"
_choices = [SelectChoice(one, RELATION_LABELS[one]) for one in RELATIONS]


class NewGuardianForm(FlaskForm):
    """A guardian who has no account yet."""

    full_name = StringField(
        lazy_gettext("Full name"),
        validators=[
            DataRequired(lazy_gettext("Please give the name.")),
            Length(2, 120, lazy_gettext("A name has 2 to 120 letters.")),
        ],
    )
    relation = SelectField(lazy_gettext("Relation to the pupil"), choices=_choices)
    phone = StringField(
        lazy_gettext("Telephone (may be left out)"),
        validators=[
            Optional(),
            Regexp(PHONE, message=lazy_gettext("A telephone number has 8 to 16 digits.")),
        ],
    )


class KnownGuardianForm(FlaskForm):
    """A guardian who has an account: of another child, or of a teacher."""

    username = StringField(
        lazy_gettext("User name"),
        validators=[
            DataRequired(lazy_gettext("Please give the user name.")),
            Length(max=60, message=lazy_gettext("No account has this user name.")),
        ],
    )
    relation = SelectField(lazy_gettext("Relation to the pupil"), choices=_choices)
