"""Questions as Moodle XML (docs.moodle.org, "Moodle XML format"). Pure.

A cluster of statements becomes a matching with "Đúng" and "Sai", from which it is read back; a
place in a picture has no counterpart that needs no further work in Moodle and is named.
"""

import base64
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import Any

from lxml import etree

from lms import asking
from lms.bank.rules import Content
from lms.formats import content as common
from lms.formats import pictures as pics
from lms.formats import shares
from lms.formats.gift_write import pair_losses, size_losses, text_losses, wild
from lms.formats.markup import PICTURE, to_html, to_round
from lms.formats.model import Loss, Piece, Written, numbered

ORDER_RULES = {
    "all": "ALL_OR_NOTHING",
    "places": "ABSOLUTE_POSITION",
    "neighbours": "RELATIVE_NEXT_EXCLUDE_LAST",
}
FILES = {"photo": "image", "pdf": ".pdf", "office": "document", "audio": "audio"}
Element = etree._Element


def write(pieces: Sequence[Piece], pictures: Mapping[str, bytes]) -> Written:
    """An XML file; topics as categories, pictures inside as base64."""
    root = etree.Element("quiz")
    losses: list[Loss] = []
    topic = ""
    for place, piece in numbered(pieces):
        made = _Question(piece.content, place, pictures)
        element = made.element()
        if element is None:
            losses.append(Loss("kind_not_written", place, {"kind": piece.content.kind}))
            continue
        losses += made.losses
        if piece.topic != topic:
            topic = piece.topic
            category = etree.SubElement(root, "question", type="category")
            path = " ".join(topic.split()).replace("/", "//")
            _text(etree.SubElement(category, "category"), f"$course$/{path}")
        root.append(element)
    data = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return Written(data, losses)


def _text(parent: Element, words: str) -> None:
    etree.SubElement(parent, "text").text = words


