"""PDF books.

Text page by page, chapter names from the outline, the first page as the cover.
"""

from repository.formats.pdf.kind import PdfFormat
from repository.hooks import FORMAT_KIND
from suite.hooks import Plugin

plugin = Plugin("pdf", __name__, kinds={FORMAT_KIND: [PdfFormat()]})
