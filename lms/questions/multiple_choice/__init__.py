"""Multiple choice.

Several right options among several, with a rule for what a part of them earns.
"""

from pathlib import Path

from flask import Blueprint

from lms.hooks import QUESTION
from lms.questions.multiple_choice.kind import MultipleChoice
from suite.hooks import Plugin

_pages = Blueprint(
    "multiple_choice", __name__, template_folder=str(Path(__file__).parent / "templates")
)

plugin = Plugin(
    name="multiple_choice",
    module=__name__,
    kinds={QUESTION: (MultipleChoice(),)},
    blueprints=(_pages,),
)
