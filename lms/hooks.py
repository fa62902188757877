"""The doors for plugins of the teaching wing: kinds of activity and kinds of question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, Protocol

ACTIVITY = "lms.activity"
QUESTION = "lms.question"

MarkState = Literal["right", "partly", "wrong", "empty", "malformed"]


class ActivityKind(Protocol):
    """A kind of activity in a course. Its pages are the plugin's own blueprint.

    `view_endpoint` and `edit_endpoint` take `activity_id`; `new_endpoint` takes `course_id` and
    the query argument `section`. `graded`: pupils hand something in and get a mark. A kind may
    also have `is_lesson = True` (time spent on its page counts as a lesson viewed) and
    `mark_endpoint` (takes `activity_id`): where its teacher goes to mark what was handed in.
    """

    name: str
    label: Any
    icon: str
    view_endpoint: str
    edit_endpoint: str
    new_endpoint: str
    graded: bool


@dataclass(frozen=True)
class Marked:
    """`points` of at most the points offered; `state` says how the answer was understood."""

    points: Decimal
    state: MarkState


@dataclass(frozen=True)
class Sample:
    """A question with answers whose marks are known; one test drives every kind through them."""

    body: Mapping[str, Any]
    key: Mapping[str, Any]
    right: Any
    wrong: Any
    malformed: Sequence[Any]
    partly: Any = None


class QuestionKind(Protocol):
    """A kind of question. Pure: no database, no request.

    `body` is what a pupil may see (options and so on), `key` what decides, both plain JSON.
    A response is plain JSON too; `order` is the permutation in which options are shown. What a
    pupil's page sends names options by the place where they are shown; `own` turns it into the
    index in `body`, and everywhere else a response names options by that index.

    The player template gets `item` (what `shown` returned), `stem` and `name` (of the inputs) and
    makes one fieldset with data-answer="one" (the value of the checked input, as a number).
    The review template gets `stem`, `body`, `order`, `response` and `key` (None: not released).
    """

    name: str
    label: Any
    player_template: str
    review_template: str

    def problems(self, body: Mapping[str, Any], key: Mapping[str, Any]) -> list[str]:
        """Codes of what makes the question unusable; empty when it is good."""
        ...

    def shuffle_size(self, body: Mapping[str, Any]) -> int:
        """How many options may change places (0: none)."""
        ...

    def shown(self, body: Mapping[str, Any], order: Sequence[int]) -> dict[str, Any]:
        """What is sent to the pupil, options in `order`; nothing of the key."""
        ...

    def own(self, response: Any, order: Sequence[int]) -> Any:
        """A response by shown places, as the pupil's page sends it, in the body's own indices.

        Never raises; what is malformed stays so. Pages never see own indices, because the
        order in which an author wrote the options says too much.
        """
        ...

    def mark(
        self, body: Mapping[str, Any], key: Mapping[str, Any], response: Any, points: Decimal
    ) -> Marked:
        """The mark of a response. Never raises for any response."""
        ...

    def words(self, body: Mapping[str, Any], response: Any, order: Sequence[int]) -> str:
        """The response as a teacher reads it ("B. đúng"); an empty string for none."""
        ...

    def samples(self) -> Sequence[Sample]:
        """Questions that show right, partly right, wrong and malformed answers."""
        ...
