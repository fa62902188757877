"""Matching.

Each entry on the left gets one from the right.
"""

from pathlib import Path

from flask import Blueprint

from lms.hooks import QUESTION
from lms.questions.matching.kind import Matching
from suite.hooks import Plugin

_pages = Blueprint("matching", __name__, template_folder=str(Path(__file__).parent / "templates"))

plugin = Plugin(
    name="matching",
    module=__name__,
    kinds={QUESTION: (Matching(),)},
    blueprints=(_pages,),
)
