"""Assignment.

Pupils hand in a text and files; the teacher marks on the 10-point scale, comments and returns.
"""

from lms.activities.assignment import demo as demo
from lms.activities.assignment import erasing as erasing
from lms.activities.assignment import marking, views
from lms.activities.assignment.kind import AssignmentKind
from lms.hooks import ACTIVITY
from suite.hooks import Plugin

plugin = Plugin(
    name="assignment",
    module=__name__,
    kinds={ACTIVITY: [AssignmentKind()]},
    blueprints=[views.blueprint, marking.blueprint],
    models="lms.activities.assignment.models",
)
