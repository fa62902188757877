"""Questions from GIFT. Pure.

A block ends at an empty line, as Moodle has it; what cannot be read is named with its line.
"""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from lms.bank.rules import Content
from lms.formats import content as common
from lms.formats.markup import DOLLAR, from_html, to_dollars
from lms.formats.model import Loss, Piece, Reading, Unreadable

# Escaped characters become control characters, which no cleaned text has, and come back at the end.
ESCAPED = {char: chr(number) for number, char in enumerate("\\~=#{}:n", 1)}
BACK = str.maketrans({held: "\n" if char == "n" else char for char, held in ESCAPED.items()})
ESCAPE = re.compile(r"\\([\\~=#{}:n])")
CATEGORY = re.compile(r"^\s*\$CATEGORY:\s*(?:\$\w+\$/)?(?P<path>.*)$")
TITLE = re.compile(r"^::(?P<title>.*?)::", re.DOTALL)
FORMAT = re.compile(r"^\s*\[(html|moodle|plain|markdown)\]")
WEIGHT = re.compile(r"^%(-?\d{1,3}(?:[.,]\d{1,9})?)%")
TRUE_FALSE = re.compile(r"^\s*(T|TRUE|F|FALSE)\s*(?:#.*)?$", re.DOTALL)
RANGE = re.compile(r"^\s*(\S+?)\s*\.\.\s*(\S+)\s*$")
MOST_ANSWERS = 60


def read(text: str) -> Reading:
    """All questions of a GIFT text. Raises Unreadable when it holds none."""
    pieces: list[Piece] = []
    losses: list[Loss] = []
    topic = ""
    for line, block in _blocks(text):
        found = CATEGORY.match(block)
        if found:
            topic = common.topic_of(found["path"])
            continue
        made = _piece(block, line, topic)
        if isinstance(made, Loss):
            losses.append(made)
        else:
            pieces.append(made)
    if not pieces:
        raise Unreadable("no_questions")
    return Reading(pieces, losses)


def looks_like(text: str) -> bool:
    """Whether a text is GIFT: an answer block in braces that has GIFT's signs."""
    sample = text[:200_000]
    signs = r"\{\s*(?:[=~#]|T\}|F\}|TRUE\}|FALSE\}|\}\s*(?:\n\s*\n|\Z))"
    return bool(
        re.search(r"^[ \t]*\$CATEGORY:", sample, re.MULTILINE)
        or re.search(r"^::[^\n]{0,300}?::", sample, re.MULTILINE)
        or (re.search(signs, sample) and not re.search(r"\\[a-z]+\{", sample))
    )


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """Blocks with the line on which each begins; comments left out."""
    block: list[str] = []
    first = 0
    for number, line in enumerate([*common.clean(text).split("\n"), ""], 1):
        if line.lstrip().startswith("//"):
            continue
        if line.strip() and not (block and CATEGORY.match(line)):
            first = first if block else number
            block.append(line)
            if not CATEGORY.match(line):
                continue
        if block:
            yield first, "\n".join(block)
        block = []
        if CATEGORY.match(line) and first != number:
            yield number, line


def _piece(block: str, line: int, topic: str) -> Piece | Loss:
    held = ESCAPE.sub(lambda found: ESCAPED[found[1]], block)
    title = TITLE.match(held.lstrip())
    rest = held.lstrip()[title.end() :] if title else held
    label = common.tidy(title["title"].translate(BACK))[:60] if title else ""
    form = FORMAT.match(rest)
    rest = rest[form.end() :] if form else rest
    before, opened, tail = rest.partition("{")
    inner, closed, after = tail.rpartition("}")
    place = str(line)
    if not opened:
        return Loss("text_left_out", place, {"text": block.strip()[:120]})
    if not closed or "{" in inner or "}" in inner:
        return Loss("braces_open", place, {"text": block.strip()[:120]})
    reader = _Block(place, form is None or form[1] != "plain")
    content = reader.content(before, inner.strip(), after)
    if content is None:
        return Loss("answers_unread", place, {"text": block.strip()[:120]})
    return Piece(content, place, block, topic, tuple(reader.losses), label)


