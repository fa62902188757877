"""The process that draws one page: `python -m repository.ingest.render_process`.

Arguments: module of the renderer, the file, the folder for the answer, the limits as JSON, the
number of the page, dots an inch.
"""

import importlib
import json
import sys
from pathlib import Path

from repository.hooks import FormatError, Limits
from repository.ingest.isolate import RESULT, SHOWN
from repository.ingest.reader_process import hold_to


def main(arguments: list[str]) -> int:
    """Draw and answer; the exit status is 0 when there is an answer, a refusal included."""
    renderer, path, folder, limits_text, page_no, dpi = arguments
    limits = Limits(**json.loads(limits_text))
    hold_to(limits)
    try:
        drawn = importlib.import_module(renderer).render(Path(path), int(page_no), int(dpi), limits)
    except (FormatError, MemoryError):
        (Path(folder) / RESULT).write_text("{}", encoding="utf-8")
    else:
        (Path(folder) / SHOWN).write_bytes(drawn)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
