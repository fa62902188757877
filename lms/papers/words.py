"""A Word file as PDF: by LibreOffice where it is installed, else by pandoc and Typst.

pandoc keeps text, tables, equations and pictures but not the layout; pictures of kinds that Typst
does not show (EMF, WMF …) are named by a word in their place and counted.
"""

import base64
import json
import subprocess
import tempfile
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any

import pypandoc

from lms.bank.layout.notes import UnreadableFile
from lms.bank.layout.word_guard import WordArchive
from lms.formats.equations import RUNTIME
from suite import apart, office

SECONDS = 45
MEMORY = 3 << 30  # bytes of address space; Typst maps its fonts
SHOWN = (".png", ".jpg", ".jpeg", ".gif", ".svg")
_HEAD = """\
#set page(paper: "a4", margin: (x: 20mm, y: 18mm))
#set text(font: ("New Computer Modern", "Libertinus Serif"), lang: "vi", size: 12pt)
#set par(justify: true, leading: 0.6em)
#set table(stroke: 0.5pt, inset: 5pt)
#show figure: set block(breakable: true)
#let horizontalrule = line(length: 100%)
"""


class NoPdf(Exception):
    """The file is no Word file or cannot be laid out; the text is a code."""


@dataclass(frozen=True)
class Laid:
    """The PDF, and how many pictures are not in it."""

    data: bytes
    missing: int


def pdf_of(data: bytes) -> Laid:
    """The Word file as PDF. Raises NoPdf: damaged, slow."""
    try:
        WordArchive(data)
    except UnreadableFile as error:
        raise NoPdf("damaged") from error
    with tempfile.TemporaryDirectory(prefix="lopso-word-") as name:
        folder = Path(name)
        try:
            return _by_office(data, folder) if office.program() else _by_pandoc(data, folder)
        except office.NoPdf as error:
            raise NoPdf(str(error)) from error
        except subprocess.TimeoutExpired as error:
            raise NoPdf("slow") from error
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            raise NoPdf("damaged") from error


def _by_office(data: bytes, folder: Path) -> Laid:
    (folder / "paper.docx").write_bytes(data)
    return Laid(office.pdf_of(folder / "paper.docx", SECONDS).read_bytes(), 0)


def _by_pandoc(data: bytes, folder: Path) -> Laid:
    tree = json.loads(_pandoc(data, "docx", "json"))
    held = _unpacked(data, folder)
    missing = _without_missing(tree.get("blocks", []), held)
    source = _HEAD + _pandoc(json.dumps(tree).encode(), "json", "typst").decode()
    (folder / "paper.typ").write_text(source, encoding="utf-8")
    try:
        found = apart.answer_of(
            "lms.papers.typeset_process", str(folder), data=b"", seconds=SECONDS, memory=MEMORY
        )
    except apart.Stopped as error:
        raise NoPdf("slow") from error
    if "pdf" not in found:
        raise NoPdf("damaged")
    return Laid(base64.b64decode(found["pdf"]), missing)


def _pandoc(data: bytes, given: str, wanted: str) -> bytes:
    done = subprocess.run(
        [pypandoc.get_pandoc_path(), *RUNTIME, "--sandbox", "-f", given, "-t", wanted],
        input=data,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        timeout=SECONDS,
        check=True,
    )
    return done.stdout


def _unpacked(data: bytes, folder: Path) -> set[str]:
    """The pictures of the file that can be shown, beside the source under their names."""
    held = set()
    with zipfile.ZipFile(BytesIO(data)) as packed:
        for entry in packed.infolist():
            path = PurePosixPath(entry.filename)
            if path.parent.as_posix().endswith("word/media") and path.suffix.lower() in SHOWN:
                target = folder / "media" / path.name
                target.parent.mkdir(exist_ok=True)
                target.write_bytes(packed.read(entry))
                held.add(f"media/{path.name}")
    return held


def _without_missing(node: Any, held: set[str]) -> int:
    """Put a word in the place of every picture that is not there; how many there were."""
    if isinstance(node, list):
        return sum(_without_missing(one, held) for one in node)
    if not isinstance(node, dict):
        return 0
    if node.get("t") == "Image" and node["c"][2][0] not in held:
        node.clear()
        node |= {"t": "Str", "c": "[hình]"}
        return 1
    return sum(_without_missing(one, held) for one in node.values())
