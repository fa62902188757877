"""Questions with parameters: drawing values, and putting them into texts. Pure.

`body["params"]` is {"a": {"from": 2, "to": 9, "step": 1, "not": [5]}, ...}, numbers as JSON or as
decimal texts. Wherever a text of stem, body, key or solution has an expression of these names in
braces, such as {a} or {a+b*2}, its value stands there instead; {a/b:2} rounds to two places, half
up. Other braces stay, as formulas have them; within a formula the value keeps its braces, so that
\\frac{a}{b} stays a fraction. Values are exact; one that has no end as a decimal needs rounding.
"""

import ast
import operator
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from random import Random
from typing import Any

from lms import asking

MOST_PARAMS, MOST_VALUES, MOST_NODES, BIGGEST, MOST_POWER = 8, 2000, 40, 10**12, 6
TRIES, MOST_PLACES = 60, 6
NAME = re.compile(r"[a-z]\w{0,9}", re.ASCII)
_BRACES = re.compile(r"\{([^{}]{1,100})\}")
_FORMULA = re.compile(r"(\$[^$]*\$)")
_LINE = re.compile(
    r"\s*(\w+)\s*=\s*(\S+?)\s*(?:\.\.|…)\s*(\S+)(?:\s+step\s+(\S+))?(?:\s+not\s+(.+))?\s*"
)
# What Python would warn of, or read as something else, never reaches its parser.
_PLAIN = re.compile(r"[A-Za-z0-9_ .+\-*/()]+")
_GLUED = re.compile(r"\d[A-Za-z_]")
_OPERATORS: dict[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
Values = Mapping[str, str]


class BadExpression(ValueError):
    """An expression that has no value here: unknown name, division by 0, too big, without end."""


def _number(value: Any) -> Decimal | None:
    if type(value) is int:
        return Decimal(value) if abs(value) <= BIGGEST else None
    return asking.decimal(value)


def choices(spec: Any) -> list[Decimal]:
    """The values that a parameter may have; empty for what is no parameter."""
    if not isinstance(spec, Mapping):
        return []
    low, high, step = (
        _number(spec.get(n, d)) for n, d in (("from", None), ("to", None), ("step", 1))
    )
    left_out = spec.get("not", [])
    if low is None or high is None or step is None or step <= 0 or not isinstance(left_out, list):
        return []
    if high < low or (high - low) / step >= MOST_VALUES:
        return []
    without = {_number(one) for one in left_out}
    found = (low + step * n for n in range(int((high - low) / step) + 1))
    return [one for one in found if one not in without]


def usable(params: Any) -> bool:
    """Whether names and values of the parameters are good."""
    if not isinstance(params, Mapping) or not 1 <= len(params) <= MOST_PARAMS:
        return False
    return all(NAME.fullmatch(name) and choices(spec) for name, spec in params.items())


def draw(params: Mapping[str, Any], chance: Random) -> dict[str, str]:
    """A value for every parameter, as decimal texts."""
    return {name: str(chance.choice(choices(spec))) for name, spec in sorted(params.items())}


def _parsed(expression: str) -> ast.expr | None:
    text = expression.replace(",", ".").strip()
    if not _PLAIN.fullmatch(text) or _GLUED.search(text):
        return None
    try:
        tree = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return tree if sum(1 for _ in ast.walk(tree)) <= MOST_NODES * 2 else None


def _value(node: ast.expr, text: str, values: Values) -> Fraction:
    found = _raw_value(node, text, values)
    if abs(found) > BIGGEST or found.denominator > BIGGEST:
        raise BadExpression("too big")
    return found


def _raw_value(node: ast.expr, text: str, values: Values) -> Fraction:
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        written = asking.decimal(ast.get_source_segment(text, node))
        if written is not None:
            return Fraction(written)
    if isinstance(node, ast.Name) and node.id in values:
        return Fraction(Decimal(values[node.id]))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        inner = _value(node.operand, text, values)
        return -inner if isinstance(node.op, ast.USub) else inner
    if isinstance(node, ast.BinOp) and (
        type(node.op) in _OPERATORS or isinstance(node.op, ast.Pow)
    ):
        left, right = _value(node.left, text, values), _value(node.right, text, values)
        if isinstance(node.op, ast.Pow):
            return _power(left, right)
        try:
            return _OPERATORS[type(node.op)](left, right)
        except ZeroDivisionError as error:
            raise BadExpression("division by 0") from error
    raise BadExpression(text)


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    if exponent.denominator != 1 or not 0 <= exponent <= MOST_POWER:
        raise BadExpression("power")
    return Fraction(base ** int(exponent))


def evaluate(expression: str, values: Values) -> Decimal:
    """The value of an expression, rounded where it says `:n`. Raises BadExpression."""
    source, sign, places = expression.partition(":")
    tree = _parsed(source)
    if tree is None:
        raise BadExpression(expression)
    exact = _value(tree, source.replace(",", ".").strip(), values)
    if sign:
        count = asking.whole(places.strip())
        if count is None or count > MOST_PLACES:
            raise BadExpression(expression)
        return _rounded(exact, count)
    found = Decimal(exact.numerator) / Decimal(exact.denominator)
    if Fraction(found) != exact:
        raise BadExpression("no end")
    return found


def _rounded(exact: Fraction, places: int) -> Decimal:
    whole, rest = divmod(abs(exact) * 10**places, 1)
    found = Decimal(int(whole) + (rest * 2 >= 1)).scaleb(-places)
    return (found if exact >= 0 else -found).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _means(expression: str, values: Values) -> bool:
    """Whether braces hold an expression of the parameters and not a part of a formula."""
    tree = _parsed(expression.partition(":")[0])
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} if tree else set()
    return bool(names) and names <= values.keys()


