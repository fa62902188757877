"""Questions on their way out, in the layout in which they come in as text."""

from collections.abc import Iterable, Sequence

from lms.bank import rules
from lms.bank.layout.model import ParsedQuestion
from lms.bank.layout.render import reads_back, render_text
from lms.bank.models import ItemVersion
from lms.bank.rules import Content

MOST = 1_000
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def as_parsed(pairs: Iterable[tuple[str, ItemVersion]]) -> list[ParsedQuestion]:
    """Questions (kind, version) numbered from 1; kinds without a place in the layout are left."""
    found: list[ParsedQuestion] = []
    for kind, held in pairs:
        content = Content(kind, held.stem, held.body, held.key, held.solution)
        question = rules.to_parsed(content, len(found) + 1)
        if question is not None:
            found.append(question)
    return found


def as_text(questions: Sequence[ParsedQuestion]) -> str:
    """The questions as a text."""
    return render_text(questions)


def unfaithful(questions: Sequence[ParsedQuestion]) -> list[int]:
    """Numbers of the questions whose text would be read in another way when it comes back."""
    return [position + 1 for position in reads_back(list(questions))]
