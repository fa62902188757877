"""The one address of the protocol, asked by GET or POST."""

from urllib.parse import urlsplit

from flask import Response, request
from flask_babel import force_locale
from lxml import etree

from repository.api import address, base_url, feed_blueprint, is_identifier, open_to_all, records
from repository.feeds.oai import answers, protocol, sets, tokens
from repository.feeds.oai.protocol import Asked, ProtocolError
from repository.feeds.oai.tokens import Place
from suite import clock, db
from suite.settings import current_settings
from suite.web import csrf_protect

PER_ANSWER = 100
NAME, SAMPLE = "Lớp Số", "7k2m9qx4"

blueprint = feed_blueprint("oai", __name__)
open_to_all("oai.answer")


@blueprint.route("/oai", methods=["GET", "POST"])
@csrf_protect.exempt
def answer() -> Response:
    """Answer a harvester; what it did wrong is told by the protocol, with status 200."""
    db.commit_and_read()
    given = [*request.args.items(multi=True), *request.form.items(multi=True)]
    arguments, at = dict(given), clock.now()
    with force_locale(current_settings().default_language):
        try:
            part = _part(protocol.read(given))
        except ProtocolError as problem:
            part = answers.error(problem)
            if problem.code in ("badVerb", "badArgument"):
                arguments = {}
        body = answers.document(address("oai.answer"), arguments, at, part)
    return Response(body, content_type="text/xml; charset=utf-8")


def _part(asked: Asked) -> etree._Element:
    if asked.verb == protocol.IDENTIFY:
        return _identify()
    if asked.verb == protocol.LIST_FORMATS:
        if asked.identifier is not None:
            _one(asked.identifier)
        return answers.formats()
    if asked.verb == protocol.LIST_SETS:
        return _sets(asked)
    if asked.verb == protocol.GET_RECORD:
        made = answers.element(asked.verb)
        seen = _one(asked.identifier or "")
        made.append(answers.record(seen, asked.identifier or "", asked.prefix or protocol.DC))
        return made
    return _list(asked)


def _identify() -> etree._Element:
    mail = current_settings().mail_from or f"library@{_host()}"
    earliest, sample = records.earliest() or clock.now(), _identifier(SAMPLE)
    return answers.identify(NAME, address("oai.answer"), mail, earliest, _host(), sample)


def _sets(asked: Asked) -> etree._Element:
    if asked.token is not None:
        raise ProtocolError("badResumptionToken", "The list of sets is given whole.")
    named = sets.names()
    if not named:
        raise ProtocolError("noSetHierarchy", "Nothing is public yet, so there is no set.")
    return answers.list_sets(named)


def _list(asked: Asked) -> etree._Element:
    place: Place | None = None
    if asked.token is not None:
        asked, place = tokens.read(_secret(), asked.verb, asked.token)
    part = sets.part_of(asked)
    found = records.page(part, place.after if place else None, PER_ANSWER + 1)
    if not found and place is None:
        raise ProtocolError("noRecordsMatch", "No record was changed in this time and set.")
    given = found[:PER_ANSWER]
    made = answers.element(asked.verb)
    for seen in given:
        identifier = _identifier(seen.record.code)
        if asked.verb == protocol.LIST_RECORDS:
            made.append(answers.record(seen, identifier, asked.prefix or protocol.DC))
        else:
            made.append(answers.header(seen, identifier))
    more = len(found) > PER_ANSWER
    if more or place is not None:
        before = place.given if place else 0
        total = place.total if place else records.total(part)
        token = ""
        if more:
            token = tokens.write(_secret(), asked, _behind(given[-1], before + len(given), total))
        told = answers.say(made, protocol.RESUME, token)
        told.set("completeListSize", str(max(total, before + len(given))))
        told.set("cursor", str(before))
    return made


def _behind(seen: records.Seen, given: int, total: int) -> Place:
    stamp = seen.record.stamp
    return Place(int(stamp.timestamp()) if stamp else 0, seen.record.id, given, total)


def _one(identifier: str) -> records.Seen:
    code = identifier.removeprefix(_identifier(""))
    seen = records.one(code) if is_identifier(code) else None
    if seen is None or identifier != _identifier(code):
        raise ProtocolError("idDoesNotExist", "There is no such record.")
    return seen


def _identifier(code: str) -> str:
    """The identifier of a record: the host's name and the permanent identifier."""
    return f"oai:{_host()}:{code}"


def _host() -> str:
    return urlsplit(base_url()).hostname or "localhost"


def _secret() -> str:
    return current_settings().secret_key.get_secret_value()
