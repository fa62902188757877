"""What an item of QTI says of right answers: declarations, mappings, conditions. Pure."""

from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from lxml import etree

from lms.formats.qti_xml import attribute, children, first, inner, name_of, words

Element = etree._Element
MOST_ENTRIES = 200


def number(text: str) -> Decimal:
    """A finite number, 0 for what is none."""
    try:
        found = Decimal(text.strip()) if len(text) < 40 else Decimal(0)
    except InvalidOperation:
        return Decimal(0)
    return found if found.is_finite() and abs(found.adjusted()) < 20 else Decimal(0)


@dataclass
class Answer:
    """One response: `numbers` are (value, tolerance), `share` what it earns of 1 as text."""

    cardinality: str = "single"
    base: str = ""
    correct: list[str] = field(default_factory=list)
    mapping: dict[str, Decimal] = field(default_factory=dict)
    areas: list[tuple[str, str]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    numbers: list[tuple[str, str]] = field(default_factory=list)
    case: bool = False
    partial: bool = False
    share: str = "0"


class Key:
    """The keys of an item. `foreign`: its rules are none that we read, the declarations count."""

    def __init__(self, root: Element) -> None:
        self.answers: dict[str, Answer] = {}
        for one in list(inner(root, "responsedeclaration"))[:MOST_ENTRIES]:
            self.answers[attribute(one, "identifier")] = _answer(one)
        rules = first(root, "responseprocessing")
        template = "" if rules is None else attribute(rules, "template").lower()
        conditions = [] if rules is None else list(inner(rules, "responsecondition"))
        told = set() if rules is None else {name_of(one) for one in rules.iter()}
        self.match_correct = "match_correct" in template or (
            "match" in told and "correct" in told and not told & {"mapresponse", "equal"}
        )
        self.table = _table(root) if "lookupoutcomevalue" in told else []
        read = sum(self._condition(one) for one in conditions)
        known = bool(template) or bool(self.table) or "mapresponse" in told
        known = known or "mapresponsepoint" in told or self.match_correct
        self.foreign = bool(told) and not known and read < max(1, len(conditions))
        for answer in self.answers.values():
            _from_declaration(answer)

    def of(self, name: str) -> Answer:
        """The answer of a response, empty where nothing is said."""
        return self.answers.get(name, Answer())

    def _condition(self, element: Element) -> bool:
        """Whether a condition compares one response with accepted values; they are kept."""
        test = next(iter(children(element, "responseif")), None)
        if test is None:
            return False
        names = {attribute(one, "identifier") for one in inner(test, "variable")}
        names -= {"SCORE", "MAXSCORE"}
        answer = self.answers.get(names.pop()) if len(names) == 1 else None
        if answer is None:
            return False
        for one in inner(test, "equal"):
            value = words(first(one, "basevalue"))
            around = attribute(one, "tolerance").split()
            if attribute(one, "tolerancemode") == "relative" and around:
                around = [f"{abs(number(value)) * number(around[0]) / 100:f}"]
            if value:
                answer.numbers.append((value, around[0] if around else "0"))
        for one in inner(test, "stringmatch"):
            answer.texts.append(words(first(one, "basevalue")))
            answer.case = attribute(one, "casesensitive", "true") == "true"
        given = next(
            (one for one in inner(test, "setoutcomevalue")
             if attribute(one, "identifier") == "SCORE"), None,
        )  # fmt: skip
        share = None if given is None else first(given, "basevalue")
        answer.share = words(share) or "1"
        return bool(answer.numbers or answer.texts or first(test, "correct") is not None)


def _answer(element: Element) -> Answer:
    made = Answer(attribute(element, "cardinality", "single"), attribute(element, "basetype"))
    correct = first(element, "correctresponse")
    if correct is not None:
        made.correct = [words(one) for one in inner(correct, "value")][:MOST_ENTRIES]
    for one in list(inner(element, "mapentry"))[:MOST_ENTRIES]:
        made.mapping[attribute(one, "mapkey")] = number(attribute(one, "mappedvalue"))
        made.case = made.case or attribute(one, "casesensitive") == "true"
    for one in list(inner(element, "areamapentry"))[:MOST_ENTRIES]:
        made.areas.append((attribute(one, "shape"), attribute(one, "coords")))
    return made


def _from_declaration(answer: Answer) -> None:
    """Accepted values from the declaration, where no condition named them."""
    if answer.texts or answer.numbers or answer.base not in ("string", "float", "integer"):
        return
    best = max(answer.mapping.values(), default=Decimal(0))
    told = [key for key, value in answer.mapping.items() if value == best and best > 0]
    answer.partial = any(0 < value < best for value in answer.mapping.values())
    accepted = list(dict.fromkeys([*answer.correct, *told]))
    if answer.base == "string":
        answer.texts = accepted
        answer.case = answer.case or not answer.mapping
    else:
        answer.numbers = [(one, "0") for one in accepted]
    if best > 0 and answer.share == "0":
        answer.share = f"{best:f}"


def _table(root: Element) -> list[str]:
    """The shares by number of right ones of the first table."""
    held = next(inner(root, "matchtable"), None)
    if held is None:
        return []
    entries = {
        attribute(one, "sourcevalue"): attribute(one, "targetvalue")
        for one in list(inner(held, "matchtableentry"))[:MOST_ENTRIES]
    }
    if set(entries) != {str(n) for n in range(len(entries))}:
        return []
    return [f"{number(entries[str(n)]):f}" for n in range(len(entries))]
