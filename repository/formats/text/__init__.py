"""Plain text.

The first line is the title; the text is cut into pages at borders of paragraphs.
"""

from repository.formats.text.kind import TextFormat
from repository.hooks import FORMAT_KIND
from suite.hooks import Plugin

plugin = Plugin("text", __name__, kinds={FORMAT_KIND: [TextFormat()]})
