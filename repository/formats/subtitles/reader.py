"""Captions as pages of half a minute, and as clean WebVTT."""

from pathlib import Path

from repository.hooks import Extract, ExtractedPage, FormatError, Limits
from suite.captions import parse, stamp, windows, written
from suite.decoding import decoded

PAGE_SECONDS = 30
MOST_BYTES = 4 * 2**20
MOST_CUES = 20_000


def read(path: Path, limits: Limits) -> Extract:
    """Pages named by the moment at which they begin. Raises FormatError."""
    with path.open("rb") as file:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise FormatError("file_too_large", limit=MOST_BYTES)
    try:
        cues = parse(decoded(data))
    except ValueError as error:
        raise FormatError("unknown_encoding") from error
    if not cues:
        raise FormatError("damaged")
    if len(cues) > MOST_CUES:
        raise FormatError("too_much_text", limit=MOST_CUES)
    groups = windows(cues, PAGE_SECONDS)
    if len(groups) > limits.pages:
        raise FormatError("too_many_pages", limit=limits.pages)
    return Extract(
        pages=tuple(
            ExtractedPage(number, stamp(group[0].start), "\n".join(cue.text for cue in group))
            for number, group in enumerate(groups, start=1)
        ),
        media_type="text/vtt" if data.lstrip(b"\xef\xbb\xbf").startswith(b"WEBVTT") else "",
        shown=written(cues).encode(),
        shown_type="text/vtt",
        seconds=int(max(cue.end for cue in cues)),
    )
