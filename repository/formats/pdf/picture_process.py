"""The process that draws one page of a PDF; its words are PATH PAGE WIDTH, then the limits.

Answers `{"picture": WebP as base64}` or `{"error": code}`: damaged, locked, page (no such page).
"""

import base64
from io import BytesIO
from typing import Any

from repository.formats.pdf.drawing import Broken, NoPage, drawn
from suite import apart

TALLEST, QUALITY = 3, 62  # times the width · per cent


def answer(path: str, page: str, width: str, _data: bytes) -> dict[str, Any]:
    """The picture of a page, a refusal included."""

    def scale(wide: float, tall: float) -> float:
        return min(int(width) / wide, int(width) * TALLEST / tall)

    try:
        image = drawn(path, int(page), scale).convert("RGB")
    except NoPage:
        return {"error": "page"}
    except Broken as error:
        return {"error": "locked" if "password" in str(error).lower() else "damaged"}
    except (OSError, ValueError, ZeroDivisionError, MemoryError):
        return {"error": "damaged"}
    out = BytesIO()
    image.save(out, "WEBP", quality=QUALITY, method=3)
    return {"picture": base64.b64encode(out.getvalue()).decode()}


if __name__ == "__main__":
    apart.serve(answer)
