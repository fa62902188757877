"""How a single-choice question is checked, shown and marked.

body  {"options": [text, ...]}   key  {"right": index}   response  index of one option
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext

from lms.hooks import Marked, Sample

FEWEST, MOST = 2, 8
LETTERS = "ABCDEFGH"
NOTHING = Decimal(0)


def _index(value: Any, size: int) -> int | None:
    """The value as an index below `size`, or None; True and 1.0 are no indices."""
    return value if type(value) is int and 0 <= value < size else None


class SingleChoice:
    """One right option among several."""

    name = "single_choice"
    label = lazy_gettext("Single choice")
    player_template = "single_choice/player.html"
    review_template = "single_choice/review.html"

    def problems(self, body: Mapping[str, Any], key: Mapping[str, Any]) -> list[str]:
        """Codes: options_number, option_empty, options_same, key_missing."""
        options = body.get("options")
        if not isinstance(options, list) or not FEWEST <= len(options) <= MOST:
            return ["options_number"]
        texts = [text.strip() if isinstance(text, str) else "" for text in options]
        found = []
        if not all(texts):
            found.append("option_empty")
        if len(set(texts)) < len(texts):
            found.append("options_same")
        if _index(key.get("right"), len(options)) is None:
            found.append("key_missing")
        return found

    def shuffle_size(self, body: Mapping[str, Any]) -> int:
        """All options may change places."""
        return len(body["options"])

    def shown(self, body: Mapping[str, Any], order: Sequence[int]) -> dict[str, Any]:
        """The options in `order`, and nothing else."""
        return {"options": [body["options"][index] for index in order]}

    def own(self, response: Any, order: Sequence[int]) -> Any:
        """The body's index of the shown place; None stays None, what is no place becomes -1."""
        if response is None:
            return None
        place = _index(response, len(order))
        return -1 if place is None else order[place]

    def mark(
        self, body: Mapping[str, Any], key: Mapping[str, Any], response: Any, points: Decimal
    ) -> Marked:
        """All points or none."""
        if response is None:
            return Marked(NOTHING, "empty")
        chosen = _index(response, len(body["options"]))
        if chosen is None:
            return Marked(NOTHING, "malformed")
        if chosen == key["right"]:
            return Marked(points, "right")
        return Marked(NOTHING, "wrong")

    def words(self, body: Mapping[str, Any], response: Any, order: Sequence[int]) -> str:
        """Letter as it was shown, and text: "B. 24"."""
        chosen = _index(response, len(body["options"]))
        if chosen is None or chosen not in order:
            return ""
        return f"{LETTERS[order.index(chosen)]}. {body['options'][chosen]}"

    def samples(self) -> Sequence[Sample]:
        """A sum, and a question whose options are formulas."""
        malformed: tuple[Any, ...] = (-1, 4, "1", "B", 1.0, True, [], [1], {"right": 1}, "", 10**30)
        return (
            Sample(
                body={"options": ["5", "6", "7", "8"]},
                key={"right": 2},
                right=2,
                wrong=0,
                malformed=malformed,
            ),
            Sample(
                body={"options": ["$2^3$", "$2^4$", "$3^2$", "$x < y$"]},
                key={"right": 0},
                right=0,
                wrong=3,
                malformed=malformed,
            ),
        )
