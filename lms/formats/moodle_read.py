"""Questions from Moodle XML. Pure."""

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import unquote

from lxml import etree

from lms.bank.rules import Content
from lms.formats import content as common
from lms.formats import moodle_cloze, safe
from lms.formats.markup import DOLLAR, from_html, to_dollars
from lms.formats.model import Loss, Piece, Reading, Unreadable
from lms.formats.moodle_write import FILES, ORDER_RULES
from lms.formats.pictures import Found

MOST_QUESTIONS, MOST_ANSWERS, SOURCE = 5_000, 60, 4_000
SOURCED = re.compile(r'(src\s*=\s*["\'])@@PLUGINFILE@@/([^"\'?]+)[^"\']*(["\'])', re.IGNORECASE)
LEVELS = re.compile(r"^(?:NB|TH|VD|VDC)$")
Element = etree._Element


def read(data: bytes) -> Reading:
    """All questions of an XML file. Raises Unreadable."""
    root = safe.xml(data)
    if root.tag != "quiz":
        raise Unreadable("not_moodle")
    pictures = Found()
    pieces: list[Piece] = []
    losses: list[Loss] = []
    topic = ""
    for element in root.findall("question")[: MOST_QUESTIONS + 1]:
        kind = element.get("type") or ""
        if kind == "category":
            path = (element.findtext("category/text") or "").strip()
            topic = common.topic_of(path)
            continue
        made = _piece(element, kind, topic, pictures)
        if isinstance(made, Loss):
            losses.append(made)
        else:
            pieces.append(made)
    if len(pieces) > MOST_QUESTIONS:
        raise Unreadable("too_many_questions", limit=MOST_QUESTIONS)
    if not pieces and not losses:
        raise Unreadable("no_questions")
    return Reading(pieces, losses, pictures.all())


def _piece(element: Element, kind: str, topic: str, pictures: Found) -> Piece | Loss:
    reader = _Question(element, pictures)
    place = str(element.sourceline)
    name = common.tidy(element.findtext("name/text") or "")[:60]
    maker = READERS.get(kind)
    made = maker(reader) if maker else None
    if made is None:
        code = "kind_not_read" if maker is None else "answers_unread"
        return Loss(code, place, {"kind": kind[:40], "text": name})
    stem = made.stem or reader.rich(element.find("questiontext"))
    solution = reader.rich(element.find("generalfeedback"))
    reader.rest()
    content = Content(made.kind, stem, made.body, made.key, solution)
    losses = tuple(Loss(code, place) for code in reader.lost)
    return Piece(content, place, _source(element), topic, losses, name, reader.level)


def _source(element: Element) -> str:
    """The texts of the element as they stand there, without files."""
    told = [
        f"{parent.tag if isinstance(parent.tag, str) else ''}: {(node.text or '').strip()}"
        for node in element.iter("text")
        if (parent := node.getparent()) is not None and (node.text or "").strip()
    ]
    return "\n".join(told)[:SOURCE]


