"""Essay.

A text of one's own, marked by a person along a rubric.
"""

from pathlib import Path

from flask import Blueprint

from lms.hooks import QUESTION
from lms.questions.essay.kind import Essay
from suite.hooks import Plugin

_pages = Blueprint("essay", __name__, template_folder=str(Path(__file__).parent / "templates"))

plugin = Plugin(
    name="essay",
    module=__name__,
    kinds={QUESTION: (Essay(),)},
    blueprints=(_pages,),
)
