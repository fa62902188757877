"""How a work is cited, and its description for reference managers and other catalogues."""

from collections.abc import Callable, Mapping

from flask import Blueprint, Response, json, render_template
from flask.typing import ResponseReturnValue
from lxml import etree

from repository.catalogue import queries
from repository.catalogue.models import Work
from repository.citing import exports, styles
from repository.marc import writing
from repository.records import doors
from repository.records import queries as records
from school.api import who
from school.signin.session import public
from suite.text import slug
from suite.web import not_found

blueprint = Blueprint("citing", __name__, url_prefix="/library/works/<uid>")
public("citing.show")
public("citing.export")


def _bibtex(work: Work, code: str) -> str | bytes:
    return exports.bibtex(styles.item(work, code), code)


def _ris(work: Work, code: str) -> str | bytes:
    return exports.ris(styles.item(work, code), code)


def _csl(work: Work, code: str) -> str | bytes:
    return json.dumps([styles.item(work, code)], ensure_ascii=False)


def _marc(work: Work, code: str) -> str | bytes:
    return bytes(writing.record(work, code).as_marc())


def _marcxml(work: Work, code: str) -> str | bytes:
    made = writing.element(work, code)
    return bytes(etree.tostring(made, xml_declaration=True, encoding="UTF-8"))


FORMS: Mapping[str, tuple[str, Callable[[Work, str], str | bytes]]] = {
    "bib": ("application/x-bibtex; charset=utf-8", _bibtex),
    "ris": ("application/x-research-info-systems; charset=utf-8", _ris),
    "json": ("application/vnd.citationstyles.csl+json", _csl),
    "mrc": ("application/marc", _marc),
    "xml": ("application/marcxml+xml; charset=utf-8", _marcxml),
}


@blueprint.get("/cite")
def show(uid: str) -> ResponseReturnValue:
    """The work in the usual styles, to be copied."""
    work, code = _work(uid)
    return render_template(
        "repository/cite.html",
        work=work,
        cited=styles.cited(work, code),
        address=doors.id_address(code),
    )


@blueprint.get("/cite.<form>")
def export(uid: str, form: str) -> ResponseReturnValue:
    """The work in a form for machines, as a file."""
    if form not in FORMS:
        not_found()
    work, code = _work(uid)
    media_type, write = FORMS[form]
    answer = Response(write(work, code), content_type=media_type)
    name = f"{slug(work.title, 60) or 'work'}.{form}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _work(uid: str) -> tuple[Work, str]:
    """A work that the person may see and that has an identifier, and this."""
    work = queries.work_for(uid, who())
    code = records.code_of(work) if work else None
    if work is None or code is None:
        not_found()
    return work, code
