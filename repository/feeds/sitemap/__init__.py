"""Sitemap and structured data.

Search engines find the public works, and are told what each teaches (schema.org).
"""

from repository.api import FEED_KIND
from repository.feeds.sitemap.kind import SitemapFeed
from repository.feeds.sitemap.views import blueprint
from suite.hooks import Plugin

plugin = Plugin("sitemap", __name__, kinds={FEED_KIND: [SitemapFeed()]}, blueprints=[blueprint])
