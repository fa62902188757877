"""Answer by photo or file.

Photographs or files, marked by a person along a rubric.
"""

from pathlib import Path

from flask import Blueprint

from lms.hooks import QUESTION
from lms.questions.file_answer.kind import FileAnswer
from suite.hooks import Plugin

_pages = Blueprint(
    "file_answer", __name__, template_folder=str(Path(__file__).parent / "templates")
)

plugin = Plugin(
    name="file_answer",
    module=__name__,
    kinds={QUESTION: (FileAnswer(),)},
    blueprints=(_pages,),
)
