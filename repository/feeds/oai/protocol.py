"""What a harvester asks, judged by the protocol (version 2.0). Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

DC, MARC = "oai_dc", "marcxml"
FORMATS = (DC, MARC)
GET_RECORD, IDENTIFY, LIST_SETS = "GetRecord", "Identify", "ListSets"
LIST_FORMATS, LIST_IDENTIFIERS, LIST_RECORDS = (
    "ListMetadataFormats",
    "ListIdentifiers",
    "ListRecords",
)
LISTS = (LIST_IDENTIFIERS, LIST_RECORDS)
RESUME = "resumptionToken"
# For each verb: what it must have, and what it may have.
_LIST = (("metadataPrefix",), ("from", "until", "set"))
VERBS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    GET_RECORD: (("identifier", "metadataPrefix"), ()),
    IDENTIFY: ((), ()),
    LIST_FORMATS: ((), ("identifier",)),
    LIST_IDENTIFIERS: _LIST,
    LIST_RECORDS: _LIST,
    LIST_SETS: ((), ()),
}
RESUMED = (LIST_IDENTIFIERS, LIST_RECORDS, LIST_SETS)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
# How values are written; what is written in another way is no argument of the protocol.
_WRITTEN = {
    "identifier": re.compile(r"[^\s<>\"{}|\\^`\x00-\x1f]+"),
    "metadataPrefix": re.compile(r"[A-Za-z0-9\-_.!~*'()]+"),
    "set": re.compile(r"[A-Za-z0-9\-_.!~*'()]+(:[A-Za-z0-9\-_.!~*'()]+)*"),
}
_SECOND = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", re.ASCII)


class ProtocolError(Exception):
    """An error of the protocol: badVerb, badArgument, badResumptionToken, cannotDisseminateFormat,
    idDoesNotExist, noRecordsMatch."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code, self.text = code, text


@dataclass(frozen=True)
class Asked:
    """A request that the protocol allows; a list is asked for by a token or by the others."""

    verb: str
    identifier: str | None = None
    prefix: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    set_spec: str | None = None
    token: str | None = None


def read(pairs: Sequence[tuple[str, str]]) -> Asked:
    """The request in the arguments, as they were sent. Raises ProtocolError."""
    verbs = [value for name, value in pairs if name == "verb"]
    if len(verbs) != 1 or verbs[0] not in VERBS:
        raise ProtocolError("badVerb", "The verb is missing, repeated or unknown.")
    verb, given = verbs[0], [(name, value) for name, value in pairs if name != "verb"]
    values = dict(given)
    if len(values) != len(given):
        raise ProtocolError("badArgument", "An argument is repeated.")
    if RESUME in values and verb in RESUMED:
        if len(values) > 1:
            raise ProtocolError("badArgument", f"{RESUME} is an exclusive argument.")
        return Asked(verb, token=values[RESUME])
    _allowed(verb, values)
    since, until = _span(values.get("from"), values.get("until"))
    return Asked(
        verb,
        identifier=values.get("identifier"),
        prefix=_known(values.get("metadataPrefix")),
        since=since,
        until=until,
        set_spec=values.get("set"),
    )


def _allowed(verb: str, values: Mapping[str, str]) -> None:
    must, may = VERBS[verb]
    strange = [name for name in values if name not in (*must, *may)]
    if strange:
        raise ProtocolError("badArgument", "An argument does not belong to this verb.")
    lacking = [name for name in must if not values.get(name)]
    if lacking:
        raise ProtocolError("badArgument", f"{', '.join(lacking)} is missing.")
    for name, pattern in _WRITTEN.items():
        if name in values and not pattern.fullmatch(values[name]):
            raise ProtocolError("badArgument", f"{name} has a sign that it cannot have.")


def _known(prefix: str | None) -> str | None:
    if prefix is not None and prefix not in FORMATS:
        raise ProtocolError("cannotDisseminateFormat", f"Formats: {', '.join(FORMATS)}.")
    return prefix


def _span(since: str | None, until: str | None) -> tuple[datetime | None, datetime | None]:
    """The moments between which, both included; a day ends with its last second."""
    if since is not None and until is not None and len(since) != len(until):
        raise ProtocolError("badArgument", "from and until differ in granularity.")
    first = _moment("from", since)
    last = _moment("until", until)
    if last is not None and until is not None and _DAY.fullmatch(until):
        last += timedelta(days=1, seconds=-1)
    if first is not None and last is not None and first > last:
        raise ProtocolError("badArgument", "from is later than until.")
    return first, last


def _moment(name: str, text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        if _SECOND.fullmatch(text) or _DAY.fullmatch(text):
            return datetime.fromisoformat(text.removesuffix("Z")).replace(tzinfo=UTC)
    except ValueError:
        pass
    raise ProtocolError("badArgument", f"{name} must be YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ.")


def written(moment: datetime) -> str:
    """A moment as the protocol writes it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
