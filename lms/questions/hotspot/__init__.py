"""Hotspot.

Places to be pointed at in a picture.
"""

from pathlib import Path

from flask import Blueprint

from lms.hooks import QUESTION
from lms.questions.hotspot.kind import Hotspot
from suite.hooks import Plugin

_pages = Blueprint("hotspot", __name__, template_folder=str(Path(__file__).parent / "templates"))

plugin = Plugin(
    name="hotspot",
    module=__name__,
    kinds={QUESTION: (Hotspot(),)},
    blueprints=(_pages,),
)
