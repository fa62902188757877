"""Formulas in the editor of questions: the visual editor, and what is pasted from Word.

MathLive writes style attributes, which the policy of the house refuses. So it lives in a frame, on
a page that holds nothing of anybody, knows no session and may send nothing; only there styles are
free.
"""

import time

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from lms.bank import permissions
from lms.formats import pasted
from lms.formats.equations import NoPandoc
from lms.formats.words import LOSSES
from school.api import who
from suite import web
from suite.pace import Pace

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; "
    "img-src 'self' data:; connect-src 'none'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
)
MOST = 2 << 20  # bytes of a paste: forty equations of Word are about 200 kB
PACE = Pace(20, 60)  # each may start pandoc, which takes up to ten seconds
blueprint = Blueprint("bank_formula", __name__, url_prefix="/bank/formula")


@blueprint.get("")
@web.tells_nobody
def page() -> Response:
    """The page in the frame; words and look come from the page around it."""
    answer = make_response(render_template("lms/bank/formula.html"))
    answer.headers["Content-Security-Policy"] = CSP
    answer.headers["Cache-Control"] = "public, max-age=300"
    return answer


@blueprint.post("/paste")
def paste() -> ResponseReturnValue:
    """The text with LaTeX of what Word put on the clipboard, and what did not come along.

    The body is the HTML itself; the token against forgery stands in a header.
    """
    me = who().person_id
    if me is None or not permissions.has_bank(who()):
        web.not_found()
    if (request.content_length or 0) > MOST:
        return {"error": gettext("That is too much to paste at once: paste a part of it.")}, 422
    data = request.get_data(cache=False)
    if not data:
        return {"error": gettext("Nothing was pasted.")}, 422
    if not PACE.may(me, time.monotonic()):
        return {"error": gettext("Too many tries. Please wait a little.")}, 429
    try:
        found = pasted.read(data.decode("utf-8", "replace"))
    except NoPandoc:
        return {"error": gettext("Equations cannot be read on this machine.")}, 422
    return {"text": found.text, "told": [gettext(LOSSES[code]) for code in found.lost]}