class _Block:
    """One block; `losses` grow while it is read."""

    def __init__(self, place: str, markup: bool) -> None:
        self.place, self.markup = place, markup
        self.losses: list[Loss] = []

    def lose(self, code: str) -> None:
        if code not in [one.code for one in self.losses]:
            self.losses.append(Loss(code, self.place))

    def words(self, held: str) -> str:
        """A text with markup."""
        # A line break that was not escaped is a space, as in Moodle.
        told = re.sub(r"\s*\n\s*", " ", held).translate(BACK)
        if not self.markup:
            return self.plain(held)
        text, lost = from_html(told.strip().replace("\n", "<br/>"))
        for code in lost:
            self.lose(code)
        return common.tidy(text)

    def plain(self, held: str) -> str:
        told = re.sub(r"\s*\n\s*", " ", held).translate(BACK)
        return common.tidy(to_dollars(told.replace("\\$", DOLLAR)))

    def accepted(self, held: str) -> str:
        """An accepted answer, which is no HTML and may have asterisks."""
        told = held.translate(BACK).strip()
        if "*" in told.replace("\\*", ""):
            self.lose("wildcard_left_out")
        return common.tidy(told.replace("\\*", "*"))

    def content(self, before: str, inner: str, after: str) -> Content | None:
        inner, _, general = inner.partition("####")
        solution = self.words(general)
        made = self._answers(inner.strip(), bool(after.strip()))
        if made is None:
            return None
        if after.strip():
            return self._gap(before, made, after, solution)
        return Content(made.kind, self.words(before), made.body, made.key, solution)

    def _gap(self, before: str, made: Content, after: str, solution: str) -> Content | None:
        text = self._spaced(before, after)
        stem, rest, supplied = common.split_cloze(text)
        if supplied:
            self.lose("stem_supplied")
        if made.kind == "single_choice":
            gap = {"type": "choice", "options": made.body["options"]}
            key = {"right": made.key.get("right")}
        elif made.kind in ("short_text", "short_number"):
            gap = {"type": made.kind.removeprefix("short_")}
            key = dict(made.key)
        else:
            return None
        return Content("cloze", stem, {"text": rest, "gaps": [gap]}, {"gaps": [key]}, solution)

    def _spaced(self, before: str, after: str) -> str:
        """Text before and after the gap as one, so that spaces beside the gap stay."""
        return self.words(f"{before}\ufdd2{after}").replace("\ufdd2", "{{1}}")

    def _answers(self, inner: str, gap: bool) -> Content | None:
        if not inner:
            return Content("essay", "", {}, {})
        if inner.startswith("#"):
            return self._numbers(inner[1:].strip())
        if found := TRUE_FALSE.match(inner):
            if "#" in inner:
                self.lose("feedback_left_out")
            right = 0 if found[1][0] == "T" else 1
            body = {"options": [common.TRUE, common.FALSE], "fixed": [0, 1]}
            return Content("single_choice", "", body, {"right": right})
        parts = [one for one in re.split(r"(?=[=~])", inner) if one.strip()]
        if len(parts) > MOST_ANSWERS or not all(one[0] in "=~" for one in parts):
            return None
        parts = [self._without_feedback(one) for one in parts]
        if all(one[0] == "=" for one in parts):
            if all("->" in one for one in parts):
                return self._pairs(parts)
            return self._texts(parts)
        return self._choice(parts)

    def _without_feedback(self, part: str) -> str:
        told, sign, _feedback = part.partition("#")
        if sign:
            self.lose("feedback_left_out")
        return told.rstrip()

    def _choice(self, parts: list[str]) -> Content:
        options, weights = [], []
        weighted = False
        for part in parts:
            weight = Decimal(1 if part[0] == "=" else 0)
            body = part[1:].lstrip()
            if found := WEIGHT.match(body):
                weight, body = Decimal(found[1].replace(",", ".")) / 100, body[found.end() :]
                weighted = True
            options.append(self.words(body))
            weights.append(weight)
        one = not weighted or any(part[0] == "=" for part in parts)
        content, exact = common.choice(options, weights, one)
        if not exact:
            self.lose("weights_changed")
        return content

    def _texts(self, parts: list[str]) -> Content:
        accepted = []
        for part in parts:
            body = part[1:].lstrip()
            found = WEIGHT.match(body)
            if found and Decimal(found[1].replace(",", ".")) != 100:
                self.lose("partial_left_out")
                continue
            accepted.append(self.accepted(body[found.end() :] if found else body))
        return Content("short_text", "", {}, {"accepted": accepted, "fold": False, "case": False})

    def _pairs(self, parts: list[str]) -> Content:
        found = [part[1:].split("->", 1) for part in parts]
        return common.pairs([(self.words(left), self.plain(right)) for left, right in found])

    def _numbers(self, inner: str) -> Content | None:
        parts = re.split(r"(?<!^)(?==)", inner) if "=" in inner else [inner]
        told = []
        for part in parts:
            body = self._without_feedback(part).strip().removeprefix("=").strip()
            if not body:
                continue
            found = WEIGHT.match(body)
            if found and Decimal(found[1].replace(",", ".")) != 100:
                self.lose("partial_left_out")
                continue
            told.append(self._number(body[found.end() :] if found else body))
        accepted = common.accepted_numbers(told)
        if len(accepted) < len(told):
            return None
        return Content("short_number", "", {}, {"accepted": accepted})

    def _number(self, body: str) -> tuple[str, str]:
        body = body.translate(BACK)
        if found := RANGE.match(body):
            try:
                low, high = Decimal(found[1]), Decimal(found[2])
                return f"{(low + high) / 2:f}", f"{abs(high - low) / 2:f}"
            except InvalidOperation:
                return body, "0"
        value, _, tolerance = body.partition(":")
        return value.strip(), tolerance.strip()
