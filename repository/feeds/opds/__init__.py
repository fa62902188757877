"""OPDS 1.2 and 2.0.

Reading apps look through the library, search it and fetch its files.
"""

from repository.api import FEED_KIND
from repository.feeds.opds.kind import OpdsFeed
from repository.feeds.opds.views import blueprint
from suite.hooks import Plugin

plugin = Plugin("opds", __name__, kinds={FEED_KIND: [OpdsFeed()]}, blueprints=[blueprint])
