"""How a matching question is checked, shown and marked.

body      {"left": [text, ...], "right": [text, ...]}; right may have more entries
key       {"pairs": [index on the right for every left, ...], "rule": "each" | "all"}
response  [index on the right | null for every left]; all null is null
The right side is always mixed; the left side stays.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from flask_babel import lazy_gettext

from lms import asking
from lms.asking import LETTERS
from lms.hooks import AnswerClass, AnswerPart, Body, Fault, Fields, Key, Marked, Sample

FEWEST, MOST = 2, 12
RULES = ("each", "all")


class Matching(asking.Kind):
    """Pairs."""

    name = "matching"
    label = lazy_gettext("Matching")
    icon = "arrow-left-right"
    player_template = "matching/player.html"
    review_template = "matching/review.html"
    editor_template = "matching/editor.html"
    must_shuffle = True
    faults: Mapping[str, Fault] = {
        "options_number": Fault("pairs", lazy_gettext("Write two to twelve pairs.")),
        "option_empty": Fault("pairs", lazy_gettext("A pair lacks its left or its right side.")),
        "options_same": Fault("pairs", lazy_gettext("Two entries of one side have the same text.")),
        "key_missing": Fault("pairs", lazy_gettext("Every entry on the left needs its partner.")),
        "rule_unknown": Fault("rule", lazy_gettext("Choose how a part of them counts.")),
    }

    def problems(self, body: Body, key: Key) -> list[str]:
        """Codes: options_number, option_empty, options_same, key_missing, rule_unknown."""

        def fits(size: int) -> bool:
            pairs, partners = key.get("pairs"), len(body["right"])
            if not isinstance(pairs, list) or len(pairs) != size:
                return False
            return all(asking.index(one, partners) is not None for one in pairs)

        right = asking.option_problems(body.get("right"), FEWEST, MOST)
        if "options_number" in right:
            return right
        left = asking.choice_problems(body.get("left"), (FEWEST, MOST), fits, key, RULES)
        return left if "options_number" in left else list(dict.fromkeys([*right, *left]))

    def shuffle_size(self, body: Body) -> int:
        """The right side changes places."""
        return len(body["right"])

    def shown(self, body: Body, order: Sequence[int]) -> dict[str, Any]:
        """Left as written, right in `order`."""
        return {"left": list(body["left"]), "right": [body["right"][index] for index in order]}

    def own(self, response: Any, order: Sequence[int]) -> Any:
        """Own indices of the right side; a wrong place is -1."""
        if not isinstance(response, list):
            return response
        return [None if place is None else asking.own_index(place, order) for place in response]

    def _given(self, body: Body, response: Any) -> list[int | None] | None:
        if not isinstance(response, list) or len(response) != len(body["left"]):
            return None
        size = len(body["right"])
        fits = all(one is None or asking.index(one, size) is not None for one in response)
        return response if fits else None

    def mark(self, body: Body, key: Key, response: Any, points: Decimal) -> Marked:
        """A share for each right pair, or everything or nothing."""
        if response is None:
            return asking.EMPTY
        given = self._given(body, response)
        if given is None:
            return asking.MALFORMED
        if not any(one is not None for one in given):
            return asking.EMPTY
        right = sum(one == pair for one, pair in zip(given, key["pairs"], strict=True))
        part = Fraction(right, len(given))
        return asking.marked(points, part if key["rule"] == "each" else Fraction(part == 1))

    def words(self, body: Body, response: Any, order: Sequence[int]) -> str:
        """Numbers and letters as they were shown: "1–B · 2–A"."""
        given = self._given(body, response) or []
        return " · ".join(
            f"{n}–{LETTERS[order.index(one)]}"
            for n, one in enumerate(given, 1)
            if one is not None and one in order
        )

    def lines(self, body: Body, key: Key) -> list[str]:
        """The pairs, then what is left over on the right."""
        pairs = zip(body["left"], key["pairs"], strict=True)
        told = [f"{n}. {text} – {body['right'][pair]}" for n, (text, pair) in enumerate(pairs, 1)]
        rest = [text for n, text in enumerate(body["right"]) if n not in key["pairs"]]
        return told + [f"– {text}" for text in rest]

    def parts(self, body: Body, key: Key) -> Sequence[AnswerPart]:
        """A part for every entry on the left, a class for every one on the right."""
        each = Fraction(1, len(body["left"]))
        return [
            AnswerPart(
                f"{n}. {text}",
                [
                    AnswerClass(right, each if index == pair else Fraction(0))
                    for index, right in enumerate(body["right"])
                ],
            )
            for n, (text, pair) in enumerate(zip(body["left"], key["pairs"], strict=True), 1)
        ]

    def classes(self, body: Body, key: Key, response: Any) -> list[int | None]:
        """The own index on the right."""
        return list(self._given(body, response) or [None] * len(body["left"]))

    def typed(self, sent: Mapping[str, Sequence[str]]) -> Fields:
        """left and right (rows; a right side alone is one that fits nothing), rule."""
        left, right = asking.rows(sent, "left", MOST), asking.rows(sent, "right", MOST)
        left += [""] * (len(right) - len(left))
        right += [""] * (len(left) - len(right))
        return {"left": left, "right": right, "rule": asking.first(sent, "rule")}

    def fields(self, body: Body, key: Key) -> Fields:
        """As `typed`."""
        pairs = list(key.get("pairs", ()))
        rest = [text for n, text in enumerate(body.get("right", ())) if n not in pairs]
        return {
            "left": list(body.get("left", ())) + [""] * len(rest),
            "right": [body["right"][pair] for pair in pairs] + rest,
            "rule": key.get("rule", "each"),
        }

    def built(self, fields: Fields) -> tuple[dict[str, Any], dict[str, Any]]:
        """Empty rows are left out; the same text twice on the right is one entry."""
        told = [
            (left, right)
            for left, right in zip(fields["left"], fields["right"], strict=True)
            if left.strip() or right.strip()
        ]
        right = list(dict.fromkeys(text for _left, text in told))
        pairs = [right.index(text) for left, text in told if left.strip()]
        body = {"left": [left for left, _right in told if left.strip()], "right": right}
        return body, {"pairs": pairs, "rule": fields["rule"]}

    def samples(self) -> Sequence[Sample]:
        """Under both rules, with one entry too many on the right."""
        malformed: tuple[Any, ...] = (
            0,
            "0",
            [0],
            [0, 1, 4],
            [0, 1, -1],
            [0, 1, True],
            {"0": 1},
            "",
        )
        return [
            Sample(
                body={"left": ["$1+1$", "$2+2$", "$3+3$"], "right": ["2", "4", "6", "8"]},
                key={"pairs": [0, 1, 2], "rule": rule},
                right=[0, 1, 2],
                partly=partly,
                wrong=[3, 2, 1],
                malformed=malformed,
            )
            for rule, partly in (("each", [0, None, 1]), ("all", None))
        ]
