"""Another key or a voided question: what it would change, then applied, and its history."""

from functools import partial
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload

from lms.bank import pictures, writing
from lms.bank import service as bank
from lms.exams.decided import AS_WRITTEN, FULL, NEW_KEY, OUT, Decided, Ruling
from lms.exams.marking import questions_of
from lms.exams.models import DRAFT, Attempt, Candidate, Exam, ExamQuestion
from lms.exams.papers import pinned, question_kind
from lms.exams.permissions import exam_for, shown_activities, stand_of
from lms.marking import regrading
from lms.marking.models import Change
from lms.marking.permissions import sees_keys
from lms.marking.regrading import NotPossible
from school.api import Person, may, names_viewed, who
from suite import web
from suite.db import db
from suite.lists import Column, Listing, wants_csv

blueprint = Blueprint("regrade", __name__, url_prefix="/exams/<uid>/regrade")


def rule_words(rule: str) -> str:
    """A rule in words."""
    return {
        AS_WRITTEN: gettext("by the key as it was written"),
        NEW_KEY: gettext("by another key"),
        FULL: gettext("everybody gets the points"),
        OUT: gettext("left out of the mark"),
    }[rule]


def _why(error: NotPossible) -> str:
    words = {
        "same": gettext("The question is marked like this already."),
        "gone": gettext("This trial is gone; make a new one."),
        "stale": gettext("The marking moved on meanwhile. Look at the list again, then apply."),
        "body_changed": gettext("Only the key may change here; the question was asked as it is."),
    }
    return " ".join(words[code] for code in error.codes if code in words)


def _exam(uid: str) -> Exam:
    """The exam, once its papers are made, for who may see its keys."""
    exam = exam_for(uid, "marks")
    if exam.state == DRAFT:
        web.not_found()
    if not sees_keys(exam, stand_of(exam)):
        web.forbidden()
    return exam


@blueprint.get("")
def index(uid: str) -> ResponseReturnValue:
    """The questions with how they are marked, and every ruling that was applied."""
    exam = _exam(uid)
    rulings = _rulings(exam)
    said = Decided({one.question_id: one for one in rulings if one.in_force})
    questions = questions_of(exam.id)
    return render_template(
        "lms/marking/regrade.html",
        exam=exam,
        stand=stand_of(exam),
        questions=[
            (n, one, _lines(one, said), said.rule(one.id)) for n, one in _numbered(questions)
        ],
        history=[one for one in rulings if one.applied_at is not None],
        numbers={one.id: n for n, one in _numbered(questions)},
        kinds={one.id: question_kind(one.item.kind) for one in questions},
        rule_words=rule_words,
    )


def _numbered(questions: list[ExamQuestion]) -> list[tuple[int, ExamQuestion]]:
    return list(enumerate(questions, 1))


def _rulings(exam: Exam) -> list[Ruling]:
    query = select(Ruling).where(Ruling.exam_id == exam.id).order_by(Ruling.id.desc())
    return list(db.session.scalars(query.options(joinedload(Ruling.author))))


def _lines(question: ExamQuestion, said: Decided) -> list[str]:
    return question_kind(question.item.kind).lines(pinned(question).body, said.key(question))


def _found(exam: Exam, question_id: int) -> ExamQuestion:
    question = next((one for one in questions_of(exam.id) if one.id == question_id), None)
    if question is None or question.version is None:
        web.not_found()
    return question


@blueprint.get("/<int:question_id>")
def edit(uid: str, question_id: int) -> ResponseReturnValue:
    """The key of one question, to be changed."""
    exam = exam_for(uid, "edit")
    question = _found(exam, question_id)
    said = Decided({one.question_id: one for one in _rulings(exam) if one.in_force})
    kind = question_kind(question.item.kind)
    part = writing.held(kind, pinned(question).body, said.key(question))
    return _editor(exam, question, part, "", said.rule(question.id))


def _editor(
    exam: Exam,
    question: ExamQuestion,
    part: writing.KindPart,
    why: str,
    rule: str,
    status: int = 200,
) -> ResponseReturnValue:
    version = pinned(question)
    page = render_template(
        "lms/marking/regrade_question.html",
        exam=exam,
        stand=stand_of(exam),
        question=question,
        version=version,
        kind=part.kind,
        fields=part.fields,
        errors=part.errors,
        more=part.more,
        why=why,
        rule=rule,
        reason=request.form.get("reason", ""),
        rules=[(one, rule_words(one)) for one in regrading.RULES],
        pictures=pictures.addresses(exam.school_id, version.stem, version.body),
        topics=[],
    )
    return page, status


@blueprint.post("/<int:question_id>")
def attempt(uid: str, question_id: int) -> ResponseReturnValue:
    """Try a ruling: nothing changes yet."""
    exam = exam_for(uid, "edit")
    question = _found(exam, question_id)
    rule, reason = request.form.get("rule", NEW_KEY), request.form.get("reason", "").strip()
    part = writing.submitted(question_kind(question.item.kind), request.form.to_dict(flat=False))
    if part.more:
        return _editor(exam, question, part, "", rule)
    if rule not in regrading.RULES or not reason:
        return _editor(exam, question, part, gettext("Say why, in a few words."), rule, 422)
    try:
        if rule == NEW_KEY and _texts(part.body) != _texts(pinned(question).body):
            raise NotPossible("body_changed")
        found = regrading.draft(exam, question, rule, part.key, reason, who().person_id or 0)
    except NotPossible as error:
        db.session.rollback()
        why = _why(error) or writing.blame(part, error.codes)
        return _editor(exam_for(uid, "edit"), _found(exam, question_id), part, why, rule, 422)
    return redirect(url_for("regrade.show", uid=uid, ruling_id=found.id), 303)


