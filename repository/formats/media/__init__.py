"""Sound and films.

MP3, M4A, AAC, OGG, WAV, MP4 and WebM, played by ranges; title and length from their tags.
"""

from repository.formats.media.kind import MediaFormat
from repository.hooks import FORMAT_KIND
from suite.hooks import Plugin

plugin = Plugin("media", __name__, kinds={FORMAT_KIND: [MediaFormat()]})