class _Question:
    """One question on its way; `losses` grow while it is written."""

    def __init__(self, content: Content, place: str, pictures: Mapping[str, bytes]) -> None:
        self.content, self.place, self.pictures = content, place, pictures
        self.losses: list[Loss] = []
        self.body, self.key = content.body, content.key

    def lose(self, code: str) -> None:
        if code not in [one.code for one in self.losses]:
            self.losses.append(Loss(code, self.place))

    def element(self) -> Element | None:
        """The element, None for a kind that Moodle lacks."""
        maker = MAKERS.get(self.content.kind)
        if maker is None:
            return None
        kind = KINDS.get(self.content.kind, self.content.kind)
        self.root = etree.Element("question", type=kind)
        _text(etree.SubElement(self.root, "name"), self.place)
        stem = self.cloze_text() if kind == "cloze" else self.html(self.content.stem)
        self.rich(self.root, "questiontext", self.content.stem, stem, self.body.get("text", ""))
        self.rich(self.root, "generalfeedback", self.content.solution)
        self.add("defaultgrade", "1")
        maker(self)
        return self.root

    def add(self, name: str, words: object) -> None:
        etree.SubElement(self.root, name).text = str(words)

    def html(self, text: str) -> str:
        """A text as HTML; a picture whose bytes are missing by its words."""

        def known(found: Any) -> str:
            if found["name"] in self.pictures:
                return str(found[0])
            self.lose("picture_left_out")
            return f"[{found['alt']}]"

        made = to_html(PICTURE.sub(known, text), "@@PLUGINFILE@@/")
        for name in self.pictures:
            made = made.replace(
                f"@@PLUGINFILE@@/{name}", f"@@PLUGINFILE@@/{pics.file_name(name, self.pictures)}"
            )
        return made

    def rich(
        self, parent: Element, name: str, text: str, made: str | None = None, more: str = ""
    ) -> Element:
        """An element with HTML and the files of its pictures."""
        element = etree.SubElement(parent, name, format="html")
        _text(element, self.html(text) if made is None else made)
        shown = dict.fromkeys(one["name"] for one in PICTURE.finditer(text + more))
        for picture in filter(self.pictures.__contains__, shown):
            file = etree.SubElement(
                element, "file", name=pics.file_name(picture, self.pictures), path="/",
                encoding="base64",
            )  # fmt: skip
            file.text = base64.b64encode(self.pictures[picture]).decode()
        return element

    def answer(self, fraction: str, text: str, rich: bool = True) -> Element:
        if rich:
            found = self.rich(self.root, "answer", text)
        else:
            found = etree.SubElement(self.root, "answer", format="moodle_auto_format")
            _text(found, text)
        found.set("fraction", fraction)
        return found

    def choice(self) -> None:
        """Single and multiple choice."""
        options, one = self.body["options"], self.content.kind == "single_choice"
        stay = self.body.get("fixed", [])
        if stay and len(stay) < len(options):
            self.lose("fixed_left_out")
        self.add("single", str(one).lower())
        self.add("shuffleanswers", str(len(stay) < len(options)).lower())
        self.add("answernumbering", "ABCD")
        if one:
            right = {self.key["right"], *self.key.get("also", [])}
            weights = [Decimal(index in right) for index in range(len(options))]
        else:
            if self.key["rule"] == "all" and len(self.key["right"]) > 1:
                self.lose("rule_all_as_each")
            weights = shares.choice_weights(len(options), self.key["right"], self.key["rule"])
        for weight, text in zip(weights, options, strict=True):
            self.answer(shares.percent(weight), text)

    def text(self) -> None:
        self.losses += size_losses(self.content, self.place)
        self.losses += text_losses(self.key, self.place)
        self.add("usecase", int(bool(self.key.get("case"))))
        for one in self.key["accepted"]:
            self.answer("100", wild(one), rich=False)

    def number(self) -> None:
        if self.body.get("most_chars"):
            self.lose("length_left_out")
        for one in self.key["accepted"]:
            answer = self.answer("100", common.point_number(one["value"]), rich=False)
            tolerance = etree.SubElement(answer, "tolerance")
            tolerance.text = common.point_number(one.get("tolerance") or "0")
        self.add("unitgradingtype", 0)
        self.add("unitpenalty", "0.1")
        self.add("showunits", 3 if not self.body.get("unit") else 0)
        if self.body.get("unit"):
            unit = etree.SubElement(etree.SubElement(self.root, "units"), "unit")
            etree.SubElement(unit, "multiplier").text = "1"
            etree.SubElement(unit, "unit_name").text = self.body["unit"]

    def pairs(self) -> None:
        self.losses += [
            one for one in pair_losses(self.content, self.place) if one.code != "fixed_left_out"
        ]
        stay, size = self.body.get("fixed", []), len(self.body.get("statements", []))
        if stay and len(stay) < size:
            self.lose("fixed_left_out")
        self.add("shuffleanswers", str(not (stay and len(stay) == size)).lower())
        for left, right in common.couples(self.content):
            sub = self.rich(self.root, "subquestion", left)
            told = PICTURE.sub(lambda found: f"[{found['alt']}]", right)
            if told != right:
                self.lose("picture_left_out")
            _text(etree.SubElement(sub, "answer"), to_round(told))

    def order(self) -> None:
        for name, words in (
            ("layouttype", "VERTICAL"), ("selecttype", "ALL"), ("selectcount", "0"),
            ("gradingtype", ORDER_RULES[self.key["rule"]]), ("showgrading", "SHOW"),
            ("numberingstyle", "none"),
        ):  # fmt: skip
            self.add(name, words)
        for number, index in enumerate(self.key["order"], 1):
            self.answer(f"{number}.0000000", self.body["items"][index])

    def essay(self) -> None:
        self.add("responseformat", "editor")
        self.add("responserequired", 1)
        self.add("responsefieldlines", self.body.get("lines", 0))
        for name, ours in (("minwordlimit", "fewest_words"), ("maxwordlimit", "most_words")):
            if self.body.get(ours):
                self.add(name, self.body[ours])
        self.add("attachments", 0)
        self.grader()

    def files(self) -> None:
        self.add("responseformat", "noinline")
        self.add("responserequired", 0)
        self.add("attachments", self.body["most_files"])
        self.add("attachmentsrequired", 1)
        self.add("filetypeslist", ",".join(FILES[one] for one in self.body["what"]))
        self.grader()

    def grader(self) -> None:
        """The rubric as words for who marks."""
        lines = "\n".join(common.rubric_lines(self.key))
        self.rich(self.root, "graderinfo", lines)

    def cloze_text(self) -> str:
        """Stem and text with Moodle's codes in the places of the gaps."""
        told = common.GAP.split(self.body["text"])
        weights = _weights(self.key["gaps"])
        made = [_no_code(self.html(told[0]))]
        for number, text in zip(told[1::2], told[2::2], strict=True):
            index = int(number) - 1
            made += [self._gap(index, weights[index]), _no_code(self.html(text))]
        return f"<p>{_no_code(self.html(self.content.stem))}</p><p>{''.join(made)}</p>"

    def _gap(self, index: int, weight: int) -> str:
        gap, key = self.body["gaps"][index], self.key["gaps"][index]
        if gap.get("most_chars"):
            self.lose("length_left_out")
        if gap["type"] == "choice":
            told = enumerate(gap["options"])
            parts = [_choice(_embedded(to_round(text)), n == key["right"]) for n, text in told]
            kind = "MULTICHOICE"
        elif gap["type"] == "number":
            kind = "NUMERICAL"
            parts = [
                f"={common.point_number(one['value'])}:"
                f"{common.point_number(one.get('tolerance') or '0')}"
                for one in key["accepted"]
            ]
        else:
            self.losses += [] if not key.get("fold") else text_losses(key, self.place)
            kind = "SHORTANSWER_C" if key.get("case") else "SHORTANSWER"
            parts = [f"={_embedded(wild(text))}" for text in key["accepted"]]
        return to_entities(f"{{{weight}:{kind}:{'~'.join(parts)}}}")


