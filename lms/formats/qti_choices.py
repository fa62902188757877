"""Choices, clusters, pairs and orders as items of QTI. Pure."""

from lms.formats import content as common
from lms.formats import shares
from lms.formats.qti_build import QTI, Item, sub


def choice(item: Item) -> None:
    """Single and multiple choice."""
    options, one = item.body["options"], item.content.kind == "single_choice"
    names = [f"A{index}" for index in range(len(options))]
    inter = sub(item.inside, "qti-choice-interaction", response_identifier="RESPONSE",
                shuffle="true", max_choices="1" if one else "0")  # fmt: skip
    item.prompt(inter)
    for index, text in enumerate(options):
        each = sub(inter, "qti-simple-choice", identifier=names[index])
        if index in item.body.get("fixed", []):
            each.set("fixed", "true")
        item.rich(each, text)
    if one:
        right = [item.key["right"], *item.key.get("also", [])]
        response = item.response("single", "identifier", [names[right[0]]])
        if len(right) > 1:
            item.mapping(response, {names[index]: "1" for index in right})
    else:
        right = item.key["right"]
        response = item.response("multiple", "identifier", [names[index] for index in right])
        if item.key["rule"] != "all":
            weights = shares.choice_weights(len(options), right, item.key["rule"])
            told = zip(names, weights, strict=True)
            item.mapping(response, {name: f"{weight:.10f}" for name, weight in told})
    mapped = response.find(f"{{{QTI}}}qti-mapping") is not None
    item.processing("map_response.xml" if mapped else "match_correct.xml")


def pairs(item: Item) -> None:
    """A cluster of statements or a matching."""
    cluster = item.content.kind == "true_false"
    couples = common.couples(item.content)
    right = list(dict.fromkeys(text for _left, text in couples))
    if not cluster:
        right = item.body["right"]
    left = [text for text, _right in couples if text]
    inter = sub(item.inside, "qti-match-interaction", response_identifier="RESPONSE",
                shuffle="true", max_associations=str(len(left)))  # fmt: skip
    item.prompt(inter)
    for side, texts in (("L", left), ("R", right)):
        holder = sub(inter, "qti-simple-match-set")
        for index, text in enumerate(texts):
            most = "1" if side == "L" else str(len(left))
            each = sub(holder, "qti-simple-associable-choice", identifier=f"{side}{index}",
                       match_max=most)  # fmt: skip
            if side == "L" and index in item.body.get("fixed", []):
                each.set("fixed", "true")
            item.rich(each, text)
    told = [(n, right.index(text)) for n, (one, text) in enumerate(couples) if one]
    names = [f"L{index} R{to}" for index, to in told]
    response = item.response("multiple", "directedPair", names)
    if cluster:
        item.mapping(response, dict.fromkeys(names, "1"), most=None)
        item.table("qti-map-response", item.key["table"])
    elif item.key["rule"] == "each":
        item.mapping(response, dict.fromkeys(names, f"{1 / len(names):.10f}"))
        item.processing("map_response.xml")
    else:
        item.processing("match_correct.xml")


def order(item: Item) -> None:
    """An ordering."""
    if item.key["rule"] != "all":
        item.lose("rule_as_all")
    inter = sub(item.inside, "qti-order-interaction", response_identifier="RESPONSE",
                shuffle="true")  # fmt: skip
    item.prompt(inter)
    for index, text in enumerate(item.body["items"]):
        item.rich(sub(inter, "qti-simple-choice", identifier=f"I{index}"), text)
    item.response("ordered", "identifier", [f"I{index}" for index in item.key["order"]])
    item.processing("match_correct.xml")