def _texts(body: Any) -> dict[str, Any]:
    """A body without its parameters, which the editor of the kind does not show."""
    return {name: value for name, value in body.items() if name != "params"}


def _ruling(exam: Exam, ruling_id: int) -> Ruling:
    query = select(Ruling).where(Ruling.id == ruling_id, Ruling.exam_id == exam.id)
    found = db.session.scalar(query.options(joinedload(Ruling.author)))
    if found is None:
        web.not_found()
    return found


def _name(one: Change) -> str:
    return one.attempt.person.full_name


def _number(one: Change) -> int:
    return one.attempt.number


def _points(key: str, one: Change) -> float:
    return float(getattr(one, key))


def listing(ruling: Ruling, seen: list[int] | None = None) -> Listing:
    """Whom a ruling changes, with scores before and after; `seen`: of these activities alone."""
    query = (
        select(Change)
        .join(Change.attempt)
        .join(Attempt.person)
        .where(Change.ruling_id == ruling.id)
        .options(contains_eager(Change.attempt).contains_eager(Attempt.person))
        .order_by(func.abs(Change.rise).desc(), Person.sort_key, Change.id)
    )
    if seen is not None:
        pupils = select(Candidate.person_id).where(
            Candidate.exam_id == ruling.exam_id, Candidate.activity_id.in_(seen)
        )
        query = query.where(Attempt.person_id.in_(pupils))
    columns = [
        Column("name", lazy_gettext("Pupil"), _name, [Person.sort_key], "head"),
        Column("attempt", lazy_gettext("Attempt"), _number, [Attempt.number], "num"),
        *(
            Column(key, label, partial(_points, key), [getattr(Change, key)], "num")
            for key, label in (
                ("before", lazy_gettext("Before")),
                ("after", lazy_gettext("After")),
                ("rise", lazy_gettext("Difference")),
            )
        ),
    ]
    return Listing(query, columns, [Change.id])


@blueprint.get("/rulings/<int:ruling_id>")
@web.writes
def show(uid: str, ruling_id: int) -> ResponseReturnValue:
    """Whom a ruling changes, by how much."""
    exam = _exam(uid)
    ruling = _ruling(exam, ruling_id)
    names_viewed(f"exam:{exam.uid}")
    lines = listing(ruling, shown_activities(exam))
    if wants_csv():
        return lines.csv(f"{exam.title}-{gettext('regrade')}")
    question = _found(exam, ruling.question_id)
    kind, version = question_kind(question.item.kind), pinned(question)
    new = ruling.key or version.key
    return render_template(
        "lms/marking/ruling.html",
        exam=exam,
        stand=stand_of(exam),
        ruling=ruling,
        version=version,
        old_lines=kind.lines(version.body, ruling.old["key"]),
        new_lines=kind.lines(version.body, new),
        counts=regrading.counts_of(exam, ruling),
        listing=lines,
        page_of=lines.page(),
        rule_words=rule_words,
        banked=ruling.key is None or _in_bank(ruling, question),
    )


def _in_bank(ruling: Ruling, question: ExamQuestion) -> bool:
    """Whether the bank has the key already, or the present person may not give it one."""
    if not may(who(), "bank.edit", question.item):
        return True
    return bank.current(question.item).key == ruling.key


@blueprint.post("/rulings/<int:ruling_id>")
def act(uid: str, ruling_id: int) -> ResponseReturnValue:
    """Apply a trial, forget it, or give the bank the new key."""
    exam = exam_for(uid, "edit")
    ruling, action = _ruling(exam, ruling_id), request.form.get("action", "")
    me = who().person_id or 0
    steps: dict[str, Any] = {
        "apply": lambda: regrading.apply(exam.id, ruling.id, me),
        "drop": lambda: regrading.drop(exam.id, ruling.id),
        "bank": lambda: _to_bank(ruling, me),
    }
    if action not in steps:
        web.not_found()
    try:
        steps[action]()
    except NotPossible as error:
        db.session.rollback()
        flash(_why(error), "warning")
    else:
        said = {
            "apply": gettext("Applied. Whose mark changed and was shown before is told."),
            "drop": gettext("The trial is forgotten; nothing was changed."),
            "bank": gettext("The bank has the new key as a new version."),
        }  # fmt: skip
        flash(said[action], "success")
    if action == "drop":
        return redirect(url_for("regrade.index", uid=uid), 303)
    return redirect(url_for("regrade.show", uid=uid, ruling_id=ruling_id), 303)


def _to_bank(ruling: Ruling, me: int) -> None:
    if not may(who(), "bank.edit", ruling.question.item):
        web.forbidden()
    try:
        regrading.to_bank(ruling, me)
    except (bank.Unusable, bank.Known, bank.Changed) as error:
        raise NotPossible("body_changed") from error
