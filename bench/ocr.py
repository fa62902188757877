"""Reading of scans: pages of the Mathematics programme made to scans and read by the library.

Each page is drawn, turned a little, blurred, noised, greyed and pressed into a JPEG, as a copier
of a school does it, bound into a PDF without text, and read by the very functions of the library.
Word recall: of the words of the text layer (letters and digits, without the marks between them),
each as often as it stands there, the share that was read; with diacritics, and folded as the
search folds.
"""

import io
import random
import re
import tempfile
import time
from collections import Counter
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image, ImageChops, ImageFilter

from bench.rows import CannotMeasure, Row
from repository.hooks import Limits
from repository.ingest import isolate, ocr
from suite.text import fold, nfc
from tests.kit.shared import SHARED

PROGRAMME = SHARED / "data" / "library" / "pdf" / "gdpt2018-toan.pdf"
EVERY = 10  # of the 123 pages
DOTS = 200
RENDERER = "repository.formats.pdf.renderer"


def scanned(page: Image.Image, chance: random.Random) -> Image.Image:
    """A page as a copier gives it back."""
    grey = page.convert("L").rotate(
        chance.uniform(-0.8, 0.8), Image.Resampling.BICUBIC, fillcolor=255
    )
    grey = grey.filter(ImageFilter.GaussianBlur(0.8)).point(lambda dot: 30 + int(dot * 0.8))
    noise = Image.effect_noise(grey.size, 24)
    return ImageChops.add(grey, noise, 1, -128)


def scan(source: Path, target: Path) -> list[str]:
    """Write every EVERYth page as a scan; the text layers of those pages."""
    chance = random.Random(32)
    document = pdfium.PdfDocument(source)
    pages, texts = [], []
    for number in range(4, len(document), EVERY):
        page = document[number]
        made = scanned(page.render(scale=DOTS / 72, grayscale=True).to_pil(), chance)
        pressed = io.BytesIO()
        made.save(pressed, "JPEG", quality=45)
        pages.append(Image.open(pressed))
        texts.append(nfc(page.get_textpage().get_text_range()))
    document.close()
    pages[0].save(target, "PDF", save_all=True, append_images=pages[1:], resolution=DOTS)
    return texts


def recall(text: str, read: str, *, folded: bool = False) -> tuple[int, int]:
    """How many words of `text` were read, and how many there are."""
    there, seen = (
        Counter(re.findall(r"\w+", fold(one) if folded else one.lower())) for one in (text, read)
    )
    return sum((there & seen).values()), sum(there.values())


def run() -> list[Row]:
    """Raises CannotMeasure without the programme or without Tesseract."""
    if not PROGRAMME.is_file():
        raise CannotMeasure("the Mathematics programme is not on this machine")
    reader = ocr.installed()
    if reader is None:
        raise CannotMeasure("no Tesseract with Vietnamese on this machine")
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scan.pdf"
        texts = scan(PROGRAMME, path)
        read, took = [], []
        for number in range(1, len(texts) + 1):
            start = time.perf_counter()
            picture = isolate.picture(path, RENDERER, number, ocr.DPI, Limits())
            read.append(nfc(reader.read(picture)))
            took.append(time.perf_counter() - start)
    for name, folded in (("with diacritics", False), ("folded as in the search", True)):
        found = [recall(*pair, folded=folded) for pair in zip(texts, read, strict=True)]
        share = sum(one for one, _ in found) / sum(whole for _, whole in found)
        worst = min(one / whole for one, whole in found)
        how = f"{len(texts)} pages, {sum(w for _, w in found):,} words, worst page {worst:.1%}"
        rows.append(Row(f"words read, {name}", f"{share:.1%}", "≥ 93 %", how))
    middle = sorted(took)[len(took) // 2]
    rows.append(Row("a page drawn and read", f"{middle:.1f} s", "reported", "one core"))
    return rows
