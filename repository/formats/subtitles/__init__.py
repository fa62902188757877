"""Captions.

WebVTT and SRT; beside a recording they are shown with it, and their times are its pages.
"""

from repository.formats.subtitles.kind import SubtitlesFormat
from repository.hooks import FORMAT_KIND
from suite.hooks import Plugin

plugin = Plugin("subtitles", __name__, kinds={FORMAT_KIND: [SubtitlesFormat()]})
