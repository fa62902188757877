"""What the first page tells a guardian of each own child."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import Flask, url_for
from flask_babel import gettext, ngettext
from markupsafe import Markup

from school.access import may, who
from school.family import service
from suite import clock, web
from suite.contracts import ChildDesk, ChildItem, ChildWork, ask
from suite.hooks import registry

NEWS = timedelta(days=7)


def init(app: Flask) -> None:
    """Fill the first page."""
    with app.app_context():
        registry().fill("home.today", piece)


def piece() -> Markup | None:
    """A line a child; four statements."""
    if not may(who(), "children.list"):
        return None
    children = service.children_of(who())
    desk = ask(ChildDesk)
    work = desk.work([child.person.id for child in children]) if desk else {}
    items = [_line(child, work.get(child.person.id, ChildWork())) for child in children]
    return web.piece("school/family/today.html", items=items)


def _line(child: service.Child, work: ChildWork) -> dict[str, Any]:
    overdue = sum(item.state == "overdue" for item in work.due)
    open_still = sum(item.state in ("new", "opened") for item in work.due)
    fresh = _fresh(work.returned)
    words = []
    if open_still:
        words.append(ngettext("%(num)s to do", "%(num)s to do", open_still))
    if fresh:
        words.append(ngettext("%(num)s came back", "%(num)s came back", fresh))
    place = " · ".join(part for part in (child.class_name, *words) if part)
    line = {
        "label": child.person.full_name,
        "note": place,
        "icon": "person",
        "url": url_for("family.child", person_id=child.person.id),
    }
    if overdue:
        late = ngettext("%(num)s overdue", "%(num)s overdue", overdue)
        line |= {"state": late, "tone": "danger"}
    return line


def _fresh(items: Sequence[ChildItem]) -> int:
    since = clock.now() - NEWS
    return sum(item.returned_at is not None and item.returned_at > since for item in items)


def words_of(state: str) -> tuple[str, str]:
    """A state in words and its tone."""
    return {
        "new": (gettext("not opened yet"), "neutral"),
        "opened": (gettext("begun"), "info"),
        "done": (gettext("done"), "success"),
        "handed_in": (gettext("handed in"), "success"),
        "overdue": (gettext("overdue"), "danger"),
        "returned": (gettext("returned"), "success"),
    }[state]
