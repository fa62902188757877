"""Captions: SubRip (SRT) and WebVTT read as cues, and WebVTT written from cues."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape, unescape

LONGEST = 100 * 3600
_STAMP = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
_TIMES = re.compile(rf"^\s*{_STAMP}\s*-->\s*{_STAMP}")
_MARKUP = re.compile(r"<[^<>\n]{0,200}>|\{\\[^{}\n]{0,50}\}")
_BLANK = re.compile(r"\n[ \t]*\n")
_NO_CUE = ("WEBVTT", "NOTE", "STYLE", "REGION")


@dataclass(frozen=True)
class Cue:
    """What is said from `start` to `end`, in seconds; the text without markup, its lines kept."""

    start: float
    end: float
    text: str


def parse(text: str) -> list[Cue]:
    """The cues of an SRT or WebVTT file in the order of their begin; what is none is left out."""
    cues = []
    for block in _BLANK.split(text):
        lines = block.strip("\n").split("\n")
        if lines[0].startswith(_NO_CUE) and not _TIMES.match(lines[0]):
            continue
        at = next((n for n, line in enumerate(lines[:2]) if _TIMES.match(line)), None)
        cue = _cue(lines[at], lines[at + 1 :]) if at is not None else None
        if cue is not None:
            cues.append(cue)
    return sorted(cues, key=lambda cue: cue.start)


def _cue(times: str, lines: list[str]) -> Cue | None:
    found = _TIMES.match(times)
    spoken = [unescape(_MARKUP.sub("", line)).strip() for line in lines]
    said = "\n".join(line for line in spoken if line)
    if found is None or not said:
        return None
    start, end = _seconds(found.groups()[:4]), _seconds(found.groups()[4:])
    return Cue(start, end, said) if start < end <= LONGEST else None


def _seconds(parts: Iterable[str | None]) -> float:
    hours, minutes, seconds, part = parts
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0) + float(f"0.{part}")


def written(cues: Iterable[Cue]) -> str:
    """A WebVTT file of nothing but times and text."""
    blocks = [
        f"{stamp(cue.start, exact=True)} --> {stamp(cue.end, exact=True)}\n"
        f"{escape(cue.text, quote=False)}"
        for cue in cues
    ]
    return "\n\n".join(["WEBVTT", *blocks]) + "\n"


def stamp(seconds: float, *, exact: bool = False) -> str:
    """A moment as people read it (1:02:03, 2:03), or `exact` as WebVTT writes it (01:02:03.450)."""
    thousandths = round(seconds * 1000)
    whole, rest = divmod(thousandths if exact else int(seconds) * 1000, 1000)
    minutes, second = divmod(whole, 60)
    hours, minute = divmod(minutes, 60)
    if exact:
        return f"{hours:02}:{minute:02}:{second:02}.{rest:03}"
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def windows(cues: Iterable[Cue], seconds: float) -> list[list[Cue]]:
    """The cues in groups that begin within so many seconds of the group's first."""
    groups: list[list[Cue]] = []
    for cue in cues:
        if groups and cue.start - groups[-1][0].start < seconds:
            groups[-1].append(cue)
        else:
            groups.append([cue])
    return groups
