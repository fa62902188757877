"""The captions format, as the library knows it."""

import re
from pathlib import Path

from repository.hooks import Extract, Limits

_ARROW = re.compile(rb"\d{1,2}:\d{2}[.,]\d{1,3}[ \t]*-->")


class SubtitlesFormat:
    """WebVTT, and SRT that is turned into it."""

    name = "subtitles"
    media_types = ("application/x-subrip", "text/vtt")
    suffixes = (".vtt", ".srt")
    viewer = "captions"
    reader = "repository.formats.subtitles.reader"

    def sniff(self, path: Path) -> bool:
        with path.open("rb") as file:
            head = file.read(4096)
        if head.startswith((b"\xff\xfe", b"\xfe\xff")):
            head = head.replace(b"\0", b"")
        return b"\0" not in head and _ARROW.search(head) is not None

    def read(self, path: Path, limits: Limits) -> Extract:
        from repository.formats.subtitles import reader

        return reader.read(path, limits)
