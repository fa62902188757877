"""Reading.

A book or other resource of the library, set as homework from a page on.
"""

from lms.activities.reading.kind import ReadingKind
from lms.activities.reading.views import blueprint
from lms.hooks import ACTIVITY
from suite.hooks import Plugin

plugin = Plugin(
    name="reading", module=__name__, kinds={ACTIVITY: [ReadingKind()]}, blueprints=[blueprint]
)
