"""Pictures.

Written anew for showing: turned upright, without what the camera noted, within a screen's size.
"""

from repository.formats.image.kind import ImageFormat
from repository.hooks import FORMAT_KIND
from suite.hooks import Plugin

plugin = Plugin("image", __name__, kinds={FORMAT_KIND: [ImageFormat()]})
