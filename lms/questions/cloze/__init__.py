"""Cloze.

A text with gaps: words, numbers or choices.
"""

from pathlib import Path

from flask import Blueprint

from lms.hooks import QUESTION
from lms.questions.cloze.kind import Cloze, pieces
from suite.hooks import Plugin

_pages = Blueprint("cloze", __name__, template_folder=str(Path(__file__).parent / "templates"))
_pages.add_app_template_filter(pieces, "cloze_pieces")

plugin = Plugin(
    name="cloze",
    module=__name__,
    kinds={QUESTION: (Cloze(),)},
    blueprints=(_pages,),
)
