"""Formulas on their way through pandoc to Typst, and what it makes of them set right. Pure.

pandoc's Typst knows no brace on one side only, no bow over letters and no decimal comma, and calls
some symbols by names that Typst gave up, which stops a whole paper. What it would lose travels as a
character of private use inside of `\\text{}`, which it carries along.
"""

import re
from typing import Any

ONE_SIDED, BOW, COMMA = "\ue0f1", "\ue0f2", "\ue0f3"
_CASES = re.compile(r"\\begin\{cases\}((?:(?!\\begin|\\end).)*)\\end\{cases\}", re.DOTALL)
_BRACKET = re.compile(
    r"\\left\s*(?:\[|\\lbrack)\s*\\begin\{(matrix|array)\}(?:\{[lcr|\s]*\})?"
    r"((?:(?!\\begin|\\end).)*)\\end\{\1\}\s*\\right\s*\.",
    re.DOTALL,
)
_BOW = re.compile(r"\\overset\{\s*\\frown\s*\}\s*\{")
_DECIMAL = re.compile(r"(?<![\d,])(\d+)(?:,|\{,\})(?=\d+(?!\d*,\d))")
_FORMULA = re.compile(r"\\.|\$(?:\\.|[^$\\])*\$", re.DOTALL)
_AFTER = (
    (re.compile(r"\bsect\b"), "inter"),
    (re.compile(r"\b(times|dot|minus|dash)\.circle\b"), r"\1.o"),
    (
        re.compile(rf'mat\(delim: "([{{\[])", upright\("{ONE_SIDED}"\)\s*'),
        r'mat(delim: #("\1", none), align: #left, ',
    ),
    (re.compile(rf'overline\(upright\("{BOW}"\)\s*'), "overparen("),
    (re.compile(rf'\s*upright\("{COMMA}"\)\s*'), '","'),
)


def for_typst(latex: str) -> str:
    """LaTeX of a formula as pandoc has to be told it."""
    told = _CASES.sub(rf"\\begin{{Bmatrix}}\\text{{{ONE_SIDED}}}\1\\end{{Bmatrix}}", latex)
    told = _BRACKET.sub(rf"\\begin{{bmatrix}}\\text{{{ONE_SIDED}}}\2\\end{{bmatrix}}", told)
    told = _BOW.sub(rf"\\overline{{\\text{{{BOW}}}", told)
    return _DECIMAL.sub(rf"\1\\text{{{COMMA}}}", told)


def over(tree: Any) -> Any:
    """A tree of pandoc with all its formulas `for_typst`."""
    if isinstance(tree, dict):
        if tree.get("t") == "Math":
            kind, latex = tree["c"]
            return {"t": "Math", "c": [kind, for_typst(latex)]}
        return {name: over(one) for name, one in tree.items()}
    return [over(one) for one in tree] if isinstance(tree, list) else tree


def set_right(source: str) -> str:
    """Typst as pandoc wrote it, its formulas as Typst wants them."""

    def made(found: re.Match[str]) -> str:
        told = found[0]
        for old, new in _AFTER if told.startswith("$") else ():
            told = old.sub(new, told)
        return told

    return _FORMULA.sub(made, source)
