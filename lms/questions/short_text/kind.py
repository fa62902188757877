"""How a short text answer is checked, shown and marked.

body      {"most_chars": n?}
key       {"accepted": [text, ...], "fold": bool, "case": bool}
response  text as it was typed
fold: diacritics do not count; case: capitals do.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from flask_babel import lazy_gettext

from lms import asking
from lms.hooks import AnswerClass, AnswerPart, Body, Fault, Fields, Key, Marked, Sample

MOST, LONGEST = 12, 200
OTHER = lazy_gettext("another text")


class ShortText(asking.Kind):
    """A word or a few."""

    name = "short_text"
    label = lazy_gettext("Short answer, text")
    icon = "chat-left-text"
    player_template = "short_text/player.html"
    review_template = "short_text/review.html"
    editor_template = "short_text/editor.html"
    takes_params = True
    faults: Mapping[str, Fault] = {
        "key_missing": Fault("accepted", lazy_gettext("Write the right answer.")),
        "chars_wrong": Fault(
            "most_chars", lazy_gettext("At most 1 to 200 characters, and enough for the answer.")
        ),
    }

    def problems(self, body: Body, key: Key) -> list[str]:
        """Codes: key_missing, chars_wrong."""
        found = asking.text_key_problems(key)
        most = body.get("most_chars", LONGEST)
        fits = type(most) is int and 1 <= most <= LONGEST
        if not found and fits:
            fits = any(len(text) <= most for text in key["accepted"])
        return found if fits else [*found, "chars_wrong"]

    def shown(self, body: Body, order: Sequence[int]) -> dict[str, Any]:
        """How many characters may be typed."""
        return {"most_chars": body.get("most_chars", LONGEST)}

    def mark(self, body: Body, key: Key, response: Any, points: Decimal) -> Marked:
        """All points for an accepted text."""
        if response is None:
            return asking.EMPTY
        if not isinstance(response, str):
            return asking.MALFORMED
        if not response.strip():
            return asking.EMPTY
        return asking.marked(points, Fraction(asking.accepted_text(key, response) is not None))

    def words(self, body: Body, response: Any, order: Sequence[int]) -> str:
        """As it was typed."""
        return response.strip()[:LONGEST] if isinstance(response, str) else ""

    def lines(self, body: Body, key: Key) -> list[str]:
        """The accepted texts."""
        return [f"{text} ✓" for text in key["accepted"]]

    def parts(self, body: Body, key: Key) -> Sequence[AnswerPart]:
        """One part; a class for every accepted text, and one for all others."""
        accepted = [AnswerClass(text, Fraction(1)) for text in key["accepted"]]
        return (AnswerPart("", [*accepted, AnswerClass(str(OTHER), Fraction(0))]),)

    def classes(self, body: Body, key: Key, response: Any) -> list[int | None]:
        """The accepted text that was meant, or the class of the others."""
        if not isinstance(response, str) or not response.strip():
            return [None]
        found = asking.accepted_text(key, response)
        return [len(key["accepted"]) if found is None else found]

    def typed(self, sent: Mapping[str, Sequence[str]]) -> Fields:
        """accepted (rows), fold, case, most_chars."""
        return {
            "accepted": asking.rows(sent, "accepted", MOST),
            "fold": asking.first(sent, "fold") == "1",
            "case": asking.first(sent, "case") == "1",
            "most_chars": asking.first(sent, "most_chars"),
        }

    def fields(self, body: Body, key: Key) -> Fields:
        """As `typed`."""
        return {
            "accepted": list(key.get("accepted", ())),
            "fold": bool(key.get("fold")),
            "case": bool(key.get("case")),
            "most_chars": str(body.get("most_chars", "")),
        }

    def built(self, fields: Fields) -> tuple[dict[str, Any], dict[str, Any]]:
        """Empty rows are left out."""
        body = {}
        if fields["most_chars"]:
            body["most_chars"] = asking.whole(fields["most_chars"]) or 0
        accepted = [fields["accepted"][row] for row in asking.kept(fields["accepted"])]
        return body, {"accepted": accepted, "fold": fields["fold"], "case": fields["case"]}

    def samples(self) -> Sequence[Sample]:
        """Under all four ways of comparing."""
        malformed: tuple[Any, ...] = (1, True, ["Hà Nội"], {"a": "b"}, 0.5)
        names = ["Hà Nội", "Thủ đô Hà Nội"]
        ways = (
            (False, False, "hà  nội.", "ha noi"),
            (True, False, "HA NOI", "hanoi"),
            (False, True, "Hà Nội", "hà nội"),
            (True, True, "Ha Noi", "ha noi"),
        )
        return [
            Sample(
                body={"most_chars": 30},
                key={"accepted": names, "fold": fold, "case": case},
                right=right,
                wrong=wrong,
                malformed=malformed,
            )
            for fold, case, right, wrong in ways
        ]
