"""How a text with gaps is checked, shown and marked.

body      {"text": "… {{1}} … {{2}} …", "gaps": [{"type": "text" | "number" | "choice",
           "options": [text, ...]?, "most_chars": n?}, ...]}
key       {"gaps": [{"accepted": [text, ...], "fold": bool, "case": bool} or
           {"accepted": [{"value", "tolerance"}, ...]} or {"right": index}, each with "share"?]}
response  [text | index | null for every gap]; all null is null
Gaps count the same unless each has a share; shares add up to 1.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import zip_longest
from typing import Any

from flask_babel import lazy_gettext

from lms import asking
from lms.hooks import AnswerClass, AnswerPart, Body, Fault, Fields, Key, Marked, Sample
from lms.questions.cloze import gaps

MOST = 20
OTHER = lazy_gettext("another answer")
GAP = re.compile(r"\{\{(\d{1,2})\}\}")


def pieces(text: str) -> list[tuple[str, int | None]]:
    """The text in pieces: (text, the number of the gap behind it or None)."""
    found = GAP.split(text)
    numbers = [int(one) for one in found[1::2]]
    return list(zip_longest(found[::2], numbers))


class Cloze(asking.Kind):
    """A text with gaps."""

    name = "cloze"
    label = lazy_gettext("Cloze")
    icon = "puzzle"
    player_template = "cloze/player.html"
    review_template = "cloze/review.html"
    editor_template = "cloze/editor.html"
    faults: Mapping[str, Fault] = {
        "text_gaps": Fault(
            "text", lazy_gettext("The text needs {{1}}, {{2}} … once each, a row for every gap.")
        ),
        "gap_unknown": Fault("gaps", lazy_gettext("A gap is a word, a number or a choice.")),
        "options_number": Fault("gaps", lazy_gettext("A choice needs two to twelve options.")),
        "option_empty": Fault("gaps", lazy_gettext("An option has no text.")),
        "options_same": Fault("gaps", lazy_gettext("Two options have the same text.")),
        "key_missing": Fault(
            "gaps", lazy_gettext("Write the answers; mark the right option of a choice by *.")
        ),
        "key_no_number": Fault("gaps", lazy_gettext("Write numbers such as -1,5 or 3,1 ± 0,1.")),
        "share_wrong": Fault(
            "gaps", lazy_gettext("The shares of all gaps add up to 100 per cent.")
        ),
    }

    def problems(self, body: Body, key: Key) -> list[str]:
        """Codes: text_gaps, those of gaps.problems, share_wrong."""
        text, told, keys = body.get("text"), body.get("gaps"), key.get("gaps")
        if not isinstance(text, str) or not isinstance(told, list) or not 1 <= len(told) <= MOST:
            return ["text_gaps"]
        if sorted(int(n) for n in GAP.findall(text)) != list(range(1, len(told) + 1)):
            return ["text_gaps"]
        if not isinstance(keys, list) or len(keys) != len(told):
            return ["key_missing"]
        pairs = zip(told, keys, strict=True)
        found = list(dict.fromkeys(code for gap, one in pairs for code in gaps.problems(gap, one)))
        if not found and any("share" in one for one in keys):
            shares = [asking.share(one.get("share")) or Fraction(0) for one in keys]
            found = [] if all(shares) and sum(shares) == 1 else ["share_wrong"]
        return found

    def _shares(self, key: Key) -> list[Fraction]:
        each = Fraction(1, len(key["gaps"]))
        return [asking.share(one.get("share")) or each for one in key["gaps"]]

    def shown(self, body: Body, order: Sequence[int]) -> dict[str, Any]:
        """The text in pieces: texts, and gaps with their numbers."""
        found = []
        for text, number in pieces(body["text"]):
            gap = None if number is None else {**body["gaps"][number - 1], "number": number}
            found.append({"text": text, "gap": gap})
        return {"pieces": found}

    def _given(self, body: Body, response: Any) -> list[Any] | None:
        told = body["gaps"]
        if not isinstance(response, list) or len(response) != len(told):
            return None
        fits = all(gaps.fits(gap, one) for gap, one in zip(told, response, strict=True))
        return response if fits else None

    def _ways(self, body: Body, key: Key, given: Sequence[Any]) -> list[int | None]:
        told = zip(body["gaps"], key["gaps"], given, strict=True)
        return [gaps.found(gap, one, value) for gap, one, value in told]

    def mark(self, body: Body, key: Key, response: Any, points: Decimal) -> Marked:
        """The shares of the gaps that are right."""
        if response is None:
            return asking.EMPTY
        given = self._given(body, response)
        if given is None:
            return asking.MALFORMED
        if all(gaps.is_empty(one) for one in given):
            return asking.EMPTY
        told = zip(
            body["gaps"], key["gaps"], self._ways(body, key, given), self._shares(key), strict=True
        )
        right = [part for gap, one, way, part in told if gaps.is_right(gap, one, way)]
        return asking.marked(points, sum(right, Fraction(0)))

    def words(self, body: Body, response: Any, order: Sequence[int]) -> str:
        """The answers with the numbers of their gaps: "1: Hà Nội · 2: 5"."""
        told = zip(body["gaps"], self._given(body, response) or (), strict=False)
        return " · ".join(
            f"{n}: {gap['options'][one] if gap['type'] == 'choice' else one.strip()[:100]}"
            for n, (gap, one) in enumerate(told, 1)
            if not gaps.is_empty(one)
        )

    def lines(self, body: Body, key: Key) -> list[str]:
        """The text, then the answers of each gap."""
        told = zip(body["gaps"], key["gaps"], strict=True)
        written = [f"{n}. {gaps.written(gap, one)}" for n, (gap, one) in enumerate(told, 1)]
        return [GAP.sub(r"(\1)", body["text"]), *written]

    def parts(self, body: Body, key: Key) -> Sequence[AnswerPart]:
        """A part for every gap."""
        found = []
        told = zip(body["gaps"], key["gaps"], self._shares(key), strict=True)
        for number, (gap, one, part) in enumerate(told, 1):
            classes = [
                AnswerClass(words, part if gaps.is_right(gap, one, way) else Fraction(0))
                for way, words in enumerate(gaps.ways(gap, one))
            ]
            if gap["type"] != "choice":
                classes.append(AnswerClass(str(OTHER), Fraction(0)))
            found.append(AnswerPart(f"({number})", classes))
        return found

    def classes(self, body: Body, key: Key, response: Any) -> list[int | None]:
        """The option, the accepted answer, or the class of the others."""
        given = self._given(body, response) or [None] * len(body["gaps"])
        return self._ways(body, key, given)

    def typed(self, sent: Mapping[str, Sequence[str]]) -> Fields:
        """text; rows of types, answers and shares (per cent); fold, case for all words."""
        answers = asking.rows(sent, "answers", MOST)
        return {
            "text": asking.first(sent, "text"),
            "answers": answers,
            "types": [asking.first(sent, f"type-{n}", "text") for n in range(len(answers))],
            "shares": [asking.first(sent, f"share-{n}") for n in range(len(answers))],
            "fold": asking.first(sent, "fold") == "1",
            "case": asking.first(sent, "case") == "1",
        }

    def fields(self, body: Body, key: Key) -> Fields:
        """As `typed`."""
        told = list(zip(body.get("gaps", ()), key.get("gaps", ()), strict=True))
        shares = [asking.share(one["share"]) if "share" in one else None for _gap, one in told]
        return {
            "text": body.get("text", ""),
            "answers": [gaps.written(gap, one) for gap, one in told],
            "types": [gap["type"] for gap, _one in told],
            "shares": ["" if part is None else asking.percent(part) for part in shares],
            "fold": any(one.get("fold") for _gap, one in told),
            "case": any(one.get("case") for _gap, one in told),
        }

    def built(self, fields: Fields) -> tuple[dict[str, Any], dict[str, Any]]:
        """Empty rows are left out."""
        told, keys = [], []
        for row in asking.kept(fields["answers"]):
            answers, kind = fields["answers"][row], fields["types"][row]
            gap, key = gaps.typed(kind, answers, fields["fold"], fields["case"])
            if fields["shares"][row]:
                number = asking.decimal(fields["shares"][row])
                part = fields["shares"][row] if number is None else f"{number.scaleb(-2):f}"
                key["share"] = part
            told.append(gap)
            keys.append(key)
        return {"text": fields["text"], "gaps": told}, {"gaps": keys}

    def samples(self) -> Sequence[Sample]:
        """Gaps of all types, and gaps with shares of their own."""
        malformed: tuple[Any, ...] = (0, "Huế", [], ["Huế"], ["Huế", "5", 2], [1, "5", 0],
                                      ["Huế", 5, 0], ["Huế", "5", "0"], {"1": "Huế"})  # fmt: skip
        return (
            Sample(
                body={
                    "text": "{{1}} có {{2}} chữ cái, là {{3}}.",
                    "gaps": [
                        {"type": "text"},
                        {"type": "number"},
                        {"type": "choice", "options": ["thành phố", "con sông"]},
                    ],
                },
                key={
                    "gaps": [
                        {"accepted": ["Huế"], "fold": True, "case": False},
                        {"accepted": [{"value": "3", "tolerance": "0"}]},
                        {"right": 0},
                    ]
                },
                right=["hue", "3,0", 0],
                partly=["Huế", None, 1],
                wrong=["Vinh", "4", 1],
                malformed=malformed,
            ),
            Sample(
                body={"text": "{{2}} < {{1}}", "gaps": [{"type": "number"}, {"type": "number"}]},
                key={
                    "gaps": [
                        {"accepted": [{"value": "2", "tolerance": "0"}], "share": "0.75"},
                        {"accepted": [{"value": "1", "tolerance": "0,5"}], "share": "0.25"},
                    ]
                },
                right=["2", "1,5"],
                partly=["2", "x"],
                wrong=["x", " "],
                malformed=([1, 2],),
            ),
        )
