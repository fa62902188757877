"""Bodies and keys of questions as somebody hostile would write them, with the names of a kind."""

import copy
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from lms.hooks import QuestionKind

WORDS = (
    *("²", "٣", "1", "-1,5", "0.5", "0,25", "9" * 400, "{{1}}", "{{1}}{{2}}", "a", "b", " "),
    *("all", "each", "minus", "text", "number", "choice", "rect", "circle", "poly", "photo"),
)


def parts(value: Any) -> Iterator[tuple[Any, Any]]:
    """(holder, name or index) of everything inside a value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    for place, one in list(inside):
        yield value, place
        if isinstance(one, (dict, list)):
            yield from parts(one)


def names(kind: QuestionKind) -> list[str]:
    """The names that bodies and keys of a kind have at any depth."""
    found = {
        place
        for sample in kind.samples()
        for whole in (sample.body, sample.key)
        for holder, place in parts(dict(whole))
        if isinstance(holder, dict)
    }
    return sorted(found | set(kind.fields({}, {})))


def values(kind: QuestionKind) -> st.SearchStrategy[Any]:
    """Any JSON, its objects under the kind's own names."""
    return st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-2, 5)
        | st.sampled_from([10**400, -(10**20), 1.0, 0.5, 1e308])
        | st.sampled_from(WORDS),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(st.sampled_from(names(kind)), inner, max_size=4)
        ),
        max_leaves=10,
    )


@st.composite
def contents(draw: st.DrawFn, kind: QuestionKind) -> tuple[dict[str, Any], dict[str, Any]]:
    """A body and a key: of any JSON, or those of a sample with a few things in them replaced."""
    anything = values(kind)
    if draw(st.integers(0, 3)) == 0:
        whole = st.dictionaries(st.sampled_from(names(kind)), anything, max_size=6)
        return draw(whole), draw(whole)
    sample = draw(st.sampled_from(list(kind.samples())))
    both = copy.deepcopy([dict(sample.body), dict(sample.key)])
    for _ in range(draw(st.integers(1, 3))):
        places = [one for one in parts(both) if one[0] is not both]
        if places:
            holder, place = draw(st.sampled_from(places))
            holder[place] = draw(anything)
    return both[0], both[1]
