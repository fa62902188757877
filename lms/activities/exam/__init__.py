"""Exam.

A test drawn from the question bank: papers, time, access code, marks.
"""

from lms.activities.exam.kind import ExamKind
from lms.activities.exam.views import blueprint
from lms.hooks import ACTIVITY
from suite.hooks import Plugin

plugin = Plugin(
    name="exam", module=__name__, kinds={ACTIVITY: [ExamKind()]}, blueprints=[blueprint]
)
