"""QR codes as SVG within the page: no file, no inline style."""

import segno
from markupsafe import Markup


def drawn(text: str, label: str) -> Markup:
    """The code of a text; its size is the style sheet's, `label` is read to who cannot see it.

    A code of middling correction: a creased card is still read.
    """
    code = segno.make(text, error="m", micro=False)
    body = code.svg_inline(omitsize=True, border=2, svgclass="qr", lineclass=None)
    opened = Markup('<svg role="img" aria-label="{}"').format(label)
    return opened + Markup(body.removeprefix("<svg"))  # noqa: S704 (drawn, not told)
