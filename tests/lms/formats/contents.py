"""Questions of every kind for Hypothesis, and what a listed loss does to one."""

import copy
import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from lms import asking
from lms.bank.layout.lines import clean
from lms.bank.rules import Content
from lms.formats.markup import PICTURE, to_dollars, to_round
from lms.formats.model import Loss
from lms.questions.cloze.kind import Cloze
from lms.questions.essay.kind import Essay
from lms.questions.file_answer.kind import FileAnswer
from lms.questions.hotspot.kind import Hotspot
from lms.questions.matching.kind import Matching
from lms.questions.multiple_choice.kind import MultipleChoice
from lms.questions.ordering.kind import Ordering
from lms.questions.short_number.kind import ShortNumber
from lms.questions.short_text.kind import ShortText
from lms.questions.single_choice.kind import SingleChoice
from lms.questions.true_false.kind import TrueFalse

KINDS = {
    kind.name: kind
    for kind in (
        SingleChoice(), MultipleChoice(), TrueFalse(), ShortNumber(), ShortText(), Matching(),
        Ordering(), Cloze(), Essay(), FileAnswer(), Hotspot(),
    )
}  # fmt: skip
UID = "0197b2c4-0000-7000-8000-00000000000{}"
SIGNS = "ăệĐuvAB19\\~=#{}:%<>&\"'*/|.,;()[]-+_^@!?→∞漢"
WORDS = st.sampled_from(
    [
        "$x^2$", "$\\frac{a}{b} < 1$", "$$\\int_0^1 x\\,dx$$", "\\$5", "5$", "->", "//", "::",
        "{1:SHORTANSWER:=a}", "]]>", "&amp;", "<b>", "T", "A.", "ANSWER:", "#25", "%50%a",
    ]
)  # fmt: skip
PICTURES = st.sampled_from([f"![hình {n}](file:{UID.format(n)})" for n in (1, 2)])


def word(signs: str = SIGNS) -> st.SearchStrategy[str]:
    return st.text(st.sampled_from(signs), min_size=1, max_size=8)


def held(text: str) -> str:
    """As the bank keeps a text."""
    return clean(text).strip()


def texts(breaks: bool = True, pictures: bool = True) -> st.SearchStrategy[str]:
    one = st.one_of(word(), WORDS, *([PICTURES] if pictures else []))
    glue = st.sampled_from([" ", " ", " ", "\n"] if breaks else [" "])
    made = st.lists(st.tuples(one, glue), min_size=1, max_size=4)
    return made.map(lambda told: held("".join(a + b for a, b in told))).filter(_sane)


def _sane(text: str) -> bool:
    """Gaps, and what stands for a picture of nobody, are no texts of an author."""
    return (
        bool(text)
        and "{{" not in text
        and "}}" not in text
        and "file:" not in PICTURE.sub("", text)
    )


def several(fewest: int, most: int, **how: bool) -> st.SearchStrategy[list[str]]:
    return st.lists(texts(**how), min_size=fewest, max_size=most, unique_by=meant)


NUMBERS = st.decimals(-9999, 9999, places=2, allow_nan=False, allow_infinity=False).map(
    asking.number_text
)
ACCEPTED = st.lists(
    st.fixed_dictionaries({"value": NUMBERS, "tolerance": st.sampled_from(["0", "0,1", "2"])}),
    min_size=1,
    max_size=3,
)
ANSWERS = st.lists(texts(breaks=False, pictures=False), min_size=1, max_size=3, unique=True)


ANSWER = word("ăệĐuvxyz").map(lambda text: f"từ {text}")
PLAIN = st.lists(
    st.one_of(word("ăệĐuvxyz"), st.sampled_from(["$x^{2}$", "$\\frac{a}{b}$", "(hình)"]), PICTURES),
    min_size=2, max_size=4,
).map(lambda told: f"từ {' '.join(told)} cuối")  # fmt: skip


