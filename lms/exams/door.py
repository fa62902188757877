"""The door of a running exam, before sign-in and session machinery.

POST /exams/door/answers  a batch of answers          header X-Attempt
POST /exams/door/start    start an exam               header X-Entry
GET  /exams/door/sitting  paper, answers, time left   header X-Attempt
GET  /exams/door/time     time left                   header X-Attempt
GET  /exams/door/pulse    was the time changed        header X-Attempt
POST /exams/door/part     went on to the next part    header X-Attempt
POST /exams/door/facts    what the page noticed       header X-Attempt

A signed word in a header says who asks, so there is no cookie here and nothing that another site
could send in a pupil's name. The address is matched before Flask is entered, because half of the
cost of a save would otherwise be Flask's.
"""

import json
import logging
import sqlite3
import time
from collections.abc import Callable, Iterable
from typing import Any

import psycopg
from flask import Flask, current_app
from sqlalchemy import event
from werkzeug.middleware.proxy_fix import ProxyFix

from lms.exams import noting, saving, sitting, wire
from lms.exams.lane import Lane
from lms.exams.pulse import Pulse
from lms.exams.saving import Kept, Standing
from lms.exams.tokens import AttemptPass, Saved, Signer
from suite import clock
from suite.db import db

PREFIX = "/exams/door/"
PAPERS_KEPT = 256
QUIET = 10.0  # seconds between two lines of the log that say the same
WHY = ("", "old_epoch", "late", "after_end", "rescued", "unproven", "part_over", "passed")
STATUS = {
    200: "200 OK",
    400: "400 Bad Request",
    401: "401 Unauthorized",
    404: "404 Not Found",
    405: "405 Method Not Allowed",
    409: "409 Conflict",
    413: "413 Content Too Large",
    429: "429 Too Many Requests",
    503: "503 Service Unavailable",
}
HEADERS = [
    ("Content-Type", "application/json"),
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
]

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Answered = tuple[int, bytes]
log = logging.getLogger(__name__)


def _told(**fields: Any) -> bytes:
    return json.dumps(fields, separators=(",", ":")).encode()


def _standing(found: Standing, epoch: int) -> dict[str, Any]:
    told = {
        "mine": found.epoch == epoch,
        "open": found.open,
        "handed_in": found.handed_in,
        "left": found.left_ms,
    }
    return told | {"paused": True} if found.paused else told


