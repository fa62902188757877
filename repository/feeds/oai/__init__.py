"""OAI-PMH 2.0.

Other libraries harvest the public works: Dublin Core and MARC, by sets, with deletions.
"""

from repository.api import FEED_KIND
from repository.feeds.oai.kind import OaiFeed
from repository.feeds.oai.views import blueprint
from suite.hooks import Plugin

plugin = Plugin("oai", __name__, kinds={FEED_KIND: [OaiFeed()]}, blueprints=[blueprint])
