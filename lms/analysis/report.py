"""The report of an exam: its figures, its questions, its classes and forms."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from lms.analysis import advice, figures
from lms.analysis.advice import Hint, WayFigures
from lms.analysis.answers import Answers, Taker, answers_of
from lms.analysis.figures import ExamFigures, ItemFigures
from lms.exams.models import Exam, ExamQuestion
from lms.exams.papers import pinned, question_kind

BINS = 20  # half points on the 10-point scale


@dataclass(frozen=True)
class Part:
    """A part of a question: a statement, a gap; `label` is empty where there is one only."""

    label: str
    ways: list[WayFigures]


@dataclass(frozen=True)
class ItemRow:
    """One question; `rule` says how it is marked (decided.AS_WRITTEN ...). Figures of one that is
    voided are empty."""

    number: int
    question_id: int
    stem: str
    topic: str
    rule: str
    empty: int
    figures: ItemFigures
    parts: list[Part]
    hints: list[Hint]


@dataclass(frozen=True)
class Group:
    """Scores of a class or of those with one form, on the 10-point scale."""

    name: str
    count: int
    mean: float | None
    median: float | None
    deviation: float | None


@dataclass(frozen=True)
class Report:
    """`figures` are in points of the sum (`most` at best), `scores` on the 10-point scale."""

    exam: Exam
    figures: ExamFigures
    most: float
    scores: Group
    items: list[ItemRow]
    classes: list[Group]
    forms: list[Group]
    bins: list[int]


def report_of(
    exam: Exam, *, every: bool = False, class_name: str = "", form: int | None = None
) -> Report:
    """The report; five statements. Narrowed to a class or a form, its figures are of these alone;
    the lists of classes and forms stay whole."""
    found = answers_of(exam, every=every)
    classes = groups(found.takers, lambda one: one.class_name)
    forms = groups(found.takers, lambda one: one.form)
    if class_name or form is not None:
        found = found.of(
            lambda one: (
                (not class_name or one.class_name == class_name)
                and (form is None or one.form == form)
            )
        )
    counted = found.counted
    columns = [found.column(one.id) for one in counted]
    offered = [found.possible[one.id] for one in counted]
    by_id = dict(
        zip([one.id for one in counted], figures.item_figures(columns, offered), strict=True)
    )
    scores = [one.score for one in found.takers]
    totals = [sum(row) for row in zip(*columns, strict=True)] if columns else []
    return Report(
        exam=exam,
        figures=figures.exam_figures(columns),
        most=sum(offered),
        scores=_group("", scores),
        items=[
            _row(found, number, question, by_id.get(question.id), totals)
            for number, question in enumerate(found.questions, 1)
        ],
        classes=classes,
        forms=forms,
        bins=figures.distribution(scores, 10, BINS),
    )


def groups(takers: list[Taker], key: Any) -> list[Group]:
    """Scores by what `key` says of a taker, in its order."""
    found: dict[Any, list[float]] = {}
    for one in takers:
        found.setdefault(key(one), []).append(one.score)
    return [_group(str(name), found[name]) for name in sorted(found)]


def _group(name: str, scores: list[float]) -> Group:
    square = figures.variance(scores)
    return Group(
        name,
        len(scores),
        figures.mean(scores),
        figures.median(scores),
        None if square is None else square**0.5,
    )


def _row(
    found: Answers,
    number: int,
    question: ExamQuestion,
    known: ItemFigures | None,
    totals: list[float],
) -> ItemRow:
    said = found.said[question.id]
    item = known or ItemFigures(0)
    parts = _parts(found, question, totals) if known and known.count else []
    by_hand = question_kind(question.item.kind).by_hand
    return ItemRow(
        number,
        question.id,
        pinned(question).stem,
        question.item.topic,
        found.decided.rule(question.id),
        0 if by_hand else sum(text in (None, "null") for text in said),
        item,
        parts,
        advice.hints(item, [part.ways for part in parts]) if known and known.count else [],
    )


def _parts(found: Answers, question: ExamQuestion, totals: list[float]) -> list[Part]:
    """Each part with its ways of answering."""
    kind, body = question_kind(question.item.kind), pinned(question).body
    key = found.decided.key(question)
    parts, classes = kind.parts(body, key), found.classes(question)
    rest = [total - points for total, points in zip(totals, found.column(question.id), strict=True)]
    told = []
    for place, part in enumerate(parts):
        taken = [one[place] for one in classes]
        counts = Counter(taken)
        against = figures.point_biserials(taken, len(part.classes), rest)
        whole = max((one.share for one in part.classes), default=0)
        ways = [
            WayFigures(one.words, counts[n], float(one.share / whole) if whole else 0.0, against[n])
            for n, one in enumerate(part.classes)
        ]
        told.append(Part(part.label, ways))
    return told
