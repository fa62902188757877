"""Every registered question kind is driven through its own samples."""

import json
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from lms import asking
from lms.bank.rules import Content
from lms.bank.service import problems
from lms.hooks import QUESTION, QuestionKind, Sample
from lms.questions.cloze.kind import Cloze
from lms.questions.essay.kind import Essay
from lms.questions.file_answer.kind import FileAnswer
from lms.questions.hotspot.kind import Hotspot
from lms.questions.matching.kind import Matching
from lms.questions.multiple_choice.kind import MultipleChoice
from lms.questions.ordering.kind import Ordering
from lms.questions.short_number.kind import ShortNumber
from lms.questions.short_text.kind import ShortText
from lms.questions.single_choice.kind import SingleChoice
from lms.questions.true_false.kind import TrueFalse
from school.people.models import Person
from suite.hooks import registry
from tests.kit import make
from tests.lms.questions.hostile_content import contents

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 1001) | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
POINTS = Decimal("0.25")
KINDS: list[QuestionKind] = [
    SingleChoice(),
    MultipleChoice(),
    TrueFalse(),
    ShortNumber(),
    ShortText(),
    Matching(),
    Ordering(),
    Cloze(),
    Essay(),
    FileAnswer(),
    Hotspot(),
]
EACH = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


def orders(kind: QuestionKind, sample: Sample) -> Iterator[list[int]]:
    order = list(range(kind.shuffle_size(sample.body)))
    for seed in range(4):
        Random(seed).shuffle(order)
        yield list(order)


def shown_as(value: Any, order: list[int]) -> Any:
    """An own response as the page of a pupil with that order would send it."""
    if isinstance(value, int) and not isinstance(value, bool):
        return order.index(value)
    if isinstance(value, list) and all(type(one) is int for one in value if one is not None):
        return [None if one is None else order.index(one) for one in value]
    if isinstance(value, list) and order and all(one is None or one in (0, 1) for one in value):
        return [value[index] for index in order]
    return value


def test_all_kinds_are_registered_and_have_samples(app: Flask) -> None:
    kinds = registry().kinds(QUESTION)
    assert [kind.name for kind in KINDS] == list(kinds)
    assert all(kind.samples() for kind in kinds.values())


@EACH
def test_samples_are_good_questions_with_the_marks_they_say(app: Flask, kind: QuestionKind) -> None:
    for sample in kind.samples():
        assert problems(Content(kind.name, "?", dict(sample.body), dict(sample.key))) == []
        json.dumps([sample.body, sample.key])

        def mark(response: Any, sample: Sample = sample) -> Any:
            marked = kind.mark(sample.body, sample.key, response, POINTS)
            return marked.points, marked.state

        assert mark(None) == (Decimal(0), "empty")
        assert [mark(one) for one in sample.malformed] == [
            (Decimal(0), "malformed") for _ in sample.malformed
        ]
        if kind.by_hand:
            assert mark(sample.right) == (Decimal(0), "unmarked")
            continue
        assert mark(sample.right) == (POINTS, "right")
        assert mark(sample.wrong) == (Decimal(0), "wrong")
        if sample.partly is not None:
            points, state = mark(sample.partly)
            assert 0 < points < POINTS and state == "partly"


@EACH
def test_what_is_shown_says_nothing_of_the_key(app: Flask, kind: QuestionKind) -> None:
    for sample in kind.samples():
        for order in orders(kind, sample):
            shown = kind.shown(sample.body, order)
            assert kind.shown(sample.body, order) == shown
            page = app.jinja_env.get_template(kind.player_template).render(
                item=shown, stem="<b>1 < 2</b>", name="q1"
            )
            assert "&lt;b&gt;" in page and "<fieldset" in page and "<legend" in page
            assert page.count("data-answer=") == 1


@EACH
def test_the_review_shows_every_answer_and_no_key_before_its_time(
    app: Flask, kind: QuestionKind
) -> None:
    def render(**what: Any) -> str:
        with app.test_request_context():
            return app.jinja_env.get_template(kind.review_template).render(**what)

    for sample in kind.samples():
        for order in orders(kind, sample):
            for taken, response in (
                (False, None),
                *((True, one) for one in (None, sample.right, sample.partly, sample.wrong)),
            ):
                pages = [
                    render(
                        stem="<i>", body=sample.body, order=order, response=response, key=key,
                        taken=taken, files={}, pictures={},
                    )
                    for key in (None, sample.key)
                ]  # fmt: skip
                assert "&lt;i&gt;" in pages[0]
                assert not re.search("is-right|is-wrong|is-key|right answer", pages[0])
                if not kind.by_hand:
                    assert pages[0] != pages[1]


