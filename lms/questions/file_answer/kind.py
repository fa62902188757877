"""How an answer by photo or file is checked, shown and kept for who marks it.

body      {"most_files": 1..5, "what": ["photo" | "pdf" | "office" | "audio", ...]}
key       {"rubric": [{"text", "share"}, ...]}; shares add up to 1
response  [uid of an upload, ...]
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext

from lms import asking
from lms.hooks import Body, Fault, Fields, Key, Marked, Sample

MOST = 5
ENDINGS = {
    "photo": "image/jpeg,image/png,image/webp,image/heic",
    "pdf": "application/pdf",
    "office": ".docx,.xlsx,.pptx,.odt",
    "audio": ".mp3,.m4a",
}
_UID = re.compile(asking.UID)


class FileAnswer(asking.Kind):
    """Photographs or files."""

    name = "file_answer"
    label = lazy_gettext("Answer by photo or file")
    icon = "upload"
    player_template = "file_answer/player.html"
    review_template = "file_answer/review.html"
    editor_template = "file_answer/editor.html"
    by_hand = True
    faults: Mapping[str, Fault] = {
        "files_number": Fault("most_files", lazy_gettext("Allow one to five files.")),
        "what_unknown": Fault("what", lazy_gettext("Choose what may be handed in.")),
        "rubric_wrong": Fault(
            "rubric",
            lazy_gettext("Every line of the rubric has a text; the shares add up to 100 per cent."),
        ),
    }

    def problems(self, body: Body, key: Key) -> list[str]:
        """Codes: files_number, what_unknown, rubric_wrong."""
        found, most, what = [], body.get("most_files"), body.get("what")
        if type(most) is not int or not 1 <= most <= MOST:
            found.append("files_number")
        if not isinstance(what, list) or not what or not all(one in tuple(ENDINGS) for one in what):
            found.append("what_unknown")
        return found + asking.rubric_problems(key)

    def shown(self, body: Body, order: Sequence[int]) -> dict[str, Any]:
        """How many files of which kinds."""
        what = body["what"]
        return {
            "most_files": body["most_files"],
            "photo": "photo" in what,
            "only_photo": what == ["photo"],
            "accept": ",".join(ENDINGS[one] for one in what),
        }

    def _uids(self, body: Body, response: Any) -> list[str] | None:
        if not isinstance(response, list) or not 1 <= len(response) <= MOST:
            return None
        fits = all(isinstance(one, str) and _UID.fullmatch(one) for one in response)
        return response if fits and len(set(response)) == len(response) else None

    def mark(self, body: Body, key: Key, response: Any, points: Decimal) -> Marked:
        """Nothing: a person marks it."""
        if response is None or response == []:
            return asking.EMPTY
        return asking.MALFORMED if self._uids(body, response) is None else asking.UNMARKED

    def words(self, body: Body, response: Any, order: Sequence[int]) -> str:
        """How many files there are."""
        uids = self._uids(body, response)
        return f"× {len(uids)}" if uids else ""

    def lines(self, body: Body, key: Key) -> list[str]:
        """The rubric."""
        return [f"{row['text']} – {row['share']} %" for row in asking.rubric_rows(key)]

    def typed(self, sent: Mapping[str, Sequence[str]]) -> Fields:
        """most_files (text), what (list), rubric (rows)."""
        return {
            "most_files": asking.first(sent, "most_files"),
            "what": [one for one in ENDINGS if one in sent.get("what", ())],
            "rubric": asking.typed_rubric(sent),
        }

    def fields(self, body: Body, key: Key) -> Fields:
        """As `typed`."""
        return {
            "most_files": str(body.get("most_files", 1)),
            "what": list(body.get("what", ["photo", "pdf"])),
            "rubric": asking.rubric_rows(key),
        }

    def built(self, fields: Fields) -> tuple[dict[str, Any], dict[str, Any]]:
        """Empty rows are left out; what is no number becomes 0, to be named."""
        rubric = asking.built_rubric(fields["rubric"])
        body = {"most_files": asking.whole(fields["most_files"]) or 0, "what": fields["what"]}
        return body, ({"rubric": rubric} if rubric else {})

    def samples(self) -> Sequence[Sample]:
        """A photograph."""
        uid = "0198c1f0-0000-7000-8000-000000000001"
        malformed: tuple[Any, ...] = (1, uid, [1], ["../x"], [uid, uid], {"0": uid}, [uid + "/"])
        return (
            Sample(
                body={"most_files": 2, "what": ["photo", "pdf"]},
                key={"rubric": [{"text": "Hình vẽ", "share": "1"}]},
                right=[uid],
                wrong=None,
                malformed=malformed,
            ),
        )