def _plainly(draw: st.DrawFn, value: Any) -> Any:
    """The body with texts as teachers write them, without what a layout may take for a sign."""
    if isinstance(value, list) and value and isinstance(value[0], str):
        told = draw(st.lists(PLAIN, min_size=len(value), max_size=len(value), unique_by=meant))
        return [re.sub(r"!\[hình \d]", "![hình]", text) for text in told]
    if isinstance(value, list):
        return [_plainly(draw, one) for one in value]
    if isinstance(value, dict):
        kept = ("what",)
        return {n: one if n in kept else _plainly(draw, one) for n, one in value.items()}
    return value


def _plain_answers(draw: st.DrawFn, value: Any) -> Any:
    """The key with accepted words as pupils type them."""
    if isinstance(value, dict):
        told = {name: _plain_answers(draw, one) for name, one in value.items()}
        accepted = told.get("accepted")
        if accepted and isinstance(accepted[0], str):
            told["accepted"] = draw(st.lists(ANSWER, min_size=1, max_size=3, unique=True))
        return told
    return [_plain_answers(draw, one) for one in value] if isinstance(value, list) else value


@st.composite
def contents(draw: st.DrawFn, kind: str, plain: bool = False) -> Content:
    body, key = draw(MAKERS[kind]())
    solution = draw(st.one_of(st.just(""), texts()))
    stem = draw(texts())
    if plain:
        body, (stem,) = _plainly(draw, body), _plainly(draw, [stem])
        solution = "Vì $x^{2}$ lớn" if solution else ""
        key = _plain_answers(draw, key)
        if kind == "cloze":
            gaps = range(1, len(body["gaps"]) + 1)
            told = " ".join(f"{draw(PLAIN)} {{{{{n}}}}}" for n in gaps)
            body["text"] = re.sub(r"!\[hình \d]", "![hình]", told)
    content = Content(kind, stem, body, key, solution)
    assert not KINDS[kind].problems(content.body, content.key), content
    return content


@st.composite
def _single(draw: st.DrawFn) -> Any:
    options = draw(several(2, 5))
    right, *also = draw(st.lists(st.sampled_from(range(len(options))), min_size=1, unique=True))
    key: dict[str, Any] = {"right": right}
    if also and draw(st.booleans()):
        key["also"] = sorted(also[:1])
    return _fixed(draw, {"options": options}, len(options)), key


def _fixed(draw: st.DrawFn, body: dict[str, Any], size: int) -> dict[str, Any]:
    stay = draw(st.lists(st.sampled_from(range(size)), unique=True, max_size=1))
    return {**body, "fixed": stay} if stay else body


@st.composite
def _multiple(draw: st.DrawFn) -> Any:
    options = draw(several(2, 6))
    right = draw(st.lists(st.sampled_from(range(len(options))), min_size=1, unique=True))
    rule = draw(st.sampled_from(["all", "each", "minus"]))
    return _fixed(draw, {"options": options}, len(options)), {"right": sorted(right), "rule": rule}


@st.composite
def _cluster(draw: st.DrawFn) -> Any:
    statements = draw(several(2, 5))
    truths = draw(st.lists(st.booleans(), min_size=len(statements), max_size=len(statements)))
    inner = draw(st.lists(st.integers(0, 99), min_size=len(statements) - 1,
                          max_size=len(statements) - 1))  # fmt: skip
    table = ["0", *(f"{Decimal(n) / 100:f}" for n in sorted(inner)), "1"]
    return _fixed(draw, {"statements": statements}, len(statements)), {
        "truths": truths,
        "table": table,
    }


@st.composite
def _number(draw: st.DrawFn) -> Any:
    body: dict[str, Any] = {}
    if draw(st.booleans()):
        body["most_chars"] = draw(st.integers(9, 20))
    if draw(st.booleans()):
        body["unit"] = draw(st.sampled_from(["m/s", "kg", "%"]))
    return body, {"accepted": draw(ACCEPTED)}


