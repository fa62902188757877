"""Short answers and texts with gaps as items of QTI. Pure."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from lms import asking
from lms.formats import content as common
from lms.formats.gift_write import text_losses
from lms.formats.qti_build import Element, Item, sub


def entry(item: Item) -> None:
    """A number or a short text."""
    number = item.content.kind == "short_number"
    item.rich(item.inside, item.content.stem)
    line = sub(item.inside, "p")
    field = sub(line, "qti-text-entry-interaction", response_identifier="RESPONSE")
    if item.body.get("most_chars"):
        field.set("expected-length", str(item.body["most_chars"]))
    if item.body.get("unit"):
        field.tail = f" {item.body['unit']}"
    _accepted(item, "RESPONSE", {"type": "number" if number else "text"}, item.key, "1",
                  item.processing())  # fmt: skip


def _accepted(item: Item, name: str, gap: Mapping[str, Any], key: Mapping[str, Any], share: str,
             rules: Element) -> None:  # fmt: skip
    """The declaration of one gap, and the condition under which it earns its share."""
    if gap["type"] == "choice":
        item.response("single", "identifier", [f"G{key['right']}"], name)
    elif gap["type"] == "number":
        told = [common.point_number(one["value"]) for one in key["accepted"]]
        item.response("single", "float", told[:1], name)
    else:
        item.losses += text_losses(key, item.place)
        item.response("single", "string", key["accepted"][:1], name)
    test = sub(sub(rules, "qti-response-condition"), "qti-response-if")
    if gap["type"] == "choice":
        met = sub(test, "qti-match")
        sub(met, "qti-variable", identifier=name)
        sub(met, "qti-correct", identifier=name)
    else:
        any_of = sub(test, "qti-or")
        for one in key["accepted"]:
            _compared(any_of, name, one, key)
    total = sub(sub(test, "qti-set-outcome-value", identifier="SCORE"), "qti-sum")
    sub(total, "qti-variable", identifier="SCORE")
    sub(total, "qti-base-value", share, base_type="float")


def _compared(parent: Element, name: str, one: Any, key: Mapping[str, Any]) -> None:
    if isinstance(one, str):
        met = sub(parent, "qti-string-match",
                  case_sensitive=str(bool(key.get("case"))).lower())  # fmt: skip
        sub(met, "qti-variable", identifier=name)
        sub(met, "qti-base-value", one, base_type="string")
        return
    around = common.point_number(one.get("tolerance") or "0")
    met = sub(parent, "qti-equal", tolerance_mode="absolute", tolerance=f"{around} {around}")
    sub(met, "qti-variable", identifier=name)
    sub(met, "qti-base-value", common.point_number(one["value"]), base_type="float")


def cloze(item: Item) -> None:
    """A text with gaps."""
    item.rich(item.inside, item.content.stem)
    rules = item.processing()
    line = sub(item.inside, "p")
    told = common.GAP.split(item.body["text"])
    item.rich(line, told[0], tail=True)
    each = Fraction(1, len(item.key["gaps"]))
    for number, text in zip(told[1::2], told[2::2], strict=True):
        gap, key = item.body["gaps"][int(number) - 1], item.key["gaps"][int(number) - 1]
        share = asking.share(key.get("share")) or each
        name = f"RESPONSE_{number}"
        if gap["type"] == "choice":
            field = sub(line, "qti-inline-choice-interaction", response_identifier=name,
                        shuffle="false")  # fmt: skip
            for index, option in enumerate(gap["options"]):
                item.rich(sub(field, "qti-inline-choice", identifier=f"G{index}"), option, True)
        else:
            field = sub(line, "qti-text-entry-interaction", response_identifier=name)
            if gap.get("most_chars"):
                field.set("expected-length", str(gap["most_chars"]))
        _accepted(item, name, gap, key, f"{float(share):.10f}", rules)
        item.rich(line, text, tail=True)
