"""The doors for plugins of the teaching wing: kinds of activity and kinds of question."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, NamedTuple, Protocol

ACTIVITY = "lms.activity"
QUESTION = "lms.question"

MarkState = Literal["right", "partly", "wrong", "empty", "malformed", "unmarked"]


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
    """`points` of at most the points offered; `state` says how the answer was understood.

    "unmarked": a person has to mark it; the points are 0 until then.
    """

    points: Decimal
    state: MarkState


@dataclass(frozen=True)
class Sample:
    """A question with answers whose marks are known; one test drives every kind through them.

    Of a kind that a person marks, `right` is any answer that has to be marked and `wrong` None.
    """

    body: Mapping[str, Any]
    key: Mapping[str, Any]
    right: Any
    wrong: Any
    malformed: Sequence[Any]
    partly: Any = None


class Fault(NamedTuple):
    """What the editor says about a code of `problems`, and beside which of its fields."""

    field: str
    text: Any


@dataclass(frozen=True)
class AnswerClass:
    """One way of answering a part; `share` is what it earns of the whole question by the key."""

    words: str
    share: Fraction


@dataclass(frozen=True)
class AnswerPart:
    """A part of a question in the statistics: a statement, a gap; most kinds have one."""

    label: str
    classes: Sequence[AnswerClass]


Fields = dict[str, Any]
Body = Mapping[str, Any]
Key = Mapping[str, Any]


class QuestionKind(Protocol):
    """A kind of question. Pure: no database, no request. `lms.asking.Kind` has what most share.

    `body` is what a pupil may see (options and so on), `key` what decides, both plain JSON.
    A response is plain JSON too; `order` is the permutation in which options are shown. What a
    pupil's page sends names options by the place where they are shown; `own` turns it into the
    index in `body`, and everywhere else a response names options by that index.

    `takes_params`: its texts may hold expressions of parameters (lms.parameters), so that `lines`
    and `parts` must bear them unfilled. `by_hand`: a person marks it; `must_shuffle`: options are
    mixed even where the teacher keeps the order, because the order of writing is the answer.

    The player template gets `item` (what `shown` returned), `stem` and `name` (of the inputs) and
    makes one fieldset whose data-answer names the way in which its answer is read
    (docs/question-kinds.md). The review template gets `stem`, `body`, `order`, `response`, `key`
    (None: not released) and `files` (of the response, by uid). Texts of a question are printed
    through the filter `asked`.

    The editor template gets `fields`, `errors` (text by name of field) and whatever
    lms/questions/editor.html offers; it needs no script. `typed` reads the submitted values into
    fields, `built` makes body and key of them, `fields` is the way back; bad input stays in the
    fields and is named by `problems`.
    """

    name: str
    label: Any
    icon: str
    player_template: str
    review_template: str
    editor_template: str
    faults: Mapping[str, Fault]
    by_hand: bool
    must_shuffle: bool
    takes_params: bool

    def problems(self, body: Body, key: Key) -> list[str]:
        """Codes of what makes the question unusable; empty when it is good. Never raises."""
        ...

    def shuffle_size(self, body: Body) -> int:
        """How many options may change places (0: none)."""
        ...

    def fixed(self, body: Body) -> Collection[int]:
        """Which of them must stay where they were written."""
        ...

    def shown(self, body: Body, order: Sequence[int]) -> dict[str, Any]:
        """What is sent to the pupil, options in `order`; nothing of the key."""
        ...

    def own(self, response: Any, order: Sequence[int]) -> Any:
        """A response by shown places, as the pupil's page sends it, in the body's own indices.

        Never raises; what is malformed stays so. Pages never see own indices, because the
        order in which an author wrote the options says too much.
        """
        ...

    def mark(self, body: Body, key: Key, response: Any, points: Decimal) -> Marked:
        """The mark of a response. Never raises for any response."""
        ...

    def words(self, body: Body, response: Any, order: Sequence[int]) -> str:
        """The response as a teacher reads it ("B. đúng"); an empty string for none."""
        ...

    def lines(self, body: Body, key: Key) -> list[str]:
        """Options and key as lines of plain text for a teacher, without the stem."""
        ...

    def parts(self, body: Body, key: Key) -> Sequence[AnswerPart]:
        """The parts of the question and the ways of answering each, for statistics."""
        ...

    def classes(self, body: Body, key: Key, response: Any) -> list[int | None]:
        """Which way each part was answered, None where it was not. Never raises."""
        ...

    def typed(self, sent: Mapping[str, Sequence[str]]) -> Fields:
        """The editor's fields from what was submitted."""
        ...

    def fields(self, body: Body, key: Key) -> Fields:
        """The editor's fields of a version; of a new question where both are empty."""
        ...

    def built(self, fields: Fields) -> tuple[dict[str, Any], dict[str, Any]]:
        """Body and key of the fields. Never raises; what is missing, `problems` names."""
        ...

    def samples(self) -> Sequence[Sample]:
        """Questions that show right, partly right, wrong and malformed answers."""
        ...
