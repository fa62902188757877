"""How a short numeric answer is checked, shown and marked.

body      {"most_chars": n?, "unit": text?}
key       {"accepted": [{"value": decimal text, "tolerance": decimal text}, ...]}
response  text as it was typed; comma or point, any minus sign
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from flask_babel import lazy_gettext

from lms import asking
from lms.hooks import AnswerClass, AnswerPart, Body, Fault, Fields, Key, Marked, Sample

MOST, LONGEST = 6, 24
OTHER = lazy_gettext("another number")


class ShortNumber(asking.Kind):
    """A number."""

    name = "short_number"
    label = lazy_gettext("Short answer, numeric")
    icon = "calculator"
    player_template = "short_number/player.html"
    review_template = "short_number/review.html"
    editor_template = "short_number/editor.html"
    takes_params = True
    faults: Mapping[str, Fault] = {
        "key_missing": Fault("accepted", lazy_gettext("Write the right answer.")),
        "key_no_number": Fault(
            "accepted", lazy_gettext("Write numbers such as -1,5; a tolerance is not negative.")
        ),
        "chars_wrong": Fault(
            "most_chars", lazy_gettext("At most 1 to 24 characters, and enough for the answer.")
        ),
    }

    def problems(self, body: Body, key: Key) -> list[str]:
        """Codes: key_missing, key_no_number, chars_wrong."""
        found = asking.number_key_problems(key)
        most = body.get("most_chars", LONGEST)
        fits = type(most) is int and 1 <= most <= LONGEST
        if not found and fits:
            fits = any(len(asking.number_text(value)) <= most for value in self._values(key))
        return found if fits else [*found, "chars_wrong"]

    def _values(self, key: Key) -> list[Decimal]:
        found = [asking.decimal(one["value"]) for one in key["accepted"]]
        return [one for one in found if one is not None]

    def shown(self, body: Body, order: Sequence[int]) -> dict[str, Any]:
        """The unit, and how many characters may be typed."""
        return {"most_chars": body.get("most_chars", LONGEST), "unit": body.get("unit", "")}

    def _number(self, body: Body, response: Any) -> Decimal | None:
        if not isinstance(response, str):
            return None
        within = len(response.strip()) <= body.get("most_chars", LONGEST)
        return asking.decimal(response) if within else None

    def mark(self, body: Body, key: Key, response: Any, points: Decimal) -> Marked:
        """All points for a number within the tolerance of an accepted one."""
        if response is None or (isinstance(response, str) and not response.strip()):
            return asking.EMPTY
        number = self._number(body, response)
        if number is None:
            return asking.MALFORMED
        return asking.marked(points, Fraction(asking.accepted_number(key, number) is not None))

    def words(self, body: Body, response: Any, order: Sequence[int]) -> str:
        """As it was typed, with the unit."""
        if not isinstance(response, str) or not response.strip():
            return ""
        return f"{response.strip()[:100]} {body.get('unit', '')}".strip()

    def lines(self, body: Body, key: Key) -> list[str]:
        """The accepted numbers."""
        unit = body.get("unit", "")
        return [f"{asking.number_words(one)} {unit}".strip() + " ✓" for one in key["accepted"]]

    def parts(self, body: Body, key: Key) -> Sequence[AnswerPart]:
        """One part; a class for every accepted number, and one for all others."""
        accepted = [AnswerClass(asking.number_words(one), Fraction(1)) for one in key["accepted"]]
        return (AnswerPart("", [*accepted, AnswerClass(str(OTHER), Fraction(0))]),)

    def classes(self, body: Body, key: Key, response: Any) -> list[int | None]:
        """The accepted number that was meant, or the class of the others."""
        if not isinstance(response, str) or not response.strip():
            return [None]
        number = self._number(body, response)
        found = None if number is None else asking.accepted_number(key, number)
        return [len(key["accepted"]) if found is None else found]

    def typed(self, sent: Mapping[str, Sequence[str]]) -> Fields:
        """accepted (rows of value and tolerance), most_chars, unit."""
        values, tolerances = asking.rows(sent, "value", MOST), asking.rows(sent, "tolerance", MOST)
        tolerances += [""] * (len(values) - len(tolerances))
        return {
            "values": values,
            "tolerances": tolerances,
            "most_chars": asking.first(sent, "most_chars"),
            "unit": asking.first(sent, "unit"),
        }

    def fields(self, body: Body, key: Key) -> Fields:
        """As `typed`."""
        accepted = key.get("accepted", ())
        return {
            "values": [one["value"].replace(".", ",") for one in accepted],
            "tolerances": [one.get("tolerance", "0").replace(".", ",") for one in accepted],
            "most_chars": str(body.get("most_chars", "")),
            "unit": body.get("unit", ""),
        }

    def built(self, fields: Fields) -> tuple[dict[str, Any], dict[str, Any]]:
        """Empty rows are left out."""
        body: dict[str, Any] = {}
        if fields["most_chars"]:
            body["most_chars"] = asking.whole(fields["most_chars"]) or 0
        if fields["unit"]:
            body["unit"] = fields["unit"]
        accepted = [
            {"value": fields["values"][row], "tolerance": fields["tolerances"][row] or "0"}
            for row in asking.kept(fields["values"])
        ]
        return body, {"accepted": accepted}

    def samples(self) -> Sequence[Sample]:
        """A negative number of at most four characters, and one with a tolerance and a unit."""
        malformed: tuple[Any, ...] = (
            -1.5,
            ["-1,5"],
            True,
            "x",
            "1,2,3",
            "--1",
            {"v": 1},
            "1e3",
            [],
        )
        return (
            Sample(
                body={"most_chars": 4},
                key={"accepted": [{"value": "-1,5", "tolerance": "0"}]},
                right="−1.5",
                wrong="1,5",
                malformed=(*malformed, "-1,500"),
            ),
            Sample(
                body={"unit": "cm"},
                key={
                    "accepted": [
                        {"value": "3,14", "tolerance": "0,01"},
                        {"value": "22", "tolerance": "0"},
                    ]
                },
                right="3,15",
                wrong="3,1501",
                malformed=malformed,
            ),
        )
