"""How pages look to a reader: light or dark, normal or large print.

Kept in a cookie of its own, so that it holds before sign-in and works without JavaScript.
"""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue

from suite import web

COOKIE = "look"
SYSTEM, LIGHT, DARK = THEMES = ("system", "light", "dark")
# Paper stays white: the dark colours are for screens alone.
DARK_MEDIA = {SYSTEM: "screen and (prefers-color-scheme: dark)", DARK: "screen"}

blueprint = Blueprint("look", __name__, url_prefix="/look")


@dataclass(frozen=True)
class Look:
    """A theme, and whether print is large."""

    theme: str = SYSTEM
    large: bool = False

    @property
    def dark_media(self) -> str | None:
        """For which media the dark colours are asked for; None for none."""
        return DARK_MEDIA.get(self.theme)

    def written(self) -> str:
        """The text of the cookie."""
        return f"{self.theme}.{'large' if self.large else 'normal'}"


def read(text: str) -> Look:
    """The look that a cookie asks for; what it does not say is as usual."""
    theme, _, size = text.partition(".")
    return Look(theme if theme in THEMES else SYSTEM, size == "large")


@blueprint.get("")
def show() -> ResponseReturnValue:
    """Choose how pages look."""
    return render_template("suite/look.html", back=request.args.get("next", "/"))


@blueprint.post("")
def keep() -> ResponseReturnValue:
    """Keep how pages look on this device."""
    theme = request.form.get("theme", "")
    look = Look(theme if theme in THEMES else SYSTEM, request.form.get("large") == "1")
    answer = web.back("/")
    answer.set_cookie(
        COOKIE,
        look.written(),
        max_age=web.YEAR,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return answer


@blueprint.app_context_processor
def context() -> dict[str, Any]:
    """What the skeleton needs."""
    return {"look": read(request.cookies.get(COOKIE, ""))}
