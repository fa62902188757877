"""How an essay is checked, shown and kept for who marks it.

body      {"lines": n?, "fewest_words": n?, "most_words": n?}
key       {"rubric": [{"text", "share"}, ...]}; shares add up to 1
response  text
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext

from lms import asking
from lms.hooks import Body, Fault, Fields, Key, Marked, Sample

LINES, MOST_LINES, MOST_WORDS = 10, 60, 3000


class Essay(asking.Kind):
    """A text of one's own."""

    name = "essay"
    label = lazy_gettext("Essay")
    icon = "journal-text"
    player_template = "essay/player.html"
    review_template = "essay/review.html"
    editor_template = "essay/editor.html"
    by_hand = True
    faults: Mapping[str, Fault] = {
        "lines_wrong": Fault("lines", lazy_gettext("Give 1 to 60 lines.")),
        "words_wrong": Fault(
            "words", lazy_gettext("Give at most 3000 words, and not fewer at most than at least.")
        ),
        "rubric_wrong": Fault(
            "rubric",
            lazy_gettext("Every line of the rubric has a text; the shares add up to 100 per cent."),
        ),
    }

    def problems(self, body: Body, key: Key) -> list[str]:
        """Codes: lines_wrong, words_wrong, rubric_wrong."""
        found = []
        lines = body.get("lines", LINES)
        if type(lines) is not int or not 1 <= lines <= MOST_LINES:
            found.append("lines_wrong")
        fewest, most = body.get("fewest_words", 1), body.get("most_words", MOST_WORDS)
        whole = type(fewest) is int and type(most) is int
        if not whole or not 1 <= fewest <= most <= MOST_WORDS:
            found.append("words_wrong")
        return found + asking.rubric_problems(key)

    def shown(self, body: Body, order: Sequence[int]) -> dict[str, Any]:
        """How much room there is, and how many words are wanted."""
        return {
            "lines": body.get("lines", LINES),
            "fewest_words": body.get("fewest_words"),
            "most_words": body.get("most_words"),
            "longest": asking.LONGEST_ANSWER,
        }

    def mark(self, body: Body, key: Key, response: Any, points: Decimal) -> Marked:
        """Nothing: a person marks it."""
        if response is None or (isinstance(response, str) and not response.strip()):
            return asking.EMPTY
        return asking.UNMARKED if isinstance(response, str) else asking.MALFORMED

    def words(self, body: Body, response: Any, order: Sequence[int]) -> str:
        """The text."""
        return response.strip() if isinstance(response, str) else ""

    def lines(self, body: Body, key: Key) -> list[str]:
        """The rubric."""
        return [f"{row['text']} – {row['share']} %" for row in asking.rubric_rows(key)]

    def typed(self, sent: Mapping[str, Sequence[str]]) -> Fields:
        """lines, fewest_words, most_words (texts), rubric (rows)."""
        numbers = ("lines", "fewest_words", "most_words")
        found: Fields = {name: asking.first(sent, name) for name in numbers}
        return {**found, "rubric": asking.typed_rubric(sent)}

    def fields(self, body: Body, key: Key) -> Fields:
        """As `typed`."""
        numbers = ("lines", "fewest_words", "most_words")
        found: Fields = {name: str(body.get(name, "")) for name in numbers}
        return {**found, "rubric": asking.rubric_rows(key)}

    def built(self, fields: Fields) -> tuple[dict[str, Any], dict[str, Any]]:
        """Empty rows are left out; what is no number becomes 0, to be named."""
        numbers = ("lines", "fewest_words", "most_words")
        body = {name: asking.whole(fields[name]) or 0 for name in numbers if fields[name]}
        rubric = asking.built_rubric(fields["rubric"])
        return body, ({"rubric": rubric} if rubric else {})

    def samples(self) -> Sequence[Sample]:
        """With a rubric, and without anything."""
        malformed: tuple[Any, ...] = (1, True, ["a"], {"text": "a"}, 0.5)
        rubric = [{"text": "Mở bài", "share": "0.25"}, {"text": "Thân bài", "share": "0.75"}]
        return (
            Sample(
                body={"lines": 12, "fewest_words": 50, "most_words": 200},
                key={"rubric": rubric},
                right="Quê hương em",
                wrong=None,
                malformed=malformed,
            ),
            Sample(body={}, key={}, right="x", wrong=None, malformed=malformed),
        )
