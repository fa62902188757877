"""Reading a teacher's source in a process of its own, which can be stopped.

The reader tries many patterns on every line, and a text made for it costs minutes; inside the
server that would hold up every other request.
"""

from typing import Any

from suite import apart

SECONDS = 15
MEMORY = 1 << 30  # bytes of address space


class TooSlow(Exception):
    """The source was not read within SECONDS; also for a reader that ended by itself."""


class Busy(TooSlow):
    """Others have their sources read just now."""


def read(kind: str, data: bytes) -> dict[str, Any]:
    """What is in a source of kind "text" (UTF-8) or "word", as `drafts.pack` gives it.

    An unreadable file gives `{"error": {"code", "params"}}`. Raises TooSlow and
    Busy.
    """
    reader = "lms.bank.reader_process"
    try:
        found: dict[str, Any] = apart.answer_of(
            reader, kind, data=data, seconds=SECONDS, memory=MEMORY
        )
    except apart.Busy as error:
        raise Busy from error
    except apart.Stopped as error:
        raise TooSlow from error
    return found
