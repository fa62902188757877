"""The process that draws one page of a PDF; its words are PATH PAGE WIDTH, then the limits.

Answers `{"picture": WebP as base64}` or `{"error": code}`: damaged, locked, page (no such page).
"""

import base64
from io import BytesIO
from typing import Any

import pypdfium2 as pdfium

from suite import apart

TALLEST, QUALITY = 3, 62  # times the width · per cent


def answer(path: str, page: str, width: str, _data: bytes) -> dict[str, Any]:
    """The picture of a page, a refusal included."""
    try:
        document = pdfium.PdfDocument(path)
        if not 1 <= int(page) <= len(document):
            return {"error": "page"}
        return {"picture": base64.b64encode(_drawn(document[int(page) - 1], int(width))).decode()}
    except pdfium.PdfiumError as error:
        return {"error": "locked" if "password" in str(error).lower() else "damaged"}
    except (OSError, ValueError, ZeroDivisionError, MemoryError):
        return {"error": "damaged"}


def _drawn(page: Any, width: int) -> bytes:
    wide, tall = page.get_size()
    scale = min(width / wide, width * TALLEST / tall)
    image = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    out = BytesIO()
    image.save(out, "WEBP", quality=QUALITY, method=3)
    return out.getvalue()


if __name__ == "__main__":
    apart.serve(answer)
