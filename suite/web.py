"""Page helpers: what every request gets, and the few ways in which pages are made.

A GET or HEAD request only reads (its transaction takes no write lock) unless its view is marked
with `writes`. Every answer carries the content security policy: nothing from another host, no
inline script, no inline style.
"""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext
from flask_wtf.csrf import CSRFError, CSRFProtect, generate_csrf
from jinja2 import StrictUndefined
from markupsafe import Markup
from sqlalchemy import Select, func, select
from sqlalchemy.exc import DataError
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map
from werkzeug.wrappers import Response as AnyResponse

from suite import clock, files, i18n, inapp, qr
from suite.db import db, new_uid
from suite.hooks import registry
from suite.navigation import nav_items
from suite.settings import Settings, current_settings

View = TypeVar("View", bound=Callable[..., Any])

STATIC = Path(__file__).resolve().parent.parent / "static"
CSP = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; "
    "font-src 'self'; connect-src 'self'; worker-src 'self' blob:; frame-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)
WEEK, YEAR = 7 * 24 * 3600, 365 * 24 * 3600

csrf_protect = CSRFProtect()
blueprint = Blueprint("suite", __name__)


class RowNumber(IntegerConverter):
    """A number in an address that can be a row's; a longer one is an address of nothing."""

    def __init__(self, of: Map, fixed_digits: int = 0, **limits: Any) -> None:
        super().__init__(of, fixed_digits, **{"max": 2**63 - 1, **limits})


def writes(view: View) -> View:
    """Mark a view that must write although it answers a GET."""
    view.suite_writes = True  # type: ignore[attr-defined]
    return view


def tells_nobody(view: View) -> View:
    """Mark a view that stands before sign-in and session machinery."""
    view.suite_bare = True  # type: ignore[attr-defined]
    return view


def in_person(view: View) -> View:
    """Mark a view that nobody may use for another: passwords, tests, handing work in."""
    view.suite_in_person = True  # type: ignore[attr-defined]
    return view


def refuse_on_behalf() -> None:
    """403 for who acts for another: as `in_person`, where only a part of a view is meant."""
    if g.get("on_behalf_id"):
        forbidden()


def view_is(mark: str) -> bool:
    """Whether the view of the present request carries a mark."""
    view = current_app.view_functions.get(request.endpoint or "")
    return bool(getattr(view, mark, False))


def person_id() -> int | None:
    """The id of the signed-in person, whom the cellar knows only by it."""
    me = g.get("me")
    return me.id if me is not None else None


def not_found() -> NoReturn:
    """404: there is nothing here for this person to see."""
    abort(404)


def forbidden() -> NoReturn:
    """403: it may be seen but not done."""
    abort(403)


@cache
def _digest(path: str, _changed: int) -> str:
    return hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:10]


def static_url(path: str) -> str:
    """The address of a static file, with its hash so that it may be kept for a year."""
    made: dict[str, str] = g.setdefault("static_urls", {})  # a page asks for its icons many times
    if path not in made:
        made[path] = _static_url(path)
    return made[path]


def _static_url(path: str) -> str:
    file = STATIC / path
    if not file.is_file():
        return url_for("static", filename=path)
    return url_for("static", filename=path, v=_digest(path, file.stat().st_mtime_ns))


def csrf() -> Markup:
    """The hidden input that a form needs."""
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())


@dataclass(frozen=True)
class Page:
    """One page of a list: `items`, page number from 1, number of pages and of rows."""

    items: list[Any]
    page: int
    pages: int
    total: int

    def url(self, number: int) -> str:
        """The address of another page of the same list."""
        args: dict[str, Any] = {**asked_values(), **(request.view_args or {}), "page": number}
        return url_for(request.endpoint or "", **args)


def asked_values() -> dict[str, Any]:
    """What the address asks for, lists of texts by name, to make another address of; never what
    `url_for` itself obeys (`_external`, `_scheme`, ...)."""
    asked = request.args.to_dict(flat=False)
    return {n: v for n, v in asked.items() if not n.startswith("_") and n != "endpoint"}


def paginate(
    query: Select[Any],
    per_page: int = 50,
    *,
    scalars: bool = True,
    total: int | None = None,
    deepest: int | None = None,
) -> Page:
    """The page that the address asks for, of an ordered query; two statements, one with `total`.

    `deepest` is the last page that there is, however many rows: a database has to walk to it.
    """
    if total is None:
        counted = select(func.count()).select_from(query.order_by(None).subquery())
        total = db.session.scalar(counted) or 0
    number, pages = _asked_page(total, per_page, deepest)
    rows = db.session.execute(query.limit(per_page).offset((number - 1) * per_page))
    items = list(rows.scalars().unique() if scalars else rows)
    return Page(items, number, pages, total)


def page_of(rows: Sequence[Any], per_page: int) -> Page:
    """The page that the address asks for, of rows at hand."""
    number, pages = _asked_page(len(rows), per_page)
    return Page(list(rows[(number - 1) * per_page : number * per_page]), number, pages, len(rows))


