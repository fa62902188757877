"""Whether a written Word file gives back the questions that went into it. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from lms import asking
from lms.bank import rules
from lms.bank.layout.model import ParsedQuestion
from lms.bank.rules import Content
from lms.formats import word_kinds
from lms.formats.markup import FORMULA, PICTURE, to_dollars, to_round
from lms.formats.model import Loss, Piece, numbered
from lms.formats.word_write import PARTS

LOST = {"fixed", "most_chars"}


def otherwise(questions: Iterable[ParsedQuestion], pieces: Sequence[Piece]) -> list[Loss]:
    """Pieces that were not read again as they are, from the questions of the written file."""
    read = {one.number: one for one in questions}
    losses = []
    for place, piece in numbered(pieces):
        found = read.get(int(place))
        if piece.content.kind in PARTS and (found is None or not _same(found, piece.content)):
            losses.append(Loss("comes_back_otherwise", place))
    return losses


def _same(read: ParsedQuestion, content: Content) -> bool:
    """Whether a question was read as what it is, pictures and spellings of formulas aside."""
    if content.kind in word_kinds.WRITERS:
        return read.status != "refused" and _told(rules.from_parsed(read)) == _told(content)
    options = content.body.get("options") or content.body.get("statements") or []
    told = [content.stem, *options, content.solution]
    again = [read.stem, *(text for _letter, text in read.options), read.solution]
    return (
        read.kind == content.kind
        and read.status != "refused"
        and list(map(_bare, told)) == list(map(_bare, again))
    )


def _told(content: Content) -> Any:
    """A question as far as a paper holds it, in the order in which it stands there."""
    body = {name: one for name, one in content.body.items() if name not in LOST}
    body["gaps"] = [{**gap, "most_chars": None} for gap in body.get("gaps", ())]
    key = {name: one for name, one in content.key.items() if name != "rubric"}
    key["gaps"] = [
        {**one, "fold": 0, "case": 0, "share": _share(one)} for one in key.get("gaps", ())
    ]
    return _plain([content.kind, content.stem, content.solution, body, key])


def _share(gap: Mapping[str, Any]) -> Decimal | None:
    return Decimal(gap["share"]).normalize() if gap.get("share") else None


def _plain(value: Any) -> Any:
    """Texts bare, numbers as such."""
    if isinstance(value, str):
        number = asking.decimal(value)
        return _bare(value) if number is None else number
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list) else value


def _bare(text: str) -> str:
    return " ".join(PICTURE.sub("¤", FORMULA.sub("¤", to_dollars(to_round(text)))).split())
