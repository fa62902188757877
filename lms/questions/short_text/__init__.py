"""Short answer, text.

A word or a few, compared with or without diacritics and case.
"""

from pathlib import Path

from flask import Blueprint

from lms.hooks import QUESTION
from lms.questions.short_text.kind import ShortText
from suite.hooks import Plugin

_pages = Blueprint("short_text", __name__, template_folder=str(Path(__file__).parent / "templates"))

plugin = Plugin(
    name="short_text",
    module=__name__,
    kinds={QUESTION: (ShortText(),)},
    blueprints=(_pages,),
)
