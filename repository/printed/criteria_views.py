"""Self-assessment by the circular on school libraries, with the figures behind it."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from repository.printed import figures, visits
from repository.printed.desk_of import unit_to
from repository.printed.texts import LEVELS, ROLES, STOCKS
from suite import clock

blueprint = Blueprint("criteria", __name__, url_prefix="/library/print")


@blueprint.get("/<int:unit_id>/criteria")
def show(unit_id: int) -> ResponseReturnValue:
    """Met, not met, or not to be known here, for each criterion."""
    unit = unit_to("print.read", unit_id)
    found = figures.figures(unit)
    return render_template(
        "repository/printed/criteria.html", unit=unit, figures=found,
        judged=figures.judged(unit, found), stocks=STOCKS, roles=ROLES, levels=LEVELS,
        today=clock.today(), months=found.months,
        years=visits.years(unit.id),
    )  # fmt: skip