def _asked_page(total: int, per_page: int, deepest: int | None = None) -> tuple[int, int]:
    """(the number of the page that the address asks for, the number of pages)."""
    pages = max(1, -(-total // per_page))
    pages = pages if deepest is None else min(pages, deepest)
    return min(max(1, request.args.get("page", 1, type=int)), pages), pages


def next_url(fallback: str) -> str:
    """The address in `next` when it is one of ours, else `fallback`."""
    target = request.values.get("next", "")
    return target if _is_ours(target) else fallback


def path_of(endpoint: str, **values: Any) -> str:
    """The path of an address, where no request is answered (jobs, handlers of events)."""
    return current_app.url_map.bind("").build(endpoint, values)


def back(fallback: str) -> AnyResponse:
    """Go to the address in `next` when it is one of ours, else to `fallback`."""
    return redirect(next_url(fallback), 303)


def _is_ours(target: str) -> bool:
    """A path of this host: browsers drop tabs and line ends, and read a backslash as a slash."""
    return target.startswith("/") and not re.match(r"/[/\\]", target) and target.isprintable()


@blueprint.post("/language")
def set_language() -> AnyResponse:
    """Keep the reader's language."""
    chosen = request.form.get("language", "")
    if chosen in i18n.LANGUAGES:
        i18n.choose(chosen)
    return back("/")


@blueprint.get("/healthz")
def healthz() -> dict[str, str]:
    """Whether the database answers."""
    db.session.execute(select(1))
    return {"status": "ok"}


def _before() -> None:
    g.request_id = new_uid()
    g.reading = request.method in ("GET", "HEAD", "OPTIONS") and not view_is("suite_writes")


def _static_age() -> str:
    """Hashed addresses are kept for a year; what styles and scripts load from vendor, a week."""
    if "v" in request.args:
        return f"public, max-age={YEAR}, immutable"
    vendored = request.path.startswith("/static/vendor/")
    return f"public, max-age={WEEK}" if vendored else "no-cache"


def _after(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CSP)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("X-Frame-Options", "SAMEORIGIN")
    headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    headers.setdefault("X-Request-Id", g.get("request_id", ""))
    if request.endpoint == "static":
        headers["Cache-Control"] = _static_age()
    elif "Cache-Control" not in headers:
        headers["Cache-Control"] = "no-store"
    return response


def _context() -> dict[str, Any]:
    language = i18n.language()
    other = "en" if language == "vi" else "vi"
    return {
        "lang": language,
        "other_lang": other,
        "other_lang_name": i18n.LANGUAGES[other],
        "language_url": url_for("suite.set_language"),
        "nav": nav_items(),
        "demo": current_settings().demo,
        "request_id": g.get("request_id", ""),
        "product": "Lớp Số",
        "slot": registry().slot,
        "me": g.get("me"),
        "needs_math": False,
        "needs_htmx": False,
    }


def piece(template: str, **words: Any) -> Markup:
    """A part of a page, made by a template of ours, which escapes what it is given."""
    return Markup(render_template(template, **words))  # noqa: S704 (see above)


def error_page(code: int, message: str) -> tuple[str, int]:
    """The page for an error, in the reader's language."""
    return render_template("suite/error.html", code=code, message=message), code


def _on_http(error: HTTPException) -> Any:
    if error.response is not None or error.code is None:
        return error
    texts = {
        400: gettext("The request could not be understood."),
        403: gettext("You may not do this."),
        404: gettext("There is nothing here, or nothing that you may see."),
        405: gettext("This address does not do that."),
        409: gettext("This was sent twice, and the first sending has not ended. Look for it."),
        413: gettext("What was sent is too large."),
        429: gettext("Too many tries. Please wait a little."),
    }
    return error_page(error.code, texts.get(error.code, error.name))


def _on_csrf(_error: CSRFError) -> Any:
    return error_page(
        400, gettext("The page was open too long. Go back, reload it and send it again.")
    )


def _on_unfit(error: Exception) -> Any:
    """A number or character that no column holds: somebody typed the address or the field."""
    db.session.rollback()
    current_app.logger.warning("unfit value in %s: %s", request.path, error)
    return error_page(400, gettext("The request could not be understood."))


def _on_no_room(_error: files.NoRoom) -> Any:
    """What was half written is gone; exams go on."""
    db.session.rollback()
    current_app.logger.error("the disk is nearly full: uploads are refused")
    return error_page(
        507,
        gettext(
            "The disk of the server is nearly full, so no files are taken at the moment."
            " Exams go on. Please tell who runs the server."
        ),
    )


def _on_crash(_error: Exception) -> Any:
    db.session.rollback()
    g.reading = True  # the page of the error must not wait for a lock that was just not to be had
    message = gettext("Something broke on our side. Nothing of yours was lost.")
    try:
        return error_page(500, message)
    except Exception:
        current_app.logger.exception("the page of the error could not be made")
        db.session.rollback()
        return Response(message, 500, mimetype="text/plain")


def _in_app_browser() -> str | None:
    return inapp.app_of(request.user_agent.string)


def init(app: Flask, settings: Settings) -> None:
    """Give the app its headers, filters, error pages and first blueprint."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.globals.update(
        static_url=static_url, csrf=csrf, qr=qr.drawn, in_app_browser=_in_app_browser
    )
    app.jinja_env.filters.update(when=clock.show, day=clock.show_date)
    app.url_map.converters["int"] = RowNumber
    csrf_protect.init_app(app)
    app.before_request_funcs.setdefault(None, []).insert(0, _before)
    app.after_request(_after)
    app.context_processor(_context)
    app.register_error_handler(CSRFError, _on_csrf)
    app.register_error_handler(HTTPException, _on_http)
    app.register_error_handler(500, _on_crash)
    app.register_error_handler(files.NoRoom, _on_no_room)
    app.register_error_handler(OverflowError, _on_unfit)
    app.register_error_handler(DataError, _on_unfit)
    app.register_blueprint(blueprint)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
