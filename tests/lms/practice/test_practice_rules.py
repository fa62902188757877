"""What a page may send, how options are mixed, which question comes next."""

import json
from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from lms.practice import rules
from lms.practice.reading import needs_script, response_of

AT = datetime(2026, 11, 2, 8, tzinfo=UTC)
PLAYER = """<fieldset data-answer="values"><legend>{{1}}</legend>
<div data-gap="truth"><input type="radio" name="q1-a" value="true">
<input type="radio" name="q1-a" value="false"></div>
<select name="q1-c" data-gap="index" data-number="2"><option value="0"></select>
<input name="q1-b" data-gap="text" data-number="1"></fieldset>"""


@given(st.text())
def test_whatever_is_sent_is_a_response_or_none(text: str) -> None:
    found = rules.response_of(text)
    assert json.loads(json.dumps(found)) == found


def test_hostile_json_is_no_response() -> None:
    for text in ("[" * 7_000, "1e999", "[NaN]", '{"a": [-Infinity]}', '"' + "x" * 9_000 + '"', ""):
        assert rules.response_of(text) is None
    assert rules.response_of("[0, null, true]") == [0, None, True]


@given(st.integers(0, 9), st.sets(st.integers(0, 8)), st.integers())
def test_fixed_options_keep_their_places(size: int, fixed: set[int], seed: int) -> None:
    order = rules.mixed(size, fixed, Random(seed))
    assert sorted(order) == list(range(size))
    assert all(order[one] == one for one in fixed if one < size)


@given(st.sets(st.integers(1, 6)), st.integers(0, 6))
def test_the_next_question_is_one_that_was_not_answered(done: set[int], after: int) -> None:
    found = rules.next_place({str(one): {} for one in done}, 6, after)
    assert (found is None) == (done == set(range(1, 7)))
    assert found is None or found not in done
    later = [one for one in range(after + 1, 7) if one not in done]
    assert found == (later[0] if later else min(set(range(1, 7)) - done, default=None))


def test_time_is_believed_only_so_far() -> None:
    assert rules.believed(AT, AT + timedelta(seconds=12)) == 12
    assert rules.believed(AT, AT + timedelta(hours=3)) == rules.LONGEST
    assert rules.believed(AT, AT - timedelta(hours=3)) == 0


def test_a_form_without_a_script_is_read_by_its_fields() -> None:
    sent = {"q1-a": ["false"], "q1-b": ["hai"], "q1-c": ["0"], "csrf_token": ["x"]}
    assert response_of(PLAYER, sent) == [False, "hai", 0]
    assert response_of(PLAYER, {"q1-c": ["9" * 50]}) is None
    one = '<fieldset data-answer="one"><input type="radio" name="q1" value="2"></fieldset>'
    assert response_of(one, {"q1": ["2"]}) == 2
    assert response_of(one.replace("one", "many"), {"q1": ["2", "0", "x"]}) == [0, 2]
    assert response_of(one, {}) is None
    assert response_of("<p>none</p>", {"q1": ["2"]}) is None
    assert needs_script('<fieldset data-answer="order">') and not needs_script(one)
