"""Reading old Excel files (.xls) in a process of its own, which can be stopped.

Its format lets two cells claim a gigabyte and a chain of sectors run in a circle; neither may
reach the server.
"""

from school.roster.sheets import Sheet, Unreadable
from suite import apart

SECONDS = 20
MEMORY = 1 << 30  # bytes of address space


def read(data: bytes) -> list[Sheet]:
    """The sheets of an .xls file. Raises Unreadable."""
    reader = "school.roster.old_excel"
    try:
        found = apart.answer_of(reader, data=data, seconds=SECONDS, memory=MEMORY)
    except apart.Stopped:
        raise Unreadable("broken") from None
    if isinstance(found, str):
        raise Unreadable(found)
    return [
        Sheet(name, rows, hidden, [(a, b, c, d) for a, b, c, d in merged])
        for name, rows, hidden, merged in found
    ]
