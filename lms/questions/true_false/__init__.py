"""True/false cluster.

Statements that are each true or false; a table says what a number of right ones earns.
"""

from pathlib import Path

from flask import Blueprint

from lms.hooks import QUESTION
from lms.questions.true_false.kind import TrueFalse
from suite.hooks import Plugin

_pages = Blueprint("true_false", __name__, template_folder=str(Path(__file__).parent / "templates"))

plugin = Plugin(
    name="true_false",
    module=__name__,
    kinds={QUESTION: (TrueFalse(),)},
    blueprints=(_pages,),
)
