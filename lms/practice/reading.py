"""What a form without a script answers: the response of a question by its rendered fields.

The player template of a kind says by data-answer how it is answered (docs/question-kinds.md). With
a script the page sends the response itself; without one the same fields are read here. Lines to
put in order and points in a picture need the script.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from lxml import html as markup

Sent = Mapping[str, Sequence[str]]
NEED_SCRIPT = ("order", "points")


def response_of(html: str, sent: Sent) -> Any:
    """The response by shown places; None for none."""
    root: Any = markup.fromstring(f"<div>{html}</div>")
    found: list[Any] = root.xpath(".//*[@data-answer]")
    if not found:
        return None
    way = found[0].get("data-answer")
    if way in ("one", "many"):
        names = {one.get("name") for one in found[0].iter("input")}
        chosen = sorted(int(v) for name in names for v in sent.get(name, ()) if v.isdecimal())
        return (chosen[0] if way == "one" else chosen) if chosen else None
    if way not in ("values", "text"):
        return None
    values = [_gap(gap, sent) for gap in _gaps(found[0])]
    if way == "text":
        return values[0] if values else None
    return values if any(value is not None for value in values) else None


def needs_script(html: str) -> bool:
    """Whether a question can be answered only with a script."""
    return any(f'data-answer="{way}"' in html for way in NEED_SCRIPT)


def _gaps(root: Any) -> list[Any]:
    gaps = root.xpath(".//*[@data-gap]")
    return sorted(gaps, key=lambda gap: int(gap.get("data-number") or 0))


def _gap(gap: Any, sent: Sent) -> Any:
    named = gap if gap.get("name") else next(gap.iter("input"), gap)
    value = next(iter(sent.get(named.get("name") or "", ())), "")
    if value == "":
        return None
    if gap.get("data-gap") == "truth":
        return {"true": True, "false": False}.get(value)
    if gap.get("data-gap") == "index":
        return int(value) if value.isdecimal() and len(value) < 4 else None
    return value