def filled_text(text: str, values: Values) -> str:
    """The text with the values in it. Raises BadExpression."""

    def plain(match: re.Match[str]) -> str:
        if not _means(match[1], values):
            return match[0]
        return asking.number_text(evaluate(match[1], values))

    def braced(match: re.Match[str]) -> str:
        told = plain(match)
        return told if told == match[0] else "{" + told.replace(",", "{,}") + "}"

    return "".join(
        _BRACES.sub(braced if n % 2 else plain, piece)
        for n, piece in enumerate(_FORMULA.split(text))
    )


def filled(value: Any, values: Values) -> Any:
    """A JSON value with the values in all its texts, without "params". Raises BadExpression."""
    if isinstance(value, str):
        return filled_text(value, values)
    if isinstance(value, Mapping):
        return {name: filled(one, values) for name, one in value.items() if name != "params"}
    return [filled(one, values) for one in value] if isinstance(value, list) else value


def draws(
    texts: Sequence[Any], params: Mapping[str, Any], chance: Random
) -> Iterator[tuple[dict[str, str], list[Any]]]:
    """Values with the texts that they fill, as often as `TRIES`, without those that fail."""
    for _ in range(TRIES):
        values = draw(params, chance)
        try:
            yield values, [filled(one, values) for one in texts]
        except BadExpression:
            continue


def read_lines(text: str) -> dict[str, Any] | None:
    """Parameters from lines such as "a = 2..9 step 0,5 not 3; 4"; None for what is none."""
    found: dict[str, Any] = {}
    for line in text.splitlines():
        if not line.strip():
            continue
        match = _LINE.fullmatch(line)
        if match is None or match[1] in found:
            return None
        name, low, high, step, left_out = match.groups()
        spec: dict[str, Any] = {"from": low, "to": high, "step": step or "1"}
        if left_out:
            spec["not"] = [one.strip() for one in left_out.split(";") if one.strip()]
        found[name] = spec
    return found


def written_lines(params: Mapping[str, Any]) -> str:
    """Parameters as `read_lines` reads them."""
    lines = []
    for name, spec in params.items():
        line = f"{name} = {spec['from']}..{spec['to']}"
        if str(spec.get("step", "1")) != "1":
            line += f" step {spec['step']}"
        if spec.get("not"):
            line += " not " + "; ".join(str(one) for one in spec["not"])
        lines.append(line)
    return "\n".join(lines)
