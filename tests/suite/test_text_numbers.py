"""Names that count are sorted by their numbers."""

from hypothesis import given
from hypothesis import strategies as st

from suite.text import numbered_sort_key


@given(st.integers(1, 12), st.lists(st.integers(1, 40), unique=True))
def test_classes_of_a_grade_stand_in_the_order_of_their_numbers(
    grade: int, numbers: list[int]
) -> None:
    names = [f"{grade}A{number}" for number in numbers]
    expected = [f"{grade}A{number}" for number in sorted(numbers)]
    assert sorted(names, key=numbered_sort_key) == expected


def test_grades_before_their_classes() -> None:
    names = ["10A2", "6B", "6A10", "Trường số 10", "10A15", "6A", "Trường số 2", "6A2"]
    assert sorted(names, key=numbered_sort_key) == [
        "6A", "6A2", "6A10", "6B", "10A2", "10A15", "Trường số 2", "Trường số 10",
    ]  # fmt: skip
