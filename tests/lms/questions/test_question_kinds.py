"""Every registered question kind is driven through its own samples."""

import json
from decimal import Decimal
from random import Random
from typing import Any

from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from lms.hooks import QUESTION, QuestionKind, Sample
from lms.questions.single_choice.kind import SingleChoice
from suite.hooks import registry

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
POINTS = Decimal("0.25")


def samples(app: Flask) -> list[tuple[QuestionKind, Sample]]:
    kinds = registry().kinds(QUESTION)
    assert "single_choice" in kinds
    return [(kind, sample) for kind in kinds.values() for sample in kind.samples()]


def test_samples_are_good_questions_with_the_marks_they_say(app: Flask) -> None:
    for kind, sample in samples(app):
        assert kind.problems(sample.body, sample.key) == []

        def mark(response: Any, kind: QuestionKind = kind, sample: Sample = sample) -> Any:
            return kind.mark(sample.body, sample.key, response, POINTS)

        assert (mark(sample.right).points, mark(sample.right).state) == (POINTS, "right")
        assert (mark(sample.wrong).points, mark(sample.wrong).state) == (Decimal(0), "wrong")
        assert (mark(None).points, mark(None).state) == (Decimal(0), "empty")
        if sample.partly is not None:
            assert 0 < mark(sample.partly).points < POINTS
        for response in sample.malformed:
            assert (mark(response).points, mark(response).state) == (Decimal(0), "malformed")


def test_what_is_shown_says_nothing_of_the_key(app: Flask) -> None:
    for kind, sample in samples(app):
        order = list(range(kind.shuffle_size(sample.body)))
        for seed in range(5):
            Random(seed).shuffle(order)
            shown = json.dumps(kind.shown(sample.body, order))
            others = [json.dumps(kind.shown(sample.body, order)) for _ in range(2)]
            assert others == [shown, shown]
            html = app.jinja_env.get_template(kind.player_template).render(
                item=kind.shown(sample.body, order), stem="<b>1 < 2</b>", name="q1"
            )
            assert "&lt;b&gt;" in html and "<fieldset" in html and "<legend" in html


def test_a_shown_place_comes_back_as_the_own_index(app: Flask) -> None:
    for kind, sample in samples(app):
        order = list(range(kind.shuffle_size(sample.body)))
        Random(7).shuffle(order)
        if isinstance(sample.right, int):
            assert kind.own(order.index(sample.right), order) == sample.right
            assert kind.words(sample.body, sample.right, order)
        assert kind.own(None, order) is None
        assert kind.words(sample.body, None, order) == ""


@given(response=JSON)
def test_no_response_breaks_single_choice(response: Any) -> None:
    kind = SingleChoice()
    sample = kind.samples()[0]
    own = kind.own(response, [3, 1, 0, 2])
    for one in (response, own):
        marked = kind.mark(sample.body, sample.key, one, POINTS)
        assert marked.points in (0, POINTS)
        kind.words(sample.body, one, [3, 1, 0, 2])


def test_bad_questions_are_named() -> None:
    kind = SingleChoice()
    assert kind.problems({}, {}) == ["options_number"]
    assert kind.problems({"options": ["a", " "]}, {"right": 0}) == ["option_empty"]
    assert kind.problems({"options": ["a", "a "]}, {"right": 0}) == ["options_same"]
    assert kind.problems({"options": ["a", "b"]}, {"right": 2}) == ["key_missing"]
    assert kind.problems({"options": ["a", "b"]}, {"right": True}) == ["key_missing"]