def _body(environ: Environ) -> bytes | None:
    """The body, or None when it is longer than the limit or says no length."""
    try:
        size = int(environ.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return None
    if not 0 <= size <= wire.BODY_LIMIT:
        return None
    body: bytes = environ["wsgi.input"].read(size)
    return body


class Door:
    """A WSGI application in front of the house's own."""

    def __init__(
        self, app: Flask, inner: Callable[..., Iterable[bytes]], secret: str, proxies: int = 0
    ) -> None:
        self.app, self.inner = app, inner
        # The house's own ProxyFix stands inside: here, too, addresses are those of the browsers.
        self._front: Callable[..., Iterable[bytes]] = self._serve
        if proxies:
            self._front = ProxyFix(self._serve, x_for=proxies, x_proto=proxies, x_host=proxies)
        self.signer = Signer(secret)
        self._lane: Lane | None = None
        self._papers: dict[int, bytes] = {}
        self.pulse = Pulse()
        self._quiet_until = 0.0

    @property
    def lane(self) -> Lane:
        """The connections, opened when first needed (after the server has forked)."""
        if self._lane is None:
            with self.app.app_context():
                self._lane = Lane(db.engine)
                # Another database may follow, with other papers under the same numbers.
                event.listen(db.engine, "engine_disposed", lambda _engine: self._forget())
        return self._lane

    def _forget(self) -> None:
        self._papers.clear()
        self.pulse.clear()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if not environ.get("PATH_INFO", "").startswith(PREFIX):
            return self.inner(environ, start_response)
        return self._front(environ, start_response)

    def _serve(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        try:
            code, text = self._answer(path[len(PREFIX) :], environ)
        except wire.BadRequest as error:
            code, text = 400, _told(error=str(error))
        except (sqlite3.OperationalError, psycopg.OperationalError) as error:
            self._say_unable(error)
            code, text = 503, _told(error="try again")
        except Exception:
            log.exception("the exam room could not answer %s", path)
            code, text = 503, _told(error="try again")
        start_response(STATUS[code], [*HEADERS, ("Content-Length", str(len(text)))])
        return [text]

    def _say_unable(self, error: Exception) -> None:
        """A full disk or a database that is away: everybody asks again and again, and the log may
        lie on that very disk."""
        if time.monotonic() > self._quiet_until:
            self._quiet_until = time.monotonic() + QUIET
            log.error("the exam room cannot save at the moment: %s", str(error).strip())

    def _answer(self, name: str, environ: Environ) -> Answered:
        doors: dict[str, tuple[str, Callable[[str, bytes, Environ], Answered]]] = {
            "answers": ("POST", self.save),
            "start": ("POST", self.start),
            "sitting": ("GET", self.sitting),
            "time": ("GET", self.time_left),
            "pulse": ("GET", self.beat),
            "part": ("POST", self.part),
            "facts": ("POST", self.facts),
        }
        found = doors.get(name)
        if found is None:
            return 404, _told(error="no such address")
        if environ["REQUEST_METHOD"] != found[0]:
            return 405, _told(error="no such method")
        body = _body(environ)
        if body is None:
            return 413, _told(error="too long")
        word = environ.get("HTTP_X_ENTRY" if name == "start" else "HTTP_X_ATTEMPT", "")
        return found[1](word, body, environ)

    def save(self, word: str, body: bytes, _came: Environ) -> Answered:
        """Keep a batch of answers; acknowledged means on the disk."""
        who = self.signer.read_attempt(word)
        if who is None:
            return 401, _told(error="no token of ours")
        outcome = saving.save(self.lane, who, wire.answers(body))
        if outcome is None:
            return 401, _told(error="no such attempt")
        fields = _standing(outcome.standing, who.epoch)
        if outcome.highest is not None:
            fields["highest"] = outcome.highest
        return 200, _told(acks=[self._ack(who, kept) for kept in outcome.kept], **fields)

    def _ack(self, who: AttemptPass, kept: Kept) -> dict[str, Any]:
        answer = kept.answer
        if kept.held is None:
            return {"seq": answer.seq, "state": "taken"}
        receipt = self.signer.receipt(
            Saved(
                who.attempt_id,
                who.epoch,
                answer.seq,
                answer.item,
                answer.response,
                kept.received_at,
                kept.held,
            )
        )
        told = {"seq": answer.seq, "state": "counts", "at": kept.received_at, "receipt": receipt}
        if kept.held:
            told |= {"state": "held", "why": WHY[kept.held]}
        return told

    def start(self, word: str, body: bytes, came: Environ) -> Answered:
        """Start the exam; the answer carries the paper."""
        entry = self.signer.read_entry(word, int(clock.now().timestamp()))
        if entry is None:
            return 401, _told(error="no entry of ours")
        found = sitting.start(self.lane, entry, wire.start(body), came)
        if isinstance(found, str):
            return 409, _told(refused=found)
        token = self.signer.attempt(found.granted)
        fields = _standing(found.standing, found.granted.epoch) | {"began": found.began_ms}
        head = _told(token=token, attempt=found.uid, epoch=found.granted.epoch, **fields)
        return 200, self._with_paper(head, found.form_id)

    def sitting(self, word: str, _body: bytes, came: Environ) -> Answered:
        """Where the attempt stands; paper and answers for who holds it and while it is open."""
        who = self.signer.read_attempt(word)
        if who and not sitting.right_browser(self.lane, who, came):
            return 409, _told(refused="wrong_browser")
        found = sitting.resume(self.lane, who) if who else None
        if who is None or found is None:
            return 401, _told(error="no token of ours")
        fields = _standing(found.standing, who.epoch)
        times = {"began": found.began_ms, "entered": found.parts, "given": found.given}
        head = _told(attempt=found.uid, epoch=who.epoch, highest=found.highest, **times, **fields)
        if not (fields["mine"] and fields["open"]):
            return 200, head
        answers = sitting.answers_json(found.answers).encode()
        return 200, self._with_paper(head[:-1] + b',"answers":' + answers + b"}", found.form_id)

    def time_left(self, word: str, _body: bytes, _came: Environ) -> Answered:
        """How the attempt stands, for a page that slept; the page was heard of by that."""
        who = self.signer.read_attempt(word)
        if who is not None:
            noting.heard(self.lane, who)
        found = sitting.standing_of(self.lane, who) if who else None
        if who is None or found is None:
            return 401, _told(error="no token of ours")
        return 200, _told(**_standing(found, who.epoch))

    def beat(self, word: str, _body: bytes, _came: Environ) -> Answered:
        """The number of the newest turn of an attempt: no statement for each page that asks."""
        who = self.signer.read_attempt(word)
        if who is None:
            return 401, _told(error="no token of ours")
        return 200, _told(turn=self.pulse.turn(self.lane, who.attempt_id))

    def part(self, word: str, body: bytes, _came: Environ) -> Answered:
        """Note that the pupil went on to a part."""
        who = self.signer.read_attempt(word)
        if who is None:
            return 401, _told(error="no token of ours")
        noting.enter_part(self.lane, who, wire.part(body))
        return 200, _told(done=True)

    def facts(self, word: str, body: bytes, came: Environ) -> Answered:
        """Keep what a page noticed, at most once in a while."""
        who = self.signer.read_attempt(word)
        if who is None:
            return 401, _told(error="no token of ours")
        if not noting.note(self.lane, who, wire.facts(body), came.get("REMOTE_ADDR", "")):
            return 429, _told(error="too soon")
        return 200, _told(done=True)

    def _with_paper(self, head: bytes, form_id: int) -> bytes:
        paper = self._papers.get(form_id)
        if paper is None:
            paper = sitting.paper(self.lane, form_id)
            if len(self._papers) >= PAPERS_KEPT:
                self._papers.clear()
            self._papers[form_id] = paper
        return head[:-1] + b',"paper":' + paper + b"}"


def door() -> Door:
    """The door of the running app."""
    found: Door = current_app.extensions["lopso.exams.door"]
    return found


def init(app: Flask) -> None:
    """Put the door in front of the app, outside everything else."""
    secret = str(app.config["SECRET_KEY"])
    proxies = app.extensions["lopso.settings"].trusted_proxies
    made = Door(app, app.wsgi_app, secret, proxies)
    app.extensions["lopso.exams.door"] = made
    app.wsgi_app = made  # type: ignore[method-assign]
