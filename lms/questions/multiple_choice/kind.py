"""How a multiple-choice question is checked, shown and marked.

body      {"options": [text, ...], "fixed": [index, ...]?}
key       {"right": [index, ...], "rule": "all" | "each" | "minus"}
response  sorted list of indices; [] is null
all: everything or nothing; each: the share of right ones, nothing as soon as a wrong one is taken;
minus: right ones less wrong ones, as a share of the right ones, never below 0.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from flask_babel import lazy_gettext

from lms import asking
from lms.asking import LETTERS
from lms.hooks import AnswerClass, AnswerPart, Body, Fault, Fields, Key, Marked, Sample

FEWEST, MOST = 2, 10
RULES = ("all", "each", "minus")


class MultipleChoice(asking.Kind):
    """Several right options."""

    name = "multiple_choice"
    label = lazy_gettext("Multiple choice")
    icon = "ui-checks"
    player_template = "multiple_choice/player.html"
    review_template = "multiple_choice/review.html"
    editor_template = "multiple_choice/editor.html"
    takes_params = True
    faults: Mapping[str, Fault] = {
        "options_number": Fault("options", lazy_gettext("A question needs two to ten options.")),
        "option_empty": Fault("options", lazy_gettext("An option has no text.")),
        "options_same": Fault("options", lazy_gettext("Two options have the same text.")),
        "key_missing": Fault("options", lazy_gettext("Mark the right options.")),
        "rule_unknown": Fault("rule", lazy_gettext("Choose how a part of them counts.")),
    }

    def problems(self, body: Body, key: Key) -> list[str]:
        """Codes: options_number, option_empty, options_same, key_missing, rule_unknown."""

        def fits(size: int) -> bool:
            return bool(asking.indices(key.get("right"), size))

        return asking.choice_problems(body.get("options"), (FEWEST, MOST), fits, key, RULES)

    def shuffle_size(self, body: Body) -> int:
        """All options may change places."""
        return len(body["options"])

    def shown(self, body: Body, order: Sequence[int]) -> dict[str, Any]:
        """The options in `order`, and nothing else."""
        return {"options": [body["options"][index] for index in order]}

    def own(self, response: Any, order: Sequence[int]) -> Any:
        """The body's indices; what is no list of places stays as it is, a wrong place is -1."""
        if not isinstance(response, list):
            return response
        found = [asking.own_index(place, order) for place in response]
        return sorted(found) or None

    def mark(self, body: Body, key: Key, response: Any, points: Decimal) -> Marked:
        """By the rule of the key."""
        if response is None or response == []:
            return asking.EMPTY
        chosen = asking.indices(response, len(body["options"]))
        if chosen is None:
            return asking.MALFORMED
        right = set(key["right"])
        hits, misses = len(right & set(chosen)), len(set(chosen) - right)
        if key["rule"] == "all":
            return asking.marked(points, Fraction(hits == len(right) and not misses))
        if key["rule"] == "each":
            return asking.marked(points, Fraction(0 if misses else hits, len(right)))
        return asking.marked(points, Fraction(max(0, hits - misses), len(right)))

    def words(self, body: Body, response: Any, order: Sequence[int]) -> str:
        """Letters as they were shown, and texts: "A. 2 · C. 5"."""
        chosen = asking.indices(response, len(body["options"])) or []
        shown = [place for place, own in enumerate(order) if own in chosen]
        return " · ".join(f"{LETTERS[n]}. {body['options'][order[n]]}" for n in shown)

    def lines(self, body: Body, key: Key) -> list[str]:
        """The options with their letters, a tick at what is right."""
        return [
            f"{LETTERS[n]}. {text}{' ✓' if n in key['right'] else ''}"
            for n, text in enumerate(body["options"])
        ]

    def parts(self, body: Body, key: Key) -> Sequence[AnswerPart]:
        """A part for every option, which is taken or not."""
        right = Fraction(1, len(key["right"]))
        return [
            AnswerPart(LETTERS[n], [AnswerClass(text, right if n in key["right"] else Fraction(0))])
            for n, text in enumerate(body["options"])
        ]

    def classes(self, body: Body, key: Key, response: Any) -> list[int | None]:
        """0 for what was taken."""
        chosen = asking.indices(response, len(body["options"])) or []
        return [0 if n in chosen else None for n in range(len(body["options"]))]

    def typed(self, sent: Mapping[str, Sequence[str]]) -> Fields:
        """options, right, fixed (places), rule."""
        return {
            "options": asking.rows(sent, "options", MOST),
            "right": asking.places(sent, "right"),
            "fixed": asking.places(sent, "fixed"),
            "rule": asking.first(sent, "rule"),
        }

    def fields(self, body: Body, key: Key) -> Fields:
        """As `typed`."""
        return {
            "options": list(body.get("options", ())),
            "right": list(key.get("right", ())),
            "fixed": list(self.fixed(body)),
            "rule": key.get("rule", "all"),
        }

    def built(self, fields: Fields) -> tuple[dict[str, Any], dict[str, Any]]:
        """Empty options are left out."""
        stay = asking.kept(fields["options"])
        body: dict[str, Any] = {"options": [fields["options"][place] for place in stay]}
        fixed, right = (asking.moved(fields[name], stay) for name in ("fixed", "right"))
        if fixed:
            body["fixed"] = fixed
        whole = len(right) == len(fields["right"])
        return body, {"right": right if whole else [], "rule": fields["rule"]}

    def samples(self) -> Sequence[Sample]:
        """One question under each of the rules."""
        malformed: tuple[Any, ...] = (0, "0", [4], [-1], [True], [0, 0], [0.0], {"0": 1}, [[0]], "")
        options = ["2", "4", "5", "9"]
        return [
            Sample(
                body={"options": options},
                key={"right": [0, 2], "rule": rule},
                right=[0, 2],
                wrong=[1, 3],
                partly=partly,
                malformed=malformed,
            )
            for rule, partly in (("all", None), ("each", [2]), ("minus", [0]))
        ]