@EACH
def test_the_editor_shows_every_field_and_every_fault(
    signed_in: Callable[[Person], FlaskClient], kind: QuestionKind
) -> None:
    client = signed_in(make.teacher(make.school_class()))
    address = f"/bank/new?kind={kind.name}"
    assert client.get(address).status_code == 200
    told = {"subject_code": "TOAN", "grade": "", "topic": "", "stem": "Một câu?", "solution": ""}
    more = client.post(address, data={**told, "action": "more"})
    assert more.status_code == 200 and "Một câu?" in more.text
    empty = client.post(address, data=told)
    assert empty.status_code == (422 if kind.name != "essay" else 303)
    assert ("field-error" in empty.text) is (empty.status_code == 422)
    for sample in kind.samples():
        fields = kind.fields(sample.body, sample.key)
        assert kind.built(kind.typed(sent_by(client, fields, kind))) == kind.built(fields)


def sent_by(client: FlaskClient, fields: dict[str, Any], kind: QuestionKind) -> dict[str, Any]:
    """What a browser would send of the editor with these fields in it."""
    with client.application.test_request_context():
        page = client.application.jinja_env.get_template(kind.editor_template).render(
            fields=fields, errors={}, share_tables=[], lang="vi", pictures={}
        )
    form = html.fromstring(f"<form>{page}</form>")
    found: dict[str, list[str]] = {}
    for name, value in form.form_values():
        found.setdefault(name, []).append(value)
    return found


@EACH
def test_a_shown_answer_comes_back_as_the_own_one(app: Flask, kind: QuestionKind) -> None:
    for sample in kind.samples():
        for order in orders(kind, sample):
            for response in (sample.right, sample.partly, sample.wrong):
                sent = shown_as(response, order)
                own = kind.own(json.loads(json.dumps(sent)), order)
                assert own == response
                if response is not None:
                    assert kind.words(sample.body, own, order)
            assert kind.own(None, order) is None
            assert kind.words(sample.body, None, order) == ""


@EACH
def test_the_editor_gives_back_what_it_was_given(app: Flask, kind: QuestionKind) -> None:
    for sample in kind.samples():
        fields = kind.fields(sample.body, sample.key)
        body, key = kind.built(fields)
        for response in (sample.right, sample.partly, sample.wrong, *sample.malformed):
            assert kind.mark(body, key, response, POINTS) == kind.mark(
                sample.body, sample.key, response, POINTS
            )
        assert kind.fields(body, key) == fields
        assert kind.problems(body, key) == []
    empty = kind.fields({}, {})
    assert kind.typed({}).keys() == empty.keys()
    found = kind.problems(*kind.built(empty))
    assert set(found) <= set(kind.faults)
    assert bool(found) is (kind.name not in ("essay", "file_answer"))


@EACH
def test_every_answer_falls_into_a_class_by_its_share(app: Flask, kind: QuestionKind) -> None:
    for sample in kind.samples():
        parts = kind.parts(sample.body, sample.key)
        for response in (None, sample.right, sample.partly, sample.wrong, *sample.malformed):
            found = kind.classes(sample.body, sample.key, response)
            assert len(found) == len(parts)
            for one, part in zip(found, parts, strict=True):
                assert one is None or 0 <= one < len(part.classes)
        if kind.by_hand:
            continue
        for response, whole in ((sample.right, True), (sample.wrong, False)):
            ways = zip(kind.classes(sample.body, sample.key, response), parts, strict=True)
            shares = [part.classes[way].share for way, part in ways if way is not None]
            if kind.name != "ordering" or whole:
                assert (sum(shares) == 1) is whole or len(shares) > 1
        assert kind.lines(sample.body, sample.key)


@EACH
@settings(max_examples=40)
@given(response=JSON)
def test_no_response_breaks_a_kind(kind: QuestionKind, response: Any) -> None:
    for sample in kind.samples():
        order = list(range(kind.shuffle_size(sample.body)))[::-1]
        for one in (response, kind.own(response, order)):
            marked = kind.mark(sample.body, sample.key, one, POINTS)
            assert 0 <= marked.points <= POINTS
            assert (marked.points == POINTS) is (marked.state == "right")
            kind.words(sample.body, one, order)


