"""Equations of Word (OMML) and LaTeX, one into the other, by pandoc; many in one run."""

import io
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

import pypandoc
from lxml import etree

from lms.formats.latex import schooled

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
SECONDS = 30
MOST, LONGEST = 3_000, 5_000
# pandoc's runtime takes an address space of a terabyte unless it is told how much it may have.
RUNTIME = ("+RTS", "-xr512m", "-M400m", "-RTS")
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships'
    '+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_LINKS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)
Element = etree._Element


class NoPandoc(Exception):
    """pandoc is missing, failed or took too long."""


def _pandoc() -> str:
    """Where it is. pypandoc's own search writes a file, which a process with limits may not."""
    brought = Path(pypandoc.__file__).parent / "files" / "pandoc"
    found = str(brought) if brought.exists() else shutil.which("pandoc")
    if found is None:
        raise NoPandoc
    return found


def _run(data: bytes, *arguments: str, seconds: int = SECONDS) -> bytes:
    path = _pandoc()
    try:
        done = subprocess.run(
            [path, *RUNTIME, "--sandbox", *arguments],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise NoPandoc from error
    return done.stdout


def to_latex(equations: Sequence[Element], seconds: int = SECONDS) -> list[str | None]:
    """LaTeX of each `m:oMath`, None for one that cannot be read. Raises NoPandoc."""
    if not equations:
        return []
    body = etree.Element(f"{{{W}}}body", nsmap={"w": W, "m": M})
    for number, equation in enumerate(equations[:MOST]):
        paragraph = etree.SubElement(body, f"{{{W}}}p")
        text = etree.SubElement(etree.SubElement(paragraph, f"{{{W}}}r"), f"{{{W}}}t")
        text.text = f"n{number}"
        paragraph.append(copied(equation))
    document = etree.Element(f"{{{W}}}document", nsmap={"w": W, "m": M})
    document.append(body)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", _TYPES)
        packed.writestr("_rels/.rels", _LINKS)
        packed.writestr("word/document.xml", etree.tostring(document))
    return _told(_run(out.getvalue(), "-f", "docx", "-t", "json", seconds=seconds), len(equations))


def mathml_to_latex(equations: Sequence[Element], seconds: int = SECONDS) -> list[str | None]:
    """LaTeX of each `math` (without namespaces), None for one that cannot be read.

    Raises NoPandoc.
    """
    if not equations:
        return []
    body = etree.Element("body")
    for number, equation in enumerate(equations[:MOST]):
        paragraph = etree.SubElement(body, "p")
        paragraph.text = f"n{number} "
        paragraph.append(copied(equation))
    made = _run(etree.tostring(body), "-f", "html", "-t", "json", seconds=seconds)
    return _told(made, len(equations))


def _told(tree: bytes, size: int) -> list[str | None]:
    """The formulas of numbered paragraphs in pandoc's tree."""
    told = json.loads(tree)
    found: list[str | None] = [None] * size
    for block in told.get("blocks", ()):
        inlines = block.get("c") if block.get("t") in ("Para", "Plain") else None
        if inlines and inlines[0].get("t") == "Str":
            number = inlines[0]["c"].removeprefix("n")
            if number.isdecimal() and int(number) < len(found):
                found[int(number)] = _formula(inlines[1:])
    return found


def _formula(inlines: Sequence[Any]) -> str | None:
    told = [one["c"][1] for one in inlines if one.get("t") == "Math"]
    text = " ".join(re.sub(r"(?:\\ |\s)+$", "", " ".join(told)).split())
    return schooled(text) if text and "$" not in text and len(text) <= LONGEST else None


def copied(equation: Element) -> Element:
    """The equation alone, for another document."""
    copy = deepcopy(equation)
    copy.tail = None
    return copy


def to_omml(formulas: Sequence[str]) -> list[Element | None]:
    """An `m:oMath` for each LaTeX formula, None for one that pandoc does not understand.

    Raises NoPandoc.
    """
    if not formulas:
        return []
    blocks = [
        {"t": "Para", "c": [{"t": "Str", "c": f"n{number}"},
                            {"t": "Math", "c": [{"t": "InlineMath"}, text[:LONGEST]]}]}
        for number, text in enumerate(formulas[:MOST])
    ]  # fmt: skip
    tree = {"pandoc-api-version": [1, 23], "meta": {}, "blocks": blocks}
    made = _run(json.dumps(tree).encode(), "-f", "json", "-t", "docx", "-o", "-")
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        root = etree.fromstring(packed.read("word/document.xml"))
    found: list[Element | None] = [None] * len(formulas)
    for paragraph in root.iter(f"{{{W}}}p"):
        name = "".join(str(one.text or "") for one in paragraph.iter(f"{{{W}}}t")).strip()
        number = name.removeprefix("n").split("\\")[0].split("$")[0]
        equation = next(paragraph.iter(f"{{{M}}}oMath"), None)
        if number.isdecimal() and int(number) < len(found):
            found[int(number)] = equation
    return found
