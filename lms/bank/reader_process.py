"""The process that reads one source: `python -m lms.bank.reader_process text|word SECONDS BYTES`.

Takes the source on its standard input and answers with JSON on its standard output: what
`drafts.pack` makes, or `{"error": {"code", "params"}}`.
"""

from typing import Any

from lms.bank.drafts import pack
from lms.bank.layout.lines import text_lines
from lms.bank.layout.notes import UnreadableFile
from lms.bank.layout.reader import read_lines, read_text
from lms.bank.layout.word import word_lines
from suite import apart


def answer(kind: str, data: bytes) -> dict[str, Any]:
    """What was read, a refusal included."""
    if kind == "text":
        text = data.decode("utf-8", "surrogatepass")
        return pack(read_text(text), text_lines(text))
    try:
        lines = word_lines(data)
    except UnreadableFile as error:
        return {"error": {"code": error.code, "params": error.params}}
    return pack(read_lines(lines, "word"), lines)


if __name__ == "__main__":
    apart.serve(answer)