@EACH
@settings(max_examples=30)
@given(data=st.data())
def test_no_question_breaks_the_gate(kind: QuestionKind, data: st.DataObject) -> None:
    """Whatever passes it can be shown, marked, counted and edited."""
    body, key = data.draw(contents(kind))
    codes = kind.problems(body, key)
    assert set(codes) <= set(kind.faults)
    if codes:
        return
    order = list(range(kind.shuffle_size(body)))
    json.dumps([kind.shown(body, order), kind.lines(body, key)])
    for response in (None, *(sample.right for sample in kind.samples())):
        assert 0 <= kind.mark(body, key, response, POINTS).points <= POINTS
        assert len(kind.classes(body, key, response)) == len(kind.parts(body, key))
        kind.words(body, response, order)
    kind.built(kind.fields(body, key))


@EACH
@settings(max_examples=40)
@given(sent=st.dictionaries(st.sampled_from(
    ["options-0", "options-1", "right", "fixed", "also", "rule", "statements-0", "truth-0",
     "table", "value-0", "tolerance-0", "most_chars", "accepted-0", "left-0", "right-0",
     "items-0", "text", "answers-0", "type-0", "share-0", "lines", "rubric-text-0",
     "rubric-share-0", "most_files", "what", "areas-0", "place-0", "x-0", "y-0", "most"]),
    st.lists(st.text(max_size=6), min_size=1, max_size=2)))  # fmt: skip
def test_nothing_that_is_typed_breaks_an_editor(
    kind: QuestionKind, sent: dict[str, list[str]]
) -> None:
    body, key = kind.built(kind.typed(sent))
    assert set(kind.problems(body, key)) <= set(kind.faults)


def test_what_may_be_handed_in_is_a_list_of_words() -> None:
    body = {"most_files": 1, "what": [["photo"]]}
    assert FileAnswer().problems(body, {"rubric": []}) == ["what_unknown"]


def test_bad_questions_are_named() -> None:
    kind = SingleChoice()
    assert kind.problems({}, {}) == ["options_number"]
    assert kind.problems({"options": ["a", " "]}, {"right": 0}) == ["option_empty"]
    assert kind.problems({"options": ["a", "a "]}, {"right": 0}) == ["options_same"]
    assert kind.problems({"options": ["a", "b"]}, {"right": 2}) == ["key_missing"]
    assert kind.problems({"options": ["a", "b"]}, {"right": True}) == ["key_missing"]
    assert kind.problems({"options": ["a", "b"]}, {"right": 0, "also": [7]}) == ["key_missing"]


NUMBERS = {"-1,5": "−1.5", "+3": "3,0", "0,1": "0.10", " 1 000": "1000"}


@pytest.mark.parametrize(("value", "same"), NUMBERS.items())
def test_numbers_are_read_as_people_write_them(value: str, same: str) -> None:
    assert asking.decimal(value) == asking.decimal(same) is not None


@given(
    value=st.decimals(-999, 999, places=3, allow_nan=False),
    tolerance=st.decimals(0, 9, places=3, allow_nan=False),
    off=st.decimals(-20, 20, places=3, allow_nan=False),
)
def test_tolerance_is_exact(value: Decimal, tolerance: Decimal, off: Decimal) -> None:
    kind, key = ShortNumber(), {"accepted": [{"value": str(value), "tolerance": str(tolerance)}]}
    typed = f"{value + off:f}".replace(".", ",")
    state = kind.mark({}, key, typed, POINTS).state
    assert state == ("right" if abs(off) <= tolerance else "wrong")


@given(
    points=st.decimals(0, 10, places=2, allow_nan=False),
    given=st.lists(st.sampled_from([True, False, None]), min_size=4, max_size=4),
)
def test_the_table_decides_alone(points: Decimal, given: list[bool | None]) -> None:
    kind = TrueFalse()
    truths = [True, False, False, True]
    table = ["0", "0.1", "0.25", "0.5", "1"]
    body = {"statements": list("abcd")}
    marked = kind.mark(body, {"truths": truths, "table": table}, given, points)
    right = sum(a is b for a, b in zip(given, truths, strict=True))
    assert abs(marked.points - points * Decimal(table[right])) <= Decimal("0.005")


def test_the_rules_of_multiple_choice() -> None:
    kind, body = MultipleChoice(), {"options": ["a", "b", "c", "d"]}

    def points(rule: str, response: list[int]) -> Decimal:
        key = {"right": [0, 1, 2], "rule": rule}
        return kind.mark(body, key, response, Decimal(1)).points

    assert [points("all", one) for one in ([0, 1, 2], [0, 1], [0, 1, 2, 3])] == [1, 0, 0]
    assert points("each", [0, 2]) == Decimal("0.67") and points("each", [0, 1, 3]) == 0
    assert points("minus", [0, 1, 3]) == Decimal("0.33") and points("minus", [3]) == 0
