"""Forms of the sign-in pages."""

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length


class SignInForm(FlaskForm):
    username = StringField(lazy_gettext("User name"), [InputRequired(), Length(max=60)])
    password = PasswordField(lazy_gettext("Password"), [InputRequired(), Length(max=200)])


class PasswordForm(FlaskForm):
    current = PasswordField(lazy_gettext("Present password"), [InputRequired(), Length(max=200)])
    new = PasswordField(lazy_gettext("New password"), [InputRequired(), Length(max=200)])
    again = PasswordField(lazy_gettext("New password once more"), [InputRequired()])


class CodeForm(FlaskForm):
    code = StringField(lazy_gettext("Code"), [InputRequired(), Length(max=40)])
