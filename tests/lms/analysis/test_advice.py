"""What is said of a question, and that nothing is said of a few answers."""

from lms.analysis.advice import ENOUGH, Hint, WayFigures, hints
from lms.analysis.figures import ItemFigures


def of(**more: float) -> ItemFigures:
    good = {"count": ENOUGH, "facility": 0.6, "discrimination": 0.4}
    return ItemFigures(**(good | more))  # type: ignore[arg-type]


def ways(*rows: tuple[int, float, float | None]) -> list[list[WayFigures]]:
    letters = "ABCD"
    return [[WayFigures(letters[n], *row) for n, row in enumerate(rows)]]


USUAL = ways((5, 0, -0.2), (12, 1, 0.3), (2, 0, -0.1), (1, 0, None))


def test_a_good_question_needs_no_words() -> None:
    assert hints(of(), USUAL) == []


def test_too_few_answers_say_nothing_else() -> None:
    assert hints(of(count=ENOUGH - 1, discrimination=-1.0, facility=0.0), USUAL) == [Hint("few")]


def test_the_key_is_doubted_only_beside_a_better_distractor() -> None:
    wrong = ways((12, 0, 0.4), (5, 1, -0.3), (2, 0, -0.1), (1, 0, 0.0))
    assert hints(of(discrimination=-0.3), wrong) == [Hint("key", "A")]
    assert hints(of(discrimination=-0.3), USUAL) == [Hint("negative")]


def test_easy_hard_weak_and_idle() -> None:
    assert hints(of(facility=0.97), USUAL) == [Hint("easy")]
    assert hints(of(facility=0.1, discrimination=0.05), USUAL) == [Hint("weak"), Hint("hard")]
    idle = ways((8, 0, -0.2), (12, 1, 0.3), (0, 0, None), (0, 0, None))
    assert hints(of(), idle) == [Hint("idle", "C"), Hint("idle", "D")]
    two = [[WayFigures("Đúng", 20, 1, None), WayFigures("Sai", 0, 0, None)]]
    assert hints(of(), two) == []
