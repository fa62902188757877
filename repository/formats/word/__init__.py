"""Word documents.

Paragraphs, tables and equations as text, in pages at page breaks or by length.
"""

from repository.formats.word.kind import WordFormat
from repository.hooks import FORMAT_KIND
from suite.hooks import Plugin

plugin = Plugin("word", __name__, kinds={FORMAT_KIND: [WordFormat()]})
