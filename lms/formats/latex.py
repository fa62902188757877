"""LaTeX of formulas in the spelling of school, where pandoc spells out how Word draws it. Pure."""

import re

_SYSTEM = re.compile(
    r"\\left\s*\\(?:\{|lbrace)\s*\\begin\{(matrix|array)\}(?:\{[lcr|\s]*\})?"
    r"((?:(?!\\begin|\\end).)*)\\end\{\1\}\s*\\right\s*\.",
    re.DOTALL,
)
_ARROW = re.compile(r"\\overset\{\s*\\(?:rightarrow|to)\s*\}(?=\s*\{)")


def schooled(latex: str) -> str:
    """A system of equations as `cases`, a vector under its arrow."""
    return _ARROW.sub(r"\\overrightarrow", _SYSTEM.sub(r"\\begin{cases}\2\\end{cases}", latex))
