"""EPUB books.

Each document of the reading order is a page; scripts are left out.
"""

from repository.formats.epub.kind import EpubFormat
from repository.hooks import FORMAT_KIND
from suite.hooks import Plugin

plugin = Plugin("epub", __name__, kinds={FORMAT_KIND: [EpubFormat()]})
