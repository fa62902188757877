"""How a single-choice question is checked, shown and marked.

body      {"options": [text, ...], "fixed": [index of one that does not move, ...]?}
key       {"right": index, "also": [index of another accepted one, ...]?}
response  index of one option
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from flask_babel import lazy_gettext

from lms import asking
from lms.asking import LETTERS
from lms.hooks import AnswerClass, AnswerPart, Body, Fault, Fields, Key, Marked, Sample

FEWEST, MOST = 2, 8


class SingleChoice(asking.Kind):
    """One right option among several."""

    name = "single_choice"
    label = lazy_gettext("Single choice")
    icon = "ui-radios"
    player_template = "single_choice/player.html"
    review_template = "single_choice/review.html"
    editor_template = "single_choice/editor.html"
    takes_params = True
    faults: Mapping[str, Fault] = {
        "options_number": Fault("options", lazy_gettext("A question needs two to eight options.")),
        "option_empty": Fault("options", lazy_gettext("An option has no text.")),
        "options_same": Fault("options", lazy_gettext("Two options have the same text.")),
        "key_missing": Fault("options", lazy_gettext("Choose the right option.")),
    }

    def problems(self, body: Body, key: Key) -> list[str]:
        """Codes: options_number, option_empty, options_same, key_missing."""

        def fits(size: int) -> bool:
            also = asking.indices(key.get("also", []), size)
            return asking.index(key.get("right"), size) is not None and also is not None

        return asking.choice_problems(body.get("options"), (FEWEST, MOST), fits, key)

    def shuffle_size(self, body: Body) -> int:
        """All options may change places."""
        return len(body["options"])

    def shown(self, body: Body, order: Sequence[int]) -> dict[str, Any]:
        """The options in `order`, and nothing else."""
        return {"options": [body["options"][index] for index in order]}

    def own(self, response: Any, order: Sequence[int]) -> Any:
        """The body's index of the shown place; None stays None, what is no place becomes -1."""
        return None if response is None else asking.own_index(response, order)

    def _accepted(self, key: Key) -> set[int]:
        return {key["right"], *key.get("also", ())}

    def mark(self, body: Body, key: Key, response: Any, points: Decimal) -> Marked:
        """All points or none."""
        if response is None:
            return asking.EMPTY
        chosen = asking.index(response, len(body["options"]))
        if chosen is None:
            return asking.MALFORMED
        return asking.marked(points, Fraction(chosen in self._accepted(key)))

    def words(self, body: Body, response: Any, order: Sequence[int]) -> str:
        """Letter as it was shown, and text: "B. 24"."""
        chosen = asking.index(response, len(body["options"]))
        if chosen is None or chosen not in order:
            return ""
        return asking.lettered(LETTERS[order.index(chosen)], body["options"][chosen])

    def lines(self, body: Body, key: Key) -> list[str]:
        """The options with their letters, a tick at what is right."""
        right = self._accepted(key)
        return [
            asking.lettered(LETTERS[n], text) + (" ✓" if n in right else "")
            for n, text in enumerate(body["options"])
        ]

    def parts(self, body: Body, key: Key) -> Sequence[AnswerPart]:
        """One part; a class for every option as its author wrote it."""
        right = self._accepted(key)
        options = [
            AnswerClass(asking.lettered(LETTERS[n], text), Fraction(n in right))
            for n, text in enumerate(body["options"])
        ]
        return (AnswerPart("", options),)

    def classes(self, body: Body, key: Key, response: Any) -> list[int | None]:
        """The option."""
        return [asking.index(response, len(body["options"]))]

    def typed(self, sent: Mapping[str, Sequence[str]]) -> Fields:
        """options, right (places: the right one, then what is accepted too), fixed."""
        right = asking.places(sent, "right")[:1]
        return {
            "options": asking.rows(sent, "options", MOST),
            "right": right + [one for one in asking.places(sent, "also") if one not in right],
            "fixed": asking.places(sent, "fixed"),
        }

    def fields(self, body: Body, key: Key) -> Fields:
        """As `typed`."""
        return {
            "options": list(body.get("options", ())),
            "right": [key["right"], *key.get("also", ())] if "right" in key else [],
            "fixed": list(self.fixed(body)),
        }

    def built(self, fields: Fields) -> tuple[dict[str, Any], dict[str, Any]]:
        """Empty options are left out."""
        stay = asking.kept(fields["options"])
        body: dict[str, Any] = {"options": [fields["options"][place] for place in stay]}
        fixed, right = (asking.moved(fields[name], stay) for name in ("fixed", "right"))
        if fixed:
            body["fixed"] = fixed
        if not right or len(right) < len(fields["right"]):
            return body, {}
        also = sorted(right[1:])
        return body, {"right": right[0], **({"also": also} if also else {})}

    def samples(self) -> Sequence[Sample]:
        """A sum, and a question whose options are formulas and of which two are accepted."""
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
                body={"options": ["$2^3$", "$2^4$", "$x < y$", "$3^2$"], "fixed": [3]},
                key={"right": 0, "also": [1]},
                right=1,
                wrong=3,
                malformed=malformed,
            ),
        )
