"""Page.

A lesson written by the teacher: rich text in Markdown, with formulas.
"""

from lms.activities.page.kind import PageKind
from lms.activities.page.views import blueprint
from lms.hooks import ACTIVITY
from suite.hooks import Plugin

plugin = Plugin(
    name="page", module=__name__, kinds={ACTIVITY: [PageKind()]}, blueprints=[blueprint]
)
