"""How a cluster of true or false statements is checked, shown and marked.

body      {"statements": [text, ...], "fixed": [index, ...]?}
key       {"truths": [bool, ...], "table": [share as decimal text, ...]}
response  [true | false | null for every statement]; all null is null
The table has one entry more than there are statements: what none, one, two … right ones earn.
The tables that rules and laws prescribe are rows of the bank, not of this code.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from flask_babel import lazy_gettext

from lms import asking
from lms.hooks import AnswerClass, AnswerPart, Body, Fault, Fields, Key, Marked, Sample

FEWEST, MOST = 2, 8
LETTERS = "abcdefgh"
TRUE, FALSE = lazy_gettext("True"), lazy_gettext("False")


class TrueFalse(asking.Kind):
    """Statements, each true or false."""

    name = "true_false"
    label = lazy_gettext("True/false cluster")
    icon = "check2-square"
    player_template = "true_false/player.html"
    review_template = "true_false/review.html"
    editor_template = "true_false/editor.html"
    takes_params = True
    faults: Mapping[str, Fault] = {
        "options_number": Fault("statements", lazy_gettext("Write two to eight statements.")),
        "option_empty": Fault("statements", lazy_gettext("A statement has no text.")),
        "options_same": Fault("statements", lazy_gettext("Two statements have the same text.")),
        "key_missing": Fault(
            "statements", lazy_gettext("Say of every statement whether it is true.")
        ),
        "table_wrong": Fault(
            "table",
            lazy_gettext(
                "The table needs one share more than there are statements, from 0 to 1, rising."
            ),
        ),
    }

    def problems(self, body: Body, key: Key) -> list[str]:
        """Codes: options_number, option_empty, options_same, key_missing, table_wrong."""

        def fits(size: int) -> bool:
            truths = key.get("truths")
            if not isinstance(truths, list) or len(truths) != size:
                return False
            return all(type(one) is bool for one in truths)

        found = asking.choice_problems(body.get("statements"), (FEWEST, MOST), fits, key)
        if "options_number" in found or self._table(key, len(body["statements"])):
            return found
        return [*found, "table_wrong"]

    def _table(self, key: Key, size: int) -> list[Fraction] | None:
        """The shares, or None where they do not rise from 0 or more to 1."""
        table = key.get("table")
        if not isinstance(table, list) or len(table) != size + 1:
            return None
        shares = [found for one in table if (found := asking.share(one)) is not None]
        if len(shares) != len(table) or shares != sorted(shares):
            return None
        return shares if shares[0] < shares[-1] == 1 else None

    def shuffle_size(self, body: Body) -> int:
        """Statements that are not fixed may change places."""
        return len(body["statements"])

    def shown(self, body: Body, order: Sequence[int]) -> dict[str, Any]:
        """The statements in `order`."""
        return {"statements": [body["statements"][index] for index in order]}

    def own(self, response: Any, order: Sequence[int]) -> Any:
        """The truths in the order in which the statements were written."""
        if not isinstance(response, list) or len(response) != len(order):
            return response
        found: list[Any] = [None] * len(order)
        for place, index in enumerate(order):
            found[index] = response[place]
        return found

    def _given(self, body: Body, response: Any) -> list[bool | None] | None:
        """The response as one entry a statement, None for what is no response."""
        if not isinstance(response, list) or len(response) != len(body["statements"]):
            return None
        fits = all(one is None or type(one) is bool for one in response)
        return response if fits else None

    def mark(self, body: Body, key: Key, response: Any, points: Decimal) -> Marked:
        """What the table says for the number of statements that were judged rightly."""
        if response is None:
            return asking.EMPTY
        given = self._given(body, response)
        if given is None:
            return asking.MALFORMED
        if not any(one is not None for one in given):
            return asking.EMPTY
        right = sum(one is truth for one, truth in zip(given, key["truths"], strict=True))
        return asking.marked(points, asking.share(key["table"][right]) or Fraction(0))

    def words(self, body: Body, response: Any, order: Sequence[int]) -> str:
        """Letters as they were shown: "a) Đúng · b) Sai"."""
        given = self._given(body, response)
        if given is None:
            return ""
        return " · ".join(
            f"{LETTERS[place]}) {TRUE if given[index] else FALSE}"
            for place, index in enumerate(order)
            if given[index] is not None
        )

    def lines(self, body: Body, key: Key) -> list[str]:
        """The statements with what they are."""
        return [
            f"{asking.lettered(LETTERS[n], text, ')')} – {TRUE if truth else FALSE}"
            for n, (text, truth) in enumerate(zip(body["statements"], key["truths"], strict=True))
        ]

    def parts(self, body: Body, key: Key) -> Sequence[AnswerPart]:
        """A part for every statement; the right judgement counts as its equal share."""
        each = Fraction(1, len(body["statements"]))
        return [
            AnswerPart(
                asking.lettered(LETTERS[n], text, ")"),
                [
                    AnswerClass(str(TRUE), each if truth else Fraction(0)),
                    AnswerClass(str(FALSE), Fraction(0) if truth else each),
                ],
            )
            for n, (text, truth) in enumerate(zip(body["statements"], key["truths"], strict=True))
        ]

    def classes(self, body: Body, key: Key, response: Any) -> list[int | None]:
        """0 for true, 1 for false."""
        given = self._given(body, response) or [None] * len(body["statements"])
        return [None if one is None else int(not one) for one in given]

    def typed(self, sent: Mapping[str, Sequence[str]]) -> Fields:
        """statements, truths ("1", "0" or "" a row), table (text), keep (their order)."""
        statements = asking.rows(sent, "statements", MOST)
        return {
            "statements": statements,
            "truths": [asking.first(sent, f"truth-{n}") for n in range(len(statements))],
            "table": asking.first(sent, "own_table") or asking.first(sent, "table"),
            "keep": asking.first(sent, "keep") == "1",
        }

    def fields(self, body: Body, key: Key) -> Fields:
        """As `typed`; statements of a new question keep their order."""
        statements = list(body.get("statements", ()))
        return {
            "statements": statements,
            "truths": ["1" if truth else "0" for truth in key.get("truths", ())],
            "table": " ".join(key.get("table", ())),
            "keep": bool(self.fixed(body)) or not statements,
        }

    def built(self, fields: Fields) -> tuple[dict[str, Any], dict[str, Any]]:
        """Empty statements are left out."""
        stay = asking.kept(fields["statements"])
        body: dict[str, Any] = {"statements": [fields["statements"][place] for place in stay]}
        if fields["keep"]:
            body["fixed"] = list(range(len(stay)))
        truths = [{"1": True, "0": False}.get(fields["truths"][place]) for place in stay]
        table = [one.replace(",", ".") for one in fields["table"].replace(";", " ").split()]
        return body, {"truths": truths, "table": table}

    def samples(self) -> Sequence[Sample]:
        """A cluster of four, and one of three by equal shares."""
        malformed: tuple[Any, ...] = (
            True, "true", [True], [True] * 5, [1, 0, 1, 0], ["true"] * 4, {"a": True}, [[True]] * 4,
        )  # fmt: skip
        return (
            Sample(
                body={
                    "statements": ["$2$ là số nguyên tố", "$9$ là số nguyên tố", "$7 > 5$", "$0>1$"]
                },
                key={
                    "truths": [True, False, True, False],
                    "table": ["0", "0.1", "0.3", "0.6", "1"],
                },
                right=[True, False, True, False],
                partly=[True, False, None, True],
                wrong=[False, True, False, True],
                malformed=malformed,
            ),
            Sample(
                body={"statements": ["a", "b", "c"], "fixed": [0, 1, 2]},
                key={"truths": [True, True, False], "table": ["0", "0.33", "0.67", "1"]},
                right=[True, True, False],
                partly=[True, None, None],
                wrong=[False, None, None],
                malformed=([True] * 4, "x"),
            ),
        )
