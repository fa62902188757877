"""What plugins may call of the teaching wing.

Nothing here commits unless it says so: the plugin's own service does, so that its rows and the
wing's land in one transaction. Times are aware UTC, marks are Decimals on the 10-point scale.

Courses     course_for, activity_for, standing, pupils_of, new_activity, update_activity, Conflict
            create_activity, change_activity (of an editor's form, committed; when two change it
            the later one is shown both)
Visits      visit (opened, stayed, done), hand_in (taken in; judges late), own_visit
Marks       give_mark, release_mark, hide_marks, marks_of, mark_of, own_mark, MarkConflict,
            parse_mark, shown_mark
Exams       create_exam (a draft, committed), exam_uid (of an activity)
Text        render_text (Markdown with formulas to safe HTML)
Kinds       activity_kinds, question_kinds and what they are made of (lms.hooks)
Pages       templates/lms/courses/activity.html is the frame of an activity's own page;
            ActivityForm and templates/lms/courses/activity_fields.html are those of its editor
"""

from collections.abc import Mapping

from lms.courses.door import activity_for, course_for, pupils_of, standing, taught_courses
from lms.courses.editor import change_activity, create_activity
from lms.courses.events import AssignmentSubmitted
from lms.courses.forms import ActivityForm
from lms.courses.models import Activity, Course, Section, Visit
from lms.courses.outline import new_activity, update_activity
from lms.courses.permissions import Standing
from lms.courses.richtext import render_text
from lms.courses.rules import is_late, is_visible
from lms.courses.visits import hand_in, own_visit, visit
from lms.exams.creating import create_exam, exam_uid
from lms.grades.marks import (
    MarkConflict,
    give_mark,
    hide_marks,
    mark_of,
    marks_of,
    own_mark,
    release_mark,
)
from lms.grades.models import EMPTY, EXCUSED, GIVEN, Mark, MarkStep
from lms.grades.rules import BadMark, parse_mark, rounded, shown_mark
from lms.hooks import ACTIVITY, QUESTION, ActivityKind, Marked, QuestionKind, Sample
from suite.edits import Conflict
from suite.hooks import registry

__all__ = [
    "ACTIVITY",
    "EMPTY",
    "EXCUSED",
    "GIVEN",
    "QUESTION",
    "Activity",
    "ActivityForm",
    "ActivityKind",
    "AssignmentSubmitted",
    "BadMark",
    "Conflict",
    "Course",
    "Mark",
    "MarkConflict",
    "MarkStep",
    "Marked",
    "QuestionKind",
    "Sample",
    "Section",
    "Standing",
    "Visit",
    "activity_for",
    "activity_kinds",
    "change_activity",
    "course_for",
    "create_activity",
    "create_exam",
    "exam_uid",
    "give_mark",
    "hand_in",
    "hide_marks",
    "is_late",
    "is_visible",
    "mark_of",
    "marks_of",
    "new_activity",
    "own_mark",
    "own_visit",
    "parse_mark",
    "pupils_of",
    "question_kinds",
    "release_mark",
    "render_text",
    "rounded",
    "shown_mark",
    "standing",
    "taught_courses",
    "update_activity",
    "visit",
]


def activity_kinds() -> Mapping[str, ActivityKind]:
    """The kinds of activity that are installed here, by name."""
    return registry().kinds(ACTIVITY)


def question_kinds() -> Mapping[str, QuestionKind]:
    """The kinds of question that are installed here, by name."""
    return registry().kinds(QUESTION)
