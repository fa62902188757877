"""Questions on their way out, in the layout in which they come in: as text and as Word."""

import io
from collections.abc import Iterable, Mapping, Sequence

from docx import Document

from lms.bank import rules
from lms.bank.layout.model import ParsedQuestion
from lms.bank.layout.render import reads_back, render_text
from lms.bank.models import ItemVersion
from lms.bank.rules import Content
from lms.formats.model import Loss, Piece, Written, numbered

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


def word(pieces: Sequence[Piece], _pictures: Mapping[str, bytes]) -> Written:
    """Questions as a Word file; kinds without a place in the layout are named."""
    parsed: list[ParsedQuestion] = []
    losses: list[Loss] = []
    for place, piece in numbered(pieces):
        question = rules.to_parsed(piece.content, len(parsed) + 1)
        if question is None:
            losses.append(Loss("kind_not_written", place, {"kind": piece.content.kind}))
        else:
            parsed.append(question)
    return Written(as_word(parsed), losses)


def as_word(questions: Sequence[ParsedQuestion]) -> bytes:
    """The questions as a Word file with `Đáp án:` lines, formulas as they were typed."""
    document = Document()
    for number, question in enumerate(questions, 1):
        first = document.add_paragraph()
        first.paragraph_format.keep_with_next = True
        first.add_run(f"Câu {number}.").bold = True
        first.add_run(f" {question.stem}")
        for letter, text in question.options:
            document.add_paragraph(f"{letter}. {text}").paragraph_format.keep_with_next = True
        document.add_paragraph(f"Đáp án: {question.key}")
        if question.solution:
            document.add_paragraph("Lời giải:")
            document.add_paragraph(question.solution)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
