"""The feed, as who runs the house sees it."""

from flask_babel import lazy_gettext


class SitemapFeed:
    """Read by search engines; robots.txt leads to it."""

    name = "sitemap"
    title = lazy_gettext("Sitemap and schema.org")
    about = lazy_gettext("Search engines find the public works and learn what each teaches.")
    endpoint = "sitemap.index"
