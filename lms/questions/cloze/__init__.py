"""Cloze.

A text with gaps: words, numbers or choices.
"""

from pathlib import Path

from flask import Blueprint

from lms.hooks import QUESTION
from lms.questions.cloze.kind import Cloze
from suite.hooks import Plugin

_pages = Blueprint("cloze", __name__, template_folder=str(Path(__file__).parent / "templates"))

plugin = Plugin(
    name="cloze",
    module=__name__,
    kinds={QUESTION: (Cloze(),)},
    blueprints=(_pages,),
)
