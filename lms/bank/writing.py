"""The part of the editor that belongs to the kind of question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from flask_babel import gettext
from jinja2.runtime import Context

from lms import asking, parameters
from lms.bank.models import ItemVersion
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
    params: str = ""


def kinds() -> Mapping[str, QuestionKind]:
    """The kinds that can be written, by name."""
    return registry().kinds(QUESTION)


def fresh(kind: QuestionKind) -> KindPart:
    """An empty editor."""
    return KindPart(kind, kind.fields({}, {}))


def held(kind: QuestionKind, body: Mapping[str, Any], key: Mapping[str, Any]) -> KindPart:
    """The editor of a version."""
    params = parameters.written_lines(body.get("params", {}))
    return KindPart(kind, kind.fields(body, key), body=dict(body), key=dict(key), params=params)


def submitted(kind: QuestionKind, sent: Sent) -> KindPart:
    """The editor as it was sent, with the body and key that it makes."""
    tidied = {name: [tidy(value) for value in values] for name, values in sent.items()}
    fields = kind.typed(tidied)
    body, key = kind.built(fields)
    params = asking.first(tidied, "params") if kind.takes_params else ""
    if params:
        # What cannot be read stays unusable, to be named by the gate.
        body["params"] = parameters.read_lines(params) or {}
    more = sent.get("action") == ["more"]
    return KindPart(kind, fields, more=more, body=body, key=key, params=params)


@dataclass(frozen=True)
class Example:
    """A version as one paper would have it; `values` of its parameters, none where it has none."""

    stem: str
    body: dict[str, Any]
    key: dict[str, Any]
    solution: str
    values: dict[str, str]


def example(version: ItemVersion) -> Example:
    """What a version says, with values of its parameters that stay the same at every look."""
    texts = [version.stem, version.body, version.key, version.solution]
    if "params" in version.body:
        chance = Random(version.id)  # noqa: S311 (an example, not a secret)
        for values, told in parameters.draws(texts, version.body["params"], chance):
            stem, body, key, solution = told
            return Example(stem, body, key, solution, values)
    return Example(version.stem, version.body, version.key, version.solution, {})


def blame(part: KindPart, codes: Sequence[str]) -> str:
    """Put the texts of codes beside their fields; all of them in one text."""
    said = []
    for code in codes:
        fault = part.kind.faults.get(code)
        text = str(fault.text) if fault else problem_text(code)
        if code.startswith("params_"):
            part.errors.setdefault("params", text)
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
