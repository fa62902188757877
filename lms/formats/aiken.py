"""Aiken: single choices as plain lines, `ANSWER: B` behind each. Pure."""

import re
from collections.abc import Mapping, Sequence

from lms.asking import LETTERS
from lms.bank.rules import Content
from lms.formats import content as common
from lms.formats.markup import PICTURE, to_dollars, to_round
from lms.formats.model import Loss, Piece, Reading, Unreadable, Written, numbered

OPTION = re.compile(r"^\s*(?P<letter>[A-Z])[.)]\s+(?P<text>\S.*)$")
ANSWER = re.compile(r"^\s*ANSWER:\s*(?P<letter>[A-Z])\s*$", re.IGNORECASE)


def looks_like(text: str) -> bool:
    """Whether lines of answers as Aiken has them stand in the text."""
    return any(ANSWER.match(line) for line in text[:200_000].splitlines())


def read(text: str) -> Reading:
    """All questions. Raises Unreadable when there is none."""
    pieces: list[Piece] = []
    losses: list[Loss] = []
    block: list[str] = []
    first = 0
    for number, line in enumerate(common.clean(text).split("\n"), 1):
        if not block:
            first = number
        if line.strip():
            block.append(line)
        if ANSWER.match(line):
            pieces.append(_piece(block, first))
            block = []
    if block:
        losses.append(Loss("text_left_out", str(first), {"text": " ".join(block)[:120]}))
    if not pieces:
        raise Unreadable("no_questions")
    return Reading(pieces, losses)


def _piece(block: list[str], line: int) -> Piece:
    stem: list[str] = []
    options: list[tuple[str, str]] = []
    for one in block[:-1]:
        found = OPTION.match(one)
        if found and found["letter"] == LETTERS[len(options) : len(options) + 1]:
            options.append((found["letter"], found["text"]))
        elif options:
            options[-1] = (options[-1][0], f"{options[-1][1]}\n{one.strip()}")
        else:
            stem.append(one.strip())
    answer = ANSWER.match(block[-1])
    right = LETTERS.index(answer["letter"].upper()) if answer else -1
    key = {"right": right} if 0 <= right < len(options) else {}
    losses = () if key else (Loss("key_missing", str(line)),)
    body = {"options": [common.tidy(to_dollars(text)) for _letter, text in options]}
    content = Content("single_choice", common.tidy(to_dollars("\n".join(stem))), body, key)
    return Piece(content, str(line), "\n".join(block), losses=losses)


def write(pieces: Sequence[Piece], _pictures: Mapping[str, bytes] | None = None) -> Written:
    """Single choices; every other kind, and what would be read in another way, is named."""
    blocks: list[str] = []
    losses: list[Loss] = []
    for place, piece in numbered(pieces):
        if piece.content.kind != "single_choice":
            losses.append(Loss("kind_not_written", place, {"kind": piece.content.kind}))
            continue
        found: list[Loss] = []
        block = _block(piece.content, place, found)
        again = _again(block)
        if again is None or again != _plain(piece.content):
            losses.append(Loss("read_otherwise", place))
            continue
        losses += found
        blocks.append(block)
    return Written(("\n\n".join(blocks) + "\n").encode(), losses)


def _block(content: Content, place: str, losses: list[Loss]) -> str:
    losses += common.fixed_losses(content.body, place)
    if content.key.get("also"):
        losses.append(Loss("other_keys_left_out", place))
    if content.solution:
        losses.append(Loss("solution_left_out", place))
    if common.pictures_in(content):
        losses.append(Loss("picture_left_out", place))
    options = content.body["options"]
    if any("\n" in text for text in [content.stem, *options]):
        losses.append(Loss("line_breaks_left_out", place))
    lines = [_line(content.stem)]
    lines += [f"{letter}. {_line(text)}" for letter, text in zip(LETTERS, options, strict=False)]
    return "\n".join([*lines, f"ANSWER: {LETTERS[content.key['right']]}"])


def _line(text: str) -> str:
    told = to_round(PICTURE.sub(lambda found: f"[{found['alt']}]", text))
    return " ".join(told.split())


def _again(block: str) -> Content | None:
    try:
        (found,) = read(block).pieces
    except (Unreadable, ValueError):
        return None
    return found.content


def _plain(content: Content) -> Content:
    told = [to_dollars(_line(text)) for text in [content.stem, *content.body["options"]]]
    return Content("single_choice", told[0], {"options": told[1:]}, {"right": content.key["right"]})
