"""The design system as a page: what every page is made of, in light and dark, small and large.

For those who build pages: shown in a demonstration and in tests, and to administrators.
"""

from decimal import Decimal
from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    FileField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, NumberRange

from school.access import who
from school.people.models import ADMINISTRATOR
from suite import web
from suite.settings import current_settings
from suite.web import Page

blueprint = Blueprint("design", __name__, url_prefix="/design")

COLOURS = (
    *("paper", "surface", "sunk", "line", "edge", "ink", "muted", "accent", "accent-deep"),
    *("accent-tint", "chalk", "focus", "success", "info", "warning", "danger"),
)
WEEKS = ((1, 41, 60), (2, 44, 60), (3, 38, 60), (4, 0, 0), (5, 52, 60), (6, 57, 60))


class SampleForm(FlaskForm):
    """One field of each kind."""

    class Meta:
        csrf = False

    name = StringField(lazy_gettext("Full name"), [DataRequired(lazy_gettext("Write a name."))])
    day = DateField(lazy_gettext("Date of birth"))
    number = IntegerField(lazy_gettext("Grade"), [NumberRange(1, 12)])
    kind = SelectField(
        lazy_gettext("Role"), choices=[SelectChoice("", "–"), SelectChoice("a", "A")]
    )
    answer = RadioField(
        lazy_gettext("Answer"), choices=[SelectChoice("a", "A"), SelectChoice("b", "B")]
    )
    agree = BooleanField(lazy_gettext("Large print"))
    text = TextAreaField(lazy_gettext("Text"))
    file = FileField(lazy_gettext("File"))


def _points() -> list[dict[str, Any]]:
    return [
        {
            "label": f"T{n}",
            "num": num,
            "den": den,
            "percent": Decimal(num * 100) / den if den else None,
        }
        for n, num, den in WEEKS
    ]


@blueprint.get("")
def index() -> ResponseReturnValue:
    """Colours, type, tables, forms, empty states, errors, progress, charts, badges, buttons."""
    settings = current_settings()
    if not (settings.demo or settings.testing or who().has(ADMINISTRATOR)):
        web.not_found()
    plain, wrong = SampleForm(formdata=None, prefix="plain-"), SampleForm(formdata=None)
    wrong.validate()
    return render_template(
        "school/design.html",
        colours=COLOURS,
        form=plain,
        wrong=wrong,
        points=_points(),
        page=Page([], 3, 9, 431),
        percent=Decimal("68.3"),
    )
