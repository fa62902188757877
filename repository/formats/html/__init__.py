"""Web pages kept as files.

Only their text is read, in pages at headings; the markup itself is never shown.
"""

from repository.formats.html.kind import HtmlFormat
from repository.hooks import FORMAT_KIND
from suite.hooks import Plugin

plugin = Plugin("html", __name__, kinds={FORMAT_KIND: [HtmlFormat()]})