@st.composite
def _text(draw: st.DrawFn) -> Any:
    body = {"most_chars": 150} if draw(st.booleans()) else {}
    key = {"accepted": draw(ANSWERS), "fold": draw(st.booleans()), "case": draw(st.booleans())}
    return body, key


@st.composite
def _matching(draw: st.DrawFn) -> Any:
    left, right = draw(several(2, 4)), draw(several(2, 5, pictures=False, breaks=False))
    size = st.sampled_from(range(len(right)))
    pairs = draw(st.lists(size, min_size=len(left), max_size=len(left)))
    rule = draw(st.sampled_from(["each", "all"]))
    return {"left": left, "right": right}, {"pairs": pairs, "rule": rule}


@st.composite
def _ordering(draw: st.DrawFn) -> Any:
    items = draw(several(2, 5))
    order = draw(st.permutations(range(len(items))))
    rule = draw(st.sampled_from(["all", "places", "neighbours"]))
    return {"items": items}, {"order": list(order), "rule": rule}


@st.composite
def _cloze(draw: st.DrawFn) -> Any:
    gaps, keys, pieces = [], [], [draw(texts())]
    for number in range(1, draw(st.integers(1, 3)) + 1):
        gap, key = draw(st.one_of(_gap_text(), _gap_number(), _gap_choice()))
        gaps.append(gap)
        keys.append(key)
        pieces += [f" {{{{{number}}}}} ", draw(texts())]
    if draw(st.booleans()) and len(keys) > 1:
        for key, part in zip(keys, {2: ["0.75", "0.25"], 3: ["0.5", "0.25", "0.25"]}[len(keys)],
                             strict=True):  # fmt: skip
            key["share"] = part
    return {"text": "".join(pieces), "gaps": gaps}, {"gaps": keys}


@st.composite
def _gap_text(draw: st.DrawFn) -> Any:
    gap = {"type": "text", **({"most_chars": 20} if draw(st.booleans()) else {})}
    return gap, {
        "accepted": draw(ANSWERS),
        "fold": draw(st.booleans()),
        "case": draw(st.booleans()),
    }


@st.composite
def _gap_number(draw: st.DrawFn) -> Any:
    return {"type": "number"}, {"accepted": draw(ACCEPTED)}


@st.composite
def _gap_choice(draw: st.DrawFn) -> Any:
    options = draw(several(2, 4, breaks=False, pictures=False))
    return {"type": "choice", "options": options}, {
        "right": draw(st.sampled_from(range(len(options))))
    }


RUBRIC = st.lists(texts(breaks=False, pictures=False), min_size=2, max_size=2).map(
    lambda told: [{"text": text, "share": part} for text, part in zip(told, ("0.25", "0.75"),
                                                                      strict=True)]
)  # fmt: skip


@st.composite
def _essay(draw: st.DrawFn) -> Any:
    body: dict[str, Any] = {}
    if draw(st.booleans()):
        body["lines"] = draw(st.integers(1, 60))
    if draw(st.booleans()):
        body |= {"fewest_words": 10, "most_words": draw(st.integers(10, 300))}
    return body, ({"rubric": draw(RUBRIC)} if draw(st.booleans()) else {})


@st.composite
def _file(draw: st.DrawFn) -> Any:
    kinds = ["photo", "pdf", "office", "audio"]
    what = draw(st.lists(st.sampled_from(kinds), min_size=1, unique=True))
    body = {"most_files": draw(st.integers(1, 5)), "what": sorted(what, key=kinds.index)}
    return body, ({"rubric": draw(RUBRIC)} if draw(st.booleans()) else {})


