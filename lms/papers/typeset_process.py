"""The process that lays a Typst source out: `python -m lms.papers.typeset_process FOLDER S BYTES`.

Reads `paper.typ` and the pictures in FOLDER and answers `{"pdf": base64}`, or `{}`.
"""

import base64
from pathlib import Path
from typing import Any

import typst

from suite import apart


def answer(folder: str, _data: bytes) -> dict[str, Any]:
    """The PDF of the source in a folder."""
    try:
        made: bytes = typst.compile(Path(folder) / "paper.typ", root=Path(folder), format="pdf")
    except (RuntimeError, OSError):
        return {}
    return {"pdf": base64.b64encode(made).decode()}


if __name__ == "__main__":
    apart.serve(answer)
