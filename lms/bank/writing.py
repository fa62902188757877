"""The part of the editor that belongs to the kind of question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext
from jinja2.runtime import Context

from lms.bank.rules import tidy
from lms.bank.texts import problem_text
from lms.hooks import QUESTION, Fields, QuestionKind
from suite.hooks import registry

MORE = 4
Sent = Mapping[str, Sequence[str]]


@dataclass
class KindPart:
    """`fields` as the kind's editor shows them; `errors` are texts by field; `more` asks for more
    empty rows than there would be."""

    kind: QuestionKind
    fields: Fields
    errors: dict[str, str] = field(default_factory=dict)
    more: bool = False
    body: dict[str, Any] = field(default_factory=dict)
    key: dict[str, Any] = field(default_factory=dict)


def kinds() -> Mapping[str, QuestionKind]:
    """The kinds that can be written, by name."""
    return registry().kinds(QUESTION)


def fresh(kind: QuestionKind) -> KindPart:
    """An empty editor."""
    return KindPart(kind, kind.fields({}, {}))


def held(kind: QuestionKind, body: Mapping[str, Any], key: Mapping[str, Any]) -> KindPart:
    """The editor of a version."""
    return KindPart(kind, kind.fields(body, key), body=dict(body), key=dict(key))


def submitted(kind: QuestionKind, sent: Sent) -> KindPart:
    """The editor as it was sent, with the body and key that it makes."""
    tidied = {name: [tidy(value) for value in values] for name, values in sent.items()}
    fields = kind.typed(tidied)
    body, key = kind.built(fields)
    return KindPart(kind, fields, more=sent.get("action") == ["more"], body=body, key=key)


def blame(part: KindPart, codes: Sequence[str]) -> str:
    """Put the texts of codes beside their fields; all of them in one text."""
    said = []
    for code in codes:
        fault = part.kind.faults.get(code)
        text = str(fault.text) if fault else problem_text(code)
        if fault:
            part.errors.setdefault(fault.field, text)
        said.append(text)
    return " ".join(said) or gettext("The question cannot be used.")


def rows_for(context: Context, values: Sequence[str], fewest: int, most: int) -> int:
    """How many rows an editor shows: what is written and some to write into, at most `most`."""
    filled = max((n for n, text in enumerate(values, 1) if text), default=0)
    if context.get("more_rows"):
        return min(most, max(fewest, filled, len(values)) + MORE)
    return min(most, max(fewest, filled + 1))
