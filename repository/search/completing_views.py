"""The address that the search box asks while somebody types."""

import time
import zlib

from flask import request, url_for
from flask.typing import ResponseReturnValue

from repository.search import completing
from repository.search.query import MAX_CHARACTERS
from repository.search.views import blueprint
from school.api import who
from school.signin.session import public
from suite.pace import Pace

# A fast hand makes five a second; a school behind one address may type together.
OF_ONE, OF_ADDRESS = Pace(40, 10), Pace(400, 10)

public("library.complete")


@blueprint.get("/complete")
def complete() -> ResponseReturnValue:
    """Lines (kind, label, url) that complete `q`, at most 8; 429 for who asks too often."""
    if not _may_ask():
        return {"lines": []}, 429
    found = completing.complete(request.args.get("q", "")[:MAX_CHARACTERS], who())
    return {
        "lines": [{"kind": one.kind, "label": one.label, "url": _address(one)} for one in found]
    }


def _may_ask() -> bool:
    me, now = who().person_id, time.monotonic()
    if me is not None:
        return OF_ONE.may(me, now)
    return OF_ADDRESS.may(zlib.crc32((request.remote_addr or "").encode()), now)


def _address(one: completing.Completion) -> str:
    if one.kind == completing.WORK:
        return url_for("works.work", uid=one.key)
    if one.kind == completing.SUBJECT:
        return url_for("library.search", subject=one.key)
    return url_for("library.search", q=one.key)
