"""How an ordering question is checked, shown and marked.

body      {"items": [text, ...]}
key       {"order": [index, ... in the right order], "rule": "all" | "places" | "neighbours"}
response  [index, ... in the given order], or null
places: the share of items that stand in their place; neighbours: the share of right neighbours.
Items are always mixed.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

from flask_babel import lazy_gettext

from lms import asking
from lms.hooks import AnswerClass, AnswerPart, Body, Fault, Fields, Key, Marked, Sample

FEWEST, MOST = 2, 12
RULES = ("all", "places", "neighbours")


class Ordering(asking.Kind):
    """Items in an order."""

    name = "ordering"
    label = lazy_gettext("Ordering")
    icon = "list-ol"
    player_template = "ordering/player.html"
    review_template = "ordering/review.html"
    editor_template = "ordering/editor.html"
    must_shuffle = True
    faults: Mapping[str, Fault] = {
        "options_number": Fault("items", lazy_gettext("Write two to twelve items.")),
        "option_empty": Fault("items", lazy_gettext("An item has no text.")),
        "options_same": Fault("items", lazy_gettext("Two items have the same text.")),
        "key_missing": Fault("items", lazy_gettext("The right order is missing.")),
        "rule_unknown": Fault("rule", lazy_gettext("Choose how a part of them counts.")),
    }

    def problems(self, body: Body, key: Key) -> list[str]:
        """Codes: options_number, option_empty, options_same, key_missing, rule_unknown."""

        def fits(_size: int) -> bool:
            return self._given(body, key.get("order")) is not None

        return asking.choice_problems(body.get("items"), (FEWEST, MOST), fits, key, RULES)

    def _given(self, body: Body, response: Any) -> list[int] | None:
        """A response that names every item once."""
        size = len(body["items"])
        if asking.indices(response, size) is None or len(response) != size:
            return None
        return list(response)

    def shuffle_size(self, body: Body) -> int:
        """All items change places."""
        return len(body["items"])

    def shown(self, body: Body, order: Sequence[int]) -> dict[str, Any]:
        """The items in `order`."""
        return {"items": [body["items"][index] for index in order]}

    def own(self, response: Any, order: Sequence[int]) -> Any:
        """Own indices; a wrong place is -1."""
        if not isinstance(response, list):
            return response
        return [asking.own_index(place, order) for place in response]

    def mark(self, body: Body, key: Key, response: Any, points: Decimal) -> Marked:
        """By the rule of the key."""
        if response is None:
            return asking.EMPTY
        given = self._given(body, response)
        if given is None:
            return asking.MALFORMED
        right = key["order"]
        if key["rule"] == "places":
            hits = sum(one == other for one, other in zip(given, right, strict=True))
            return asking.marked(points, Fraction(hits, len(right)))
        if key["rule"] == "neighbours":
            wanted = set(pairwise(right))
            hits = len(wanted & set(pairwise(given)))
            return asking.marked(points, Fraction(hits, len(wanted)))
        return asking.marked(points, Fraction(given == right))

    def words(self, body: Body, response: Any, order: Sequence[int]) -> str:
        """The items in the order that was given."""
        given = self._given(body, response) or []
        return " → ".join(body["items"][index] for index in given)

    def lines(self, body: Body, key: Key) -> list[str]:
        """The items in the right order."""
        return [f"{n}. {body['items'][index]}" for n, index in enumerate(key["order"], 1)]

    def parts(self, body: Body, key: Key) -> Sequence[AnswerPart]:
        """A part for every item in the right order, a class for every place."""
        each = Fraction(1, len(key["order"]))
        return [
            AnswerPart(
                body["items"][index],
                [
                    AnswerClass(str(place + 1), each if place == right else Fraction(0))
                    for place in range(len(key["order"]))
                ],
            )
            for right, index in enumerate(key["order"])
        ]

    def classes(self, body: Body, key: Key, response: Any) -> list[int | None]:
        """The place in which each item was put."""
        given = self._given(body, response)
        return [given.index(index) if given else None for index in key["order"]]

    def typed(self, sent: Mapping[str, Sequence[str]]) -> Fields:
        """items (in the right order), rule."""
        return {"items": asking.rows(sent, "items", MOST), "rule": asking.first(sent, "rule")}

    def fields(self, body: Body, key: Key) -> Fields:
        """As `typed`."""
        return {
            "items": [body["items"][index] for index in key.get("order", ())],
            "rule": key.get("rule", "all"),
        }

    def built(self, fields: Fields) -> tuple[dict[str, Any], dict[str, Any]]:
        """Empty rows are left out; the order in which they were written is the right one."""
        items = [fields["items"][row] for row in asking.kept(fields["items"])]
        return {"items": items}, {"order": list(range(len(items))), "rule": fields["rule"]}

    def samples(self) -> Sequence[Sample]:
        """Under each of the rules."""
        malformed: tuple[Any, ...] = (
            0,
            "0123",
            [0],
            [0, 1, 2, 4],
            [0, 0, 1, 2],
            [True, 0, 2, 3],
            [],
        )
        told = (("all", None, [0, 1, 3, 2]), ("places", [0, 1, 3, 2], [1, 0, 3, 2]),
                ("neighbours", [2, 3, 0, 1], [3, 2, 1, 0]))  # fmt: skip
        return [
            Sample(
                body={"items": ["một", "hai", "ba", "bốn"]},
                key={"order": [0, 1, 2, 3], "rule": rule},
                right=[0, 1, 2, 3],
                partly=partly,
                wrong=wrong,
                malformed=malformed,
            )
            for rule, partly, wrong in told
        ]
