"""What the page of a work says beyond its first lines."""

from typing import Any

from flask_babel import gettext

from repository import beside
from repository.catalogue import ddc, editions, labels, numbers, rules
from repository.catalogue.agents.models import Agent
from repository.catalogue.agents.rules import ROLES
from repository.catalogue.models import Work
from repository.catalogue.tags.queries import name_of
from school.api import who
from suite.i18n import language


def described(work: Work) -> dict[str, Any]:
    """People by role, lines (label, text), tags (slug, name), and other editions that the present
    reader may see; of a work that was read by `queries.work_for`, two statements."""
    return {
        "people": _people(work),
        "lines": [(label, text) for label, text in _lines(work) if text],
        "tags": [(tag.slug, name_of(tag)) for tag in work.tags],
        "editions": editions.others(work, who()) if beside.EDITIONS in beside.beside(work) else [],
    }


def _people(work: Work) -> list[tuple[str, list[Agent]]]:
    by_role: dict[str, list[Agent]] = {}
    for row in work.people:
        by_role.setdefault(row.role, []).append(row.agent)
    order = [role for role in ROLES if role in by_role]
    return [(labels.label(labels.ROLES, role), by_role[role]) for role in order]


def _lines(work: Work) -> list[tuple[str, str]]:
    number = f"{work.ddc} · {ddc.caption(work.ddc, language())}" if work.ddc else ""
    named = ", ".join(row.name for row in work.classes) if work.audience == rules.CLASS else ""
    return [
        (gettext("Place of publication"), work.place),
        (gettext("Year of publication"), str(work.issued or "")),
        (gettext("Edition statement"), work.edition),
        (gettext("Extent"), work.extent),
        (gettext("ISBN"), numbers.shown_isbn(work.isbn)),
        (gettext("ISSN"), numbers.shown_issn(work.issn)),
        (gettext("DDC number"), number),
        (gettext("Keywords"), "; ".join(work.keywords)),
        (gettext("Place and time that it is about"), work.coverage),
        (gettext("Source"), work.source),
        (gettext("Who holds the rights"), work.rights),
        (gettext("Classes that may read it"), named),
    ]
