"""Slides of PowerPoint.

A slide is a page, with its tables, equations and the speaker's notes.
"""

from repository.formats.slides.kind import SlidesFormat
from repository.hooks import FORMAT_KIND
from suite.hooks import Plugin

plugin = Plugin("slides", __name__, kinds={FORMAT_KIND: [SlidesFormat()]})
