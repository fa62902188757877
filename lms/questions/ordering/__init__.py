"""Ordering.

Items to be put in the right order.
"""

from pathlib import Path

from flask import Blueprint

from lms.hooks import QUESTION
from lms.questions.ordering.kind import Ordering
from suite.hooks import Plugin

_pages = Blueprint("ordering", __name__, template_folder=str(Path(__file__).parent / "templates"))

plugin = Plugin(
    name="ordering",
    module=__name__,
    kinds={QUESTION: (Ordering(),)},
    blueprints=(_pages,),
)
