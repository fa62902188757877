"""The process that reads one file: `python -m repository.ingest.reader_process`.

Arguments: module of the reader, the file, the folder for the answer, the limits as JSON.
"""

import importlib
import json
import resource
import sys
from pathlib import Path
from typing import Any

from repository.hooks import Extract, FormatError, Limits
from repository.ingest.isolate import COVER, RESULT, SHOWN, output_limit
from repository.ingest.mending import mend


def main(arguments: list[str]) -> int:
    """Read and answer; the exit status is 0 when there is an answer, a refusal included."""
    reader, path, folder, limits_text = arguments
    limits = Limits(**json.loads(limits_text))
    hold_to(limits)
    answer: dict[str, Any]
    try:
        found: Extract = mend(importlib.import_module(reader).read(Path(path), limits))
    except FormatError as error:
        answer = {"error": {"code": error.code, "params": dict(error.params)}}
    except MemoryError:
        limit = limits.memory
        answer = {"error": {"code": "too_much_memory", "params": {"limit": limit}}}
    else:
        if found.cover:
            (Path(folder) / COVER).write_bytes(found.cover)
        if found.shown:
            (Path(folder) / SHOWN).write_bytes(found.shown)
        answer = {"extract": _plain(found)}
    (Path(folder) / RESULT).write_text(json.dumps(answer), encoding="utf-8")
    return 0


def hold_to(limits: Limits) -> None:
    """What the system refuses from here on; it cannot be loosened by what is read."""
    for kind, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, limits.seconds),
        (resource.RLIMIT_FSIZE, output_limit(limits)),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))


def _plain(found: Extract) -> dict[str, Any]:
    return {
        "title": found.title,
        "creators": found.creators,
        "language": found.language,
        "pages": [(page.page_no, page.label, page.text) for page in found.pages],
        "locked": found.locked,
        "warnings": found.warnings,
        "media_type": found.media_type,
        "shown_type": found.shown_type,
        "seconds": found.seconds,
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