@st.composite
def _hotspot(draw: st.DrawFn) -> Any:
    shapes = st.one_of(
        st.tuples(*[st.integers(0, 400)] * 2, *[st.integers(5, 500)] * 2).map(
            lambda box: {"shape": "rect", "box": list(box)}
        ),
        st.tuples(*[st.integers(100, 900)] * 2, st.integers(5, 90)).map(
            lambda at: {"shape": "circle", "at": list(at[:2]), "r": at[2]}
        ),
        st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 1000)).map(list), min_size=3,
                 max_size=5).map(lambda points: {"shape": "poly", "points": points}),
    )  # fmt: skip
    areas = draw(st.lists(shapes, min_size=1, max_size=3))
    body: dict[str, Any] = {
        "picture": f"file:{UID.format(1)}",
        "alt": draw(texts(breaks=False, pictures=False)),
        "most": draw(st.integers(len(areas), 8)),
    }
    if draw(st.booleans()):
        body["places"] = [{"label": "chỗ", "x": 10, "y": 20}]
    return body, {"areas": areas, "rule": draw(st.sampled_from(["all", "each"]))}


MAKERS: dict[str, Callable[[], st.SearchStrategy[Any]]] = {
    "single_choice": _single, "multiple_choice": _multiple, "true_false": _cluster,
    "short_number": _number, "short_text": _text, "matching": _matching, "ordering": _ordering,
    "cloze": _cloze, "essay": _essay, "file_answer": _file, "hotspot": _hotspot,
}  # fmt: skip


def meant(text: str) -> str:
    """A text as it is shown: formulas in one spelling, runs of spaces as one."""
    told = to_dollars(to_round(text, "\ufdd0"))
    return "\n".join(" ".join(line.split()) for line in told.split("\n") if line.strip())


def canonical(content: Content) -> Content:
    """What a question means, whatever the order in which an author wrote what is mixed anyway."""
    body, key = copy.deepcopy(content.body), copy.deepcopy(content.key)
    body = _meant(body)
    if content.kind in ("short_text",):
        key["accepted"] = [" ".join(text.split()) for text in key["accepted"]]
    if content.kind == "multiple_choice":
        one, every = len(key["right"]) == 1, len(key["right"]) == len(body["options"])
        if one or (every and key["rule"] == "minus"):
            key["rule"] = "each"
    if content.kind == "single_choice" and key.get("also"):
        key["right"], *key["also"] = sorted({key["right"], *key["also"]})
    if content.kind == "matching":
        words = [body["right"][to] for to in key["pairs"]]
        rest = sorted(set(body["right"]) - set(words))
        right = [*dict.fromkeys(words), *rest]
        body["right"], key["pairs"] = right, [right.index(text) for text in words]
    if content.kind == "ordering":
        body["items"] = [body["items"][n] for n in key["order"]]
        key["order"] = list(range(len(body["items"])))
    if content.kind == "true_false" and "table" in key:
        key["table"] = [str(Fraction(one)) for one in key["table"]]
    if content.kind == "hotspot" and len(key["areas"]) == 1:
        key["rule"] = "all"
    if content.kind == "short_number":
        key["accepted"] = [_number_meant(one) for one in key["accepted"]]
    if content.kind == "cloze":
        key["gaps"] = _gaps_meant(body, key)
    if content.kind in ("essay", "file_answer") and key.get("rubric"):
        key["rubric"] = [
            {"text": meant(row["text"]), "share": str(Fraction(row["share"]))}
            for row in key["rubric"]
        ]
    for name in ("fixed", "also", "places", "rubric"):
        for where in (body, key):
            if where.get(name) == []:
                del where[name]
    return Content(content.kind, meant(content.stem), body, key, meant(content.solution))


def _meant(value: Any) -> Any:
    if isinstance(value, str):
        return meant(value)
    if isinstance(value, dict):
        return {name: _meant(one) for name, one in value.items()}
    return [_meant(one) for one in value] if isinstance(value, list) else value


def _number_meant(one: dict[str, str]) -> dict[str, str]:
    return {name: str(asking.decimal(text)) for name, text in one.items()}