def _no_code(html: str) -> str:
    """HTML in which nothing of an author is taken for the code of a gap."""
    return re.sub(r"\{(?=\d*:)", "&#123;", html)


def to_entities(text: str) -> str:
    """A text as HTML, character by character."""
    told = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return told.replace("\n", " ")


def _choice(text: str, right: bool) -> str:
    """An option inside the code of a gap; a wrong one must not begin like a right one."""
    return f"={text}" if right else f"{'%0%' if text[:1] in '=%' else ''}{text}"


def _embedded(text: str) -> str:
    """A text inside the code of a gap."""
    return "".join(f"\\{char}" if char in '\\}#~/"' else char for char in text)


def _weights(keys: Sequence[Mapping[str, Any]]) -> list[int]:
    """Whole weights in the ratio of the shares."""
    told = [asking.share(one.get("share")) or Fraction(1, len(keys)) for one in keys]
    whole = lcm(*(one.denominator for one in told))
    return [int(one * whole) for one in told]


KINDS = {
    "single_choice": "multichoice", "multiple_choice": "multichoice", "true_false": "matching",
    "short_number": "numerical", "short_text": "shortanswer", "matching": "matching",
    "ordering": "ordering", "cloze": "cloze", "essay": "essay", "file_answer": "essay",
}  # fmt: skip
MAKERS: dict[str, Callable[[_Question], None]] = {
    "single_choice": _Question.choice,
    "multiple_choice": _Question.choice,
    "true_false": _Question.pairs,
    "short_number": _Question.number,
    "short_text": _Question.text,
    "matching": _Question.pairs,
    "ordering": _Question.order,
    "cloze": lambda _question: None,
    "essay": _Question.essay,
    "file_answer": _Question.files,
}
