"""One item of QTI as a question of ours. Pure."""

import copy
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from lxml import etree

from lms.bank.rules import Content
from lms.formats import content as common
from lms.formats import qti_areas, shares
from lms.formats.markup import DOLLAR, to_dollars, words_in
from lms.formats.qti_key import Key, number
from lms.formats.qti_open import UPLOADS
from lms.formats.qti_xml import attribute, children, first, inner, name_of, words

MOST_CHOICES = 60
Element = etree._Element


class Item:
    """`lost` are codes of what the question cannot bring along; `picture` turns the address of a
    picture into its name, None for what is no picture of the package."""

    def __init__(self, root: Element, picture: Callable[[str], str | None]) -> None:
        self.root, self.picture = root, picture
        self.lost: dict[str, None] = {}
        body = first(root, "itembody")
        self.body = etree.Element("itembody") if body is None else body
        self.key = Key(root)

    def lose(self, code: str) -> None:
        self.lost[code] = None

    def rich(self, element: Element | None) -> str:
        """The words of an element, pictures as ours."""
        if element is None:
            return ""
        made = copy.deepcopy(element)
        made.tail = None
        return self._words(made)

    def _words(self, made: Element) -> str:
        for one in list(inner(made, "feedbackinline", "feedbackblock")):
            _drop(one)
        for image in list(inner(made, "img")):
            self._image(image)
        for node in made.iter():
            node.text = (node.text or "").replace("\\$", DOLLAR) if node.text else node.text
            node.tail = (node.tail or "").replace("\\$", DOLLAR) if node.tail else node.tail
        text, lost = words_in(made)
        for code in lost:
            self.lose(code)
        return common.tidy(to_dollars(text))

    def _image(self, image: Element) -> None:
        name = self.picture(attribute(image, "src"))
        if name is None:
            self.lose("picture_missing")
        image.set("src", f"file:{name}" if name else "?")

    def solution(self) -> str:
        """The feedback that is the solution; other feedback is left out."""
        told = list(inner(self.root, "modalfeedback"))
        chosen = [one for one in told if attribute(one, "identifier").upper() == "SOLUTION"]
        if len(told) > len(chosen) or _has(self.root, "feedbackinline", "feedbackblock"):
            self.lose("feedback_left_out")
        return self.rich(chosen[0]) if chosen else ""

    def content(self) -> Content | None:
        """The question, without its solution; None for what we have no kind for."""
        found = [one for one in self.body.iter() if name_of(one).endswith("interaction")]
        kinds = {name_of(one) for one in found}
        if kinds and kinds <= {"textentryinteraction", "inlinechoiceinteraction"}:
            return self._entries(found)
        maker = READERS.get(name_of(found[0])) if len(found) == 1 else None
        if maker is None:
            return None
        made = maker(self, found[0])
        if self.key.foreign:
            self.lose("rule_unread")
        if made is None:
            return None
        return Content(made.kind, self._stem(found[0]), made.body, made.key)

    def _stem(self, interaction: Element) -> str:
        """What stands before the interaction, then its prompt."""
        outer = copy.deepcopy(self.body)
        gone = (name_of(interaction), "rubricblock")
        for one in list(inner(outer, *gone)):
            _drop(one)
        prompt = children(interaction, "prompt")
        parts = [self._words(outer), self.rich(prompt[0]) if prompt else ""]
        return "\n".join(filter(None, parts))

    def choice(self, inter: Element) -> Content | None:
        choices = list(inner(inter, "simplechoice"))[:MOST_CHOICES]
        names = [attribute(one, "identifier") for one in choices]
        body: dict[str, Any] = {"options": [self.rich(one) for one in choices]}
        self._fixed(body, choices)
        answer = self.key.of(attribute(inter, "responseidentifier"))
        single = attribute(inter, "maxchoices", "1") == "1" and answer.cardinality != "multiple"
        right = [names.index(one) for one in answer.correct if one in names]
        weights = [answer.mapping.get(name, Decimal(0)) for name in names]
        if single:
            if answer.mapping and not self.key.match_correct:
                made, exact = common.choice(body["options"], weights, True)
                if not exact:
                    self.lose("weights_changed")
                key = made.key or ({"right": right[0]} if right else {})
                if right and right[0] in [key.get("right"), *key.get("also", [])]:
                    also = sorted({key["right"], *key.get("also", [])} - {right[0]})
                    key = {"right": right[0], **({"also": also} if also else {})}
            else:
                key = {"right": right[0]} if right else {}
            return Content("single_choice", "", body, key)
        if answer.mapping and not self.key.match_correct:
            found, rule, exact = shares.rule_of(weights)
            if not exact:
                self.lose("weights_changed")
            return Content("multiple_choice", "", body, {"right": found, "rule": rule})
        return Content("multiple_choice", "", body, {"right": sorted(right), "rule": "all"})

    def _fixed(self, body: dict[str, Any], choices: list[Element]) -> None:
        stay = [n for n, one in enumerate(choices) if attribute(one, "fixed") == "true"]
        if stay:
            body["fixed"] = stay

    def match(self, inter: Element) -> Content | None:
        sides = list(inner(inter, "simplematchset"))
        if len(sides) != 2:
            return None
        told = [list(inner(side, "simpleassociablechoice"))[:MOST_CHOICES] for side in sides]
        ids = [[attribute(one, "identifier") for one in side] for side in told]
        left, right = [[self.rich(one) for one in side] for side in told]
        answer = self.key.of(attribute(inter, "responseidentifier"))
        partner: dict[int, int] = {}
        for pair in answer.correct or [name for name, part in answer.mapping.items() if part > 0]:
            one, _, other = pair.partition(" ")
            if one in ids[0] and other.strip() in ids[1]:
                if ids[0].index(one) in partner:
                    return None  # several partners: no kind of ours
                partner[ids[0].index(one)] = ids[1].index(other.strip())
        pairs = [partner.get(n, -1) for n in range(len(left))]
        truths = [common.TRUTHS.get(text.lower()) for text in right]
        if self.key.table or (len(right) == 2 and None not in truths and truths[0] != truths[1]):
            if None in truths or -1 in pairs:
                return None
            key: dict[str, Any] = {"truths": [truths[to] for to in pairs]}
            if len(self.key.table) == len(left) + 1:
                key["table"] = self.key.table
            body: dict[str, Any] = {"statements": left}
            self._fixed(body, told[0])
            return Content("true_false", "", body, key)
        rule = "each" if answer.mapping and not self.key.match_correct else "all"
        return Content(
            "matching", "", {"left": left, "right": right}, {"pairs": pairs, "rule": rule}
        )

    def order(self, inter: Element) -> Content | None:
        choices = list(inner(inter, "simplechoice"))[:MOST_CHOICES]
        names = [attribute(one, "identifier") for one in choices]
        answer = self.key.of(attribute(inter, "responseidentifier"))
        order = [names.index(one) for one in answer.correct if one in names]
        if not self.key.match_correct:
            self.lose("rule_unread")
        items = [self.rich(one) for one in choices]
        return Content("ordering", "", {"items": items}, {"order": order, "rule": "all"})

    def essay(self, inter: Element) -> Content | None:
        lines = attribute(inter, "expectedlines")
        body = {}
        if lines.isdecimal() and len(lines) < 5 and int(lines):
            body["lines"] = min(int(lines), 60)
        return Content("essay", "", body, self._rubric())

    def upload(self, inter: Element) -> Content | None:
        types = set(attribute(inter, "type").replace(",", " ").split())
        what = [
            ours for ours, theirs in UPLOADS.items()
            if types & set(theirs.split()) or (ours == "photo" and "image/*" in types)
        ]  # fmt: skip
        body = {"most_files": 1, "what": what or list(UPLOADS)}
        return Content("file_answer", "", body, self._rubric())

    def _rubric(self) -> dict[str, Any]:
        told = "\n".join(self.rich(one) for one in inner(self.root, "rubricblock"))
        rows = common.rubric_of(told) if told else []
        if rows is None:
            self.lose("rubric_left_out")
        return {"rubric": rows} if rows else {}

    def points(self, inter: Element) -> Content | None:
        """selectPointInteraction, and hotspotInteraction with its choices as areas."""
        told = [*children(inter, "img"), *children(inter, "object"), *inner(inter, "img", "object")]
        image = told[0] if told else None
        answer = self.key.of(attribute(inter, "responseidentifier"))
        if image is None:
            return None
        source = attribute(image, "src") or attribute(image, "data")
        name = self.picture(source)
        if name is None:
            self.lose("picture_missing")
        size = (
            int(number(attribute(image, "width"))) or 1000,
            int(number(attribute(image, "height"))) or 1000,
        )
        shapes = answer.areas
        if name_of(inter) == "hotspotinteraction":
            shapes = [
                (attribute(one, "shape"), attribute(one, "coords"))
                for one in inner(inter, "hotspotchoice")
                if attribute(one, "identifier") in answer.correct
            ]
        areas = [qti_areas.from_pixels(shape, coords, size) for shape, coords in shapes]
        if None in areas or not areas:
            self.lose("areas_left_out")
        kept = [area for area in areas if area is not None]
        most = attribute(inter, "maxchoices", "1")
        body: dict[str, Any] = {
            "picture": f"file:{name or ''}",
            "alt": common.tidy(attribute(image, "alt") or words(image)),
            "most": max(len(kept), min(8, int(most)) if most.isdecimal() and len(most) < 4 else 1),
        }
        part = self.key.table[1:-1]
        rule = (
            "all" if len(kept) == 1 or (part and not any(number(one) for one in part)) else "each"
        )
        return Content("hotspot", "", body, {"areas": kept, "rule": rule})

    def _entries(self, found: list[Element]) -> Content | None:
        """One field at the end is a short answer, anything else a text with gaps."""
        if self.key.foreign:
            self.lose("rule_unread")
        outer = copy.deepcopy(self.body)
        for one in list(inner(outer, "rubricblock")):
            _drop(one)
        gaps = []
        told = [one for one in outer.iter() if name_of(one) in _GAPS]
        for place, one in enumerate(told, 1):
            gaps.append(self._gap(one))
            _replace(one, f"\ufdd4{place}\ufdd4")
        text = re.sub("\ufdd4(\\d+)\ufdd4", r"{{\1}}", self._words(outer))
        if any(gap is None for gap in gaps):
            return None
        kept = [gap for gap in gaps if gap is not None]
        before, _, after = text.rpartition("{{1}}")
        if len(found) == 1 and kept[0][0]["type"] != "choice" and not after.strip(" .\n"):
            return self._short(before.strip(), kept[0], "")
        unit = re.fullmatch(r"[ \t]*(\S{1,12})", after)
        if len(found) == 1 and kept[0][0]["type"] == "number" and unit and before.endswith("\n"):
            return self._short(before.strip(), kept[0], unit[1])
        return self._cloze(text, kept)

    def _short(self, stem: str, gap: tuple[dict[str, Any], dict[str, Any]], unit: str) -> Content:
        body, key = gap
        kind = f"short_{body['type']}"
        made = {"most_chars": body["most_chars"]} if body.get("most_chars") else {}
        key = {name: one for name, one in key.items() if name != "share"}
        return Content(kind, stem, {**made, **({"unit": unit} if unit else {})}, key)

    def _cloze(self, text: str, gaps: list[tuple[dict[str, Any], dict[str, Any]]]) -> Content:
        lines = text.split("\n")
        stop = next(n for n, line in enumerate(lines) if common.GAP.search(line))
        blocks = [one for one in self.body if isinstance(one.tag, str)]
        stem, rest, supplied = common.split_cloze(text)
        outside = [one for one in blocks if not _has(one, *_GAPS)]
        if blocks and blocks[0] in outside and stop:
            stem = self.rich(blocks[0])
            rest, supplied = "\n".join(lines[stem.count("\n") + 1 :]), False
        if supplied:
            self.lose("stem_supplied")
        keys = [key for _gap, key in gaps]
        parts = [number(key.pop("share", "0")) for key in keys]
        if max(parts) - min(parts) > Decimal("0.001"):
            told = [part.quantize(Decimal("0.0001")) for part in parts[:-1]]
            for key, part in zip(keys, [*told, 1 - sum(told, Decimal(0))], strict=True):
                key["share"] = f"{part.normalize():f}"
        return Content("cloze", stem, {"text": rest, "gaps": [gap for gap, _ in gaps]},
                       {"gaps": keys})  # fmt: skip

    def _gap(self, inter: Element) -> tuple[dict[str, Any], dict[str, Any]] | None:
        name = attribute(inter, "responseidentifier")
        answer = self.key.of(name)
        if name_of(inter) == "inlinechoiceinteraction":
            choices = list(inner(inter, "inlinechoice"))[:MOST_CHOICES]
            ids = [attribute(one, "identifier") for one in choices]
            best = answer.correct or [n for n, part in answer.mapping.items() if part > 0]
            right = [ids.index(one) for one in best if one in ids]
            options = [self.rich(one) for one in choices]
            key: dict[str, Any] = {"right": right[0] if right else -1, "share": answer.share}
            return {"type": "choice", "options": options}, key
        gap: dict[str, Any] = {"type": "text"}
        length = attribute(inter, "expectedlength")
        if length.isdecimal() and len(length) < 4 and 0 < int(length) <= 200:
            gap["most_chars"] = int(length)
        if answer.base in ("float", "integer"):
            gap["type"] = "number"
            accepted = common.accepted_numbers(answer.numbers)
            if len(accepted) < len(answer.numbers) or not accepted:
                return None
            return gap, {"accepted": accepted, "share": answer.share}
        texts = [common.tidy(one) for one in answer.texts]
        if answer.partial:
            self.lose("partial_left_out")
        key = {"accepted": texts, "fold": False, "case": answer.case, "share": answer.share}
        return gap, key


_GAPS = ("textentryinteraction", "inlinechoiceinteraction")
READERS: dict[str, Callable[[Item, Element], Content | None]] = {
    "choiceinteraction": Item.choice,
    "matchinteraction": Item.match,
    "orderinteraction": Item.order,
    "extendedtextinteraction": Item.essay,
    "uploadinteraction": Item.upload,
    "selectpointinteraction": Item.points,
    "hotspotinteraction": Item.points,
}


def _has(element: Element, *names: str) -> bool:
    """Whether something of these names stands in the element."""
    return next(inner(element, *names), None) is not None


def _drop(element: Element) -> None:
    """Take an element out and leave what stands behind it."""
    _replace(element, "")


def _replace(element: Element, text: str) -> None:
    parent = element.getparent()
    if parent is None:
        return
    told = text + (element.tail or "")
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + told
    else:
        parent.text = (parent.text or "") + told
    parent.remove(element)
