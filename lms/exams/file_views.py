"""Files of an exam: the pictures on its papers, and what pupils hand in as answers."""

from contextlib import closing
from datetime import timedelta
from typing import BinaryIO, cast

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from lms.bank import pictures
from lms.bank.models import BankFile
from lms.bank.picture_views import picture_of, picture_response
from lms.exams import pages, uploads
from lms.exams.clocks import database_now
from lms.exams.door import door
from lms.exams.models import READY, Attempt, Exam, Upload
from lms.exams.permissions import exam_for
from lms.exams.tokens import AttemptPass
from lms.exams.uploads import Refused, Sent
from lms.exams.wire import MOST_ITEMS
from lms.marking.permissions import post_for
from lms.marking.planning import plan_of
from lms.marking.queue import nameless
from school.api import who
from suite import web
from suite.db import db
from suite.handing_out import attachment

blueprint = Blueprint("exam_files", __name__, url_prefix="/exams")
# Who has more time than others may work beyond the end for all.
BEYOND = timedelta(hours=24)
PAGE_SECONDS = 3 * 3600


@blueprint.get("/pictures/<word>")
@web.tells_nobody
def picture(word: str) -> ResponseReturnValue:
    """A picture of a paper, while the exam may be taken; the word in the address says which."""
    found = pictures.read("paper", word)
    exam = db.session.get(Exam, found[1]) if found else None
    if found is None or exam is None or exam.state != READY:
        web.not_found()
    if exam.closes_at is not None and database_now() > exam.closes_at + BEYOND:
        web.not_found()
    row = db.session.get(BankFile, found[0])
    if row is None or row.school_id != exam.school_id:
        web.not_found()
    return picture_response(row, 3 * 3600)


@blueprint.get("/pages/<word>")
@web.tells_nobody
def page_of_attempt(word: str) -> ResponseReturnValue:
    """A page of a paper for who is working on it; the token says who, the address which page."""
    granted = door().signer.read_attempt(request.headers.get("X-Attempt", ""))
    found = pages.of_attempt(word, granted) if granted else None
    if found is None:
        web.not_found()
    return picture_of(found, pictures.WEBP, PAGE_SECONDS)


@blueprint.get("/<uid>/pages/<int:number>")
def page(uid: str, number: int) -> ResponseReturnValue:
    """A page of a paper for its teachers, and for pupils once they may see their answers."""
    found = pages.of_exam(uid, number, large=request.args.get("size") == "large")
    return picture_of(found, pictures.WEBP, PAGE_SECONDS)


STATUS = {"closed": 409, "full": 507, "size": 413}


@blueprint.post("/uploads")
@web.csrf_protect.exempt
@web.tells_nobody
def bring() -> ResponseReturnValue:
    """Keep a file of an answer; the token says who asks, so that no session is needed."""
    granted = door().signer.read_attempt(request.headers.get("X-Attempt", ""))
    if granted is None:
        return {"error": "no token of ours"}, 401
    length = request.content_length
    if length is None or length > uploads.MOST_BYTES + (1 << 16):
        return {"refused": "size"}, 413
    given = request.files.get("file")
    if given is None:
        return {"error": "a file comes with a word"}, 400
    with closing(given):
        return _keep(granted, given)


def _keep(granted: AttemptPass, given: FileStorage) -> ResponseReturnValue:
    key, item = request.headers.get("X-Upload", ""), request.headers.get("X-Item", "")
    if not (key.isalnum() and key.isascii() and 8 <= len(key) <= 40):
        return {"error": "a file comes with a word"}, 400
    if not item.isdecimal() or len(item) > 4 or not 1 <= int(item) <= MOST_ITEMS:
        return {"error": "no such place"}, 400
    sent = Sent(int(item), key, given.filename or "", cast(BinaryIO, given.stream))
    try:
        return {"uid": uploads.keep(granted, sent)}
    except Refused as error:
        db.session.rollback()
        return {"refused": error.code}, STATUS.get(error.code, 422)


@blueprint.get("/uploads/<uid>")
def upload(uid: str) -> ResponseReturnValue:
    """A file of an answer: for its pupil once it is handed in, and for who sees the marks."""
    found = db.session.execute(
        select(Upload, Attempt)
        .join(Attempt, Attempt.id == Upload.attempt_id)
        .where(Upload.uid == uid)
    ).one_or_none()
    if found is None:
        web.not_found()
    row, attempt = found
    own = attempt.person_id == who().person_id
    uid_of_exam = db.session.get_one(Exam, attempt.exam_id).uid
    if own:
        exam_for(uid_of_exam)
        return attachment(row.sha256, row.media_type, row.name)
    post = post_for(uid_of_exam)
    if not post.sees(attempt.person_id):
        web.not_found()
    hidden = not post.names or plan_of(post.exam).blind
    return attachment(row.sha256, row.media_type, nameless(row.name) if hidden else row.name)