def _gaps_meant(body: dict[str, Any], key: dict[str, Any]) -> list[Any]:
    found = []
    for gap, one in zip(body["gaps"], key["gaps"], strict=True):
        one = dict(one)
        share = Fraction(one.pop("share", None) or Fraction(1, len(key["gaps"])))
        if gap["type"] == "number":
            one["accepted"] = [_number_meant(each) for each in one["accepted"]]
        elif gap["type"] == "text":
            one["accepted"] = [" ".join(text.split()) for text in one["accepted"]]
        found.append({**one, "share": share.limit_denominator(1000)})
    return found


def without(content: Content, losses: list[Loss]) -> Content:
    """The question less what the losses name."""
    made = Content(content.kind, content.stem, copy.deepcopy(content.body),
                   copy.deepcopy(content.key), content.solution)  # fmt: skip
    for loss in losses:
        made = EFFECTS[loss.code](made)
    return made


def _pop(where: str, *names: str) -> Callable[[Content], Content]:
    def effect(content: Content) -> Content:
        for name in names:
            getattr(content, where).pop(name, None)
        return content

    return effect


def _rule(rule: str) -> Callable[[Content], Content]:
    def effect(content: Content) -> Content:
        content.key["rule"] = rule
        return content

    return effect


def _texts(change: Callable[[str], str]) -> Callable[[Content], Content]:
    def walk(value: Any) -> Any:
        if isinstance(value, str):
            return change(value)
        if isinstance(value, dict):
            return {name: walk(one) for name, one in value.items()}
        return [walk(one) for one in value] if isinstance(value, list) else value

    def effect(content: Content) -> Content:
        return Content(content.kind, change(content.stem), walk(content.body), content.key,
                       change(content.solution))  # fmt: skip

    return effect


def _keys(name: str, value: bool) -> Callable[[Content], Content]:
    def effect(content: Content) -> Content:
        for one in [content.key, *content.key.get("gaps", [])]:
            if name in one:
                one[name] = value
        return content

    return effect


def _length(content: Content) -> Content:
    for one in [content.body, *content.body.get("gaps", [])]:
        one.pop("most_chars", None)
    return content


def _solution(content: Content) -> Content:
    return Content(content.kind, content.stem, content.body, content.key)


def _breaks(content: Content) -> Content:
    flat = _texts(lambda text: " ".join(text.split()))
    if content.kind == "cloze":
        stem = " ".join(content.stem.split())
        return Content(content.kind, stem, content.body, content.key, content.solution)
    return flat(content)


def _one_file(content: Content) -> Content:
    content.body["most_files"] = 1
    return content


def _no_tolerance(content: Content) -> Content:
    for one in content.key["accepted"]:
        one["tolerance"] = "0"
    return content


def _first_comparing(content: Content) -> Content:
    texts = [one for one in content.key["gaps"] if "fold" in one]
    for one in texts:
        one |= {"fold": texts[0]["fold"], "case": texts[0]["case"]}
    return content


def _shares(content: Content) -> Content:
    for one in content.key["gaps"]:
        one.pop("share", None)
    return content


EFFECTS: dict[str, Callable[[Content], Content]] = {
    "fixed_left_out": _pop("body", "fixed"),
    "unit_left_out": _pop("body", "unit"),
    "length_left_out": _length,
    "size_left_out": _pop("body", "lines", "fewest_words", "most_words"),
    "tolerance_left_out": _no_tolerance,
    "areas_rounded": lambda content: content,
    "files_number_left_out": _one_file,
    "words_left_out": _pop("body", "fewest_words", "most_words"),
    "places_left_out": _pop("body", "places"),
    "other_keys_left_out": _pop("key", "also"),
    "rubric_left_out": _pop("key", "rubric"),
    "points_table_left_out": _pop("key", "table"),
    "rule_all_as_each": _rule("each"),
    "rule_as_all": _rule("all"),
    "comparing_left_out": _first_comparing,
    "folding_left_out": _keys("fold", False),
    "case_left_out": _keys("case", False),
    "picture_left_out": _texts(lambda text: PICTURE.sub(lambda m: f"[{m['alt']}]", text)),
    "line_breaks_left_out": _breaks,
    "solution_left_out": _solution,
    "shares_left_out": _shares,
}
