"""Single choice.

A stem and two to eight options, exactly one of which is right.
"""

from pathlib import Path

from flask import Blueprint

from lms.hooks import QUESTION
from lms.questions.single_choice.kind import SingleChoice
from suite.hooks import Plugin

_pages = Blueprint(
    "single_choice", __name__, template_folder=str(Path(__file__).parent / "templates")
)

plugin = Plugin(
    name="single_choice",
    module=__name__,
    kinds={QUESTION: (SingleChoice(),)},
    blueprints=(_pages,),
)
