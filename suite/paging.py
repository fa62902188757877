"""Running text cut into pages of readable length, at borders of paragraphs where it can be."""

import re
from collections.abc import Iterable, Iterator

WORDS = 350
_LONGEST = 450
# A page is bounded in characters too, for text without spaces.
CHARACTERS = 6_000
_SENTENCE = re.compile(r"(?<=[.!?…;])\s+")


def paged(paragraphs: Iterable[str], words: int = WORDS) -> Iterator[str]:
    """Pages of about `words` words; a paragraph is split only when it alone is too long."""
    page: list[str] = []
    count = size = 0
    for piece in _pieces(paragraphs):
        length = len(piece.split())
        if page and (count + length > words or size + len(piece) > CHARACTERS):
            yield "\n\n".join(page)
            page, count, size = [], 0, 0
        page.append(piece)
        count += length
        size += len(piece)
    if page:
        yield "\n\n".join(page)


def _pieces(paragraphs: Iterable[str]) -> Iterator[str]:
    for paragraph in paragraphs:
        text = paragraph.strip()
        if not text:
            continue
        if len(text) <= CHARACTERS and len(text.split()) <= _LONGEST:
            yield text
        else:
            yield from _split(text)


def _split(text: str) -> Iterator[str]:
    """Sentences gathered into pieces; a sentence that is too long is cut hard."""
    held = ""
    for sentence in _SENTENCE.split(text):
        for part in _cut(sentence):
            joined = f"{held} {part}" if held else part
            if held and (len(joined) > CHARACTERS or len(joined.split()) > _LONGEST):
                yield held
                held = part
            else:
                held = joined
    if held:
        yield held


def _cut(sentence: str) -> Iterator[str]:
    words = sentence.split()
    for start in range(0, len(words), _LONGEST):
        part = " ".join(words[start : start + _LONGEST])
        for at in range(0, len(part), CHARACTERS):
            yield part[at : at + CHARACTERS]
