"""Whether a written Word file gives back the questions that went into it. Pure."""

from collections.abc import Iterable, Sequence

from lms.bank.layout.model import ParsedQuestion
from lms.bank.rules import Content
from lms.formats.markup import FORMULA, PICTURE, to_dollars, to_round
from lms.formats.model import Loss, Piece, numbered
from lms.formats.word_write import PARTS


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
    options = content.body.get("options") or content.body.get("statements") or []
    told = [content.stem, *options, content.solution]
    again = [read.stem, *(text for _letter, text in read.options), read.solution]
    return (
        read.kind == content.kind
        and read.status != "refused"
        and list(map(_bare, told)) == list(map(_bare, again))
    )


def _bare(text: str) -> str:
    return " ".join(PICTURE.sub("¤", FORMULA.sub("¤", to_dollars(to_round(text)))).split())
