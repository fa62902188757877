"""Pages that tell who sees what and why."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from school.access import explainables, may, require, who
from school.people.roles import ROLE_LABELS
from school.people.service import names_viewed
from school.rights import service
from school.rights.permissions import office_of
from school.rights.texts import evidence_label, reason_text
from school.signin.session import FACE_LABELS
from suite import web
from suite.navigation import nav

blueprint = Blueprint("rights", __name__, url_prefix="/rights")
nav(
    lazy_gettext("Rights"),
    "rights.why",
    "shield-lock",
    show=lambda: may(who(), "rights.explain"),
    order=90,
    prefix="/rights",
)


@blueprint.get("/why")
@web.writes
def why() -> ResponseReturnValue:
    """Choose a person, class or course: who sees it, and why."""
    require("rights.explain")
    kinds = explainables()
    kind = kinds.get(request.args.get("kind", "")) or next(iter(kinds.values()))
    row_id, text = request.args.get("id", type=int), request.args.get("q", "").strip()[:100]
    office, row, answer, found = office_of(who()), None, None, None
    if row_id:
        names_viewed(f"{kind.name}:{row_id}")
        row = service.thing(kind, row_id, office) or web.not_found()
        answer = service.who_sees(kind, row, office)
    elif text:
        found = service.find(kind, text, office)
    return render_template(
        "school/rights/why.html",
        kinds=kinds.values(),
        kind=kind,
        q=text,
        found=found,
        title=getattr(row, kind.title.key) if row else "",
        answer=answer,
        role_labels=ROLE_LABELS,
        reason_text=reason_text,
        evidence_label=evidence_label,
    )


@blueprint.get("/person/<int:person_id>")
@web.writes
def person(person_id: int) -> ResponseReturnValue:
    """What one person is, and how much of each kind that makes them see."""
    require("rights.explain")
    office = office_of(who())
    if service.person_for(person_id, office) is None:
        web.not_found()
    names_viewed(f"person:{person_id}")
    row = service.person_for(person_id, office) or web.not_found()
    stands, held = service.standing_with_days(row)
    return render_template(
        "school/rights/person.html",
        person=row,
        held=held,
        units=service.units_of(held),
        faces=[FACE_LABELS[face] for face in stands.faces],
        sights=service.sees(stands),
        role_labels=ROLE_LABELS,
        reason_text=reason_text,
    )
