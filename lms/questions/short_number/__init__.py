"""Short answer, numeric.

A number, with comma or point, compared as an exact decimal.
"""

from pathlib import Path

from flask import Blueprint

from lms.hooks import QUESTION
from lms.questions.short_number.kind import ShortNumber
from suite.hooks import Plugin

_pages = Blueprint(
    "short_number", __name__, template_folder=str(Path(__file__).parent / "templates")
)

plugin = Plugin(
    name="short_number",
    module=__name__,
    kinds={QUESTION: (ShortNumber(),)},
    blueprints=(_pages,),
)