class _Question:
    """One question; `lost` are codes of what it cannot bring along."""

    def __init__(self, element: Element, pictures: Found) -> None:
        self.element, self.pictures = element, pictures
        self.lost: dict[str, None] = {}
        self.level = ""

    def lose(self, code: str) -> None:
        self.lost[code] = None

    def find(self, name: str) -> str:
        return (self.element.findtext(name) or "").strip()

    def html(self, parent: Element | None) -> str:
        """The text of an element, its pictures named as ours."""
        if parent is None:
            return ""
        text = parent.findtext("text") or ""
        files: dict[str, str] = {}
        for file in parent.findall("file"):
            name = self.pictures.add_base64(file.text or "")
            if name is None:
                self.lose("media_left_out")
            else:
                files[file.get("name") or ""] = name

        def named(found: re.Match[str]) -> str:
            name = files.get(unquote(found[2]).rpartition("/")[2])
            if name is None:
                self.lose("picture_missing")
                return f"{found[1]}{found[3]}"
            return f"{found[1]}file:{name}{found[3]}"

        return SOURCED.sub(named, text)

    def rich(self, parent: Element | None) -> str:
        if parent is None:
            return ""
        if parent.get("format") in ("plain_text",):
            return self.plain(parent.findtext("text") or "")
        source = self.html(parent)
        if parent.get("format") == "moodle_auto_format":
            source = source.strip().replace("\n", "<br/>")
        text, lost = from_html(source)
        for code in lost:
            self.lose(code)
        return common.tidy(text)

    def plain(self, text: str) -> str:
        return common.tidy(to_dollars(text.replace("\\$", DOLLAR)))

    def rest(self) -> None:
        """Feedback, hints and tags, which a question of ours has no place for."""
        if any(common.tidy(one.findtext("text") or "") for one in self.element.iter("feedback")):
            self.lose("feedback_left_out")
        if any((one.findtext("text") or "").strip() for one in self.element.findall("hint")):
            self.lose("hints_left_out")
        tags = [(one.findtext("text") or "").strip() for one in self.element.findall("tags/tag")]
        self.level = next((tag.upper() for tag in tags if LEVELS.match(tag.upper())), "")
        if [tag for tag in tags if tag and tag.upper() != self.level]:
            self.lose("tags_left_out")

    def answers(self) -> list[tuple[Decimal, Element]]:
        """Answers with their fractions, 1 for right."""
        found = []
        for element in self.element.findall("answer")[:MOST_ANSWERS]:
            try:
                weight = Decimal((element.get("fraction") or "0").strip()) / 100
            except InvalidOperation:
                weight = Decimal(0)
            found.append((weight if weight.is_finite() else Decimal(0), element))
        return found

    def choice(self) -> Content | None:
        told = self.answers()
        single = self.find("single").lower() in ("", "true", "1")
        content, exact = common.choice(
            [self.rich(element) for _, element in told], [weight for weight, _ in told], single
        )
        if not exact:
            self.lose("weights_changed")
        if self.find("shuffleanswers").lower() in ("false", "0") and told:
            content.body["fixed"] = list(range(len(told)))
        return content

    def truth(self) -> Content | None:
        right = 0
        for weight, element in self.answers():
            if weight > 0 and (element.findtext("text") or "").strip().lower() == "false":
                right = 1
        body = {"options": [common.TRUE, common.FALSE], "fixed": [0, 1]}
        return Content("single_choice", "", body, {"right": right})

    def full(self) -> list[Element]:
        """The answers that earn everything."""
        told = self.answers()
        full = [element for weight, element in told if weight >= Decimal("0.9999")]
        if any(0 < weight < Decimal("0.9999") for weight, _ in told):
            self.lose("partial_left_out")
        return full

    def text(self) -> Content | None:
        accepted = []
        for element in self.full():
            told = common.tidy(element.findtext("text") or "")
            if "*" in told.replace("\\*", ""):
                self.lose("wildcard_left_out")
            accepted.append(told.replace("\\*", "*"))
        case = self.find("usecase") == "1"
        key = {"accepted": accepted, "fold": False, "case": case}
        return Content("short_text", "", {}, key)

    def number(self) -> Content | None:
        told = [
            (element.findtext("text") or "", element.findtext("tolerance") or "0")
            for element in self.full()
        ]
        accepted = common.accepted_numbers(told)
        if not accepted or len(accepted) < len(told):
            return None
        units = [common.tidy(one.findtext("unit_name") or "") for one in self.element.iter("unit")]
        body = {"unit": units[0]} if units and units[0] else {}
        if len(units) > 1:
            self.lose("units_left_out")
        return Content("short_number", "", body, {"accepted": accepted})

    def matching(self) -> Content | None:
        told = [
            (self.rich(one), self.plain(one.findtext("answer/text") or ""))
            for one in self.element.findall("subquestion")[:MOST_ANSWERS]
        ]
        content = common.pairs(told) if told else None
        stay = self.find("shuffleanswers").lower() in ("false", "0")
        if content is not None and stay and content.kind == "true_false":
            content.body["fixed"] = list(range(len(content.body["statements"])))
        return content

    def order(self) -> Content | None:
        rules = {word: rule for rule, word in ORDER_RULES.items()}
        grading = self.find("gradingtype")
        names = ["ALL_OR_NOTHING", "ABSOLUTE_POSITION", "RELATIVE_NEXT_EXCLUDE_LAST"]
        if grading in ("-1", "0", "1"):
            grading = names[int(grading) + 1]
        if grading not in rules:
            self.lose("rule_unread")
        items = [self.rich(element) for _, element in self.answers()]
        rule = rules.get(grading, "places")
        key = {"order": list(range(len(items))), "rule": rule}
        return Content("ordering", "", {"items": items}, key)

    def essay(self) -> Content | None:
        rubric = self._rubric()
        files = self.find("attachments")
        if self.find("responseformat") == "noinline" and files not in ("", "0"):
            body: dict[str, Any] = {"most_files": _within(files, 1, 5) or 5, "what": self._what()}
            return Content("file_answer", "", body, rubric)
        if files not in ("", "0"):
            self.lose("attachments_left_out")
        body = {}
        for name, ours, most in (("responsefieldlines", "lines", 60),
                                 ("minwordlimit", "fewest_words", 3000),
                                 ("maxwordlimit", "most_words", 3000)):  # fmt: skip
            if number := _within(self.find(name), 1, most):
                body[ours] = number
        return Content("essay", "", body, rubric)

    def _rubric(self) -> dict[str, Any]:
        told = self.rich(self.element.find("graderinfo"))
        rows = common.rubric_of(told) if told else []
        if rows is None:
            self.lose("rubric_left_out")
        return {"rubric": rows} if rows else {}

    def _what(self) -> list[str]:
        told = re.split(r"[\s,;]+", self.find("filetypeslist").lower())
        found = [ours for ours, theirs in FILES.items() if theirs in told]
        return found or list(FILES)

    def cloze(self) -> Content | None:
        source = self.html(self.element.find("questiontext"))
        return moodle_cloze.read(source, self.lose)


def _within(text: str, low: int, high: int) -> int:
    """A whole number between two, 0 for anything else; what is larger becomes the largest."""
    if not text.isdecimal() or len(text) > 9:
        return 0
    return min(int(text), high) if int(text) >= low else 0


READERS: dict[str, Callable[[_Question], Content | None]] = {
    "multichoice": _Question.choice,
    "truefalse": _Question.truth,
    "shortanswer": _Question.text,
    "numerical": _Question.number,
    "matching": _Question.matching,
    "ordering": _Question.order,
    "essay": _Question.essay,
    "cloze": _Question.cloze,
}
