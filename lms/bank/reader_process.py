"""The process that reads one source: `python -m lms.bank.reader_process text|word SECONDS BYTES`.

Takes the source on its standard input and answers with JSON on its standard output: what
`drafts.pack` makes, or `{"error": {"code", "params"}}`.
"""

import json
import resource
import sys
from typing import Any

from lms.bank.drafts import pack
from lms.bank.layout.lines import text_lines
from lms.bank.layout.notes import UnreadableFile
from lms.bank.layout.reader import read_lines, read_text
from lms.bank.layout.word import word_lines


def main(kind: str, seconds: int, memory: int) -> int:
    """Read and answer; the exit status is 0 when there is an answer, a refusal included."""
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    json.dump(_answer(kind, sys.stdin.buffer.read()), sys.stdout)
    return 0


def _answer(kind: str, data: bytes) -> dict[str, Any]:
    if kind == "text":
        text = data.decode("utf-8", "surrogatepass")
        return pack(read_text(text), text_lines(text))
    try:
        lines = word_lines(data)
    except UnreadableFile as error:
        return {"error": {"code": error.code, "params": error.params}}
    return pack(read_lines(lines, "word"), lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
