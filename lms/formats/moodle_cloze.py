"""The codes of gaps in a cloze text of Moodle: `{1:SHORTANSWER:=Huế~=hue}`. Pure."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from lms.bank.rules import Content
from lms.formats import content as common
from lms.formats.markup import BRACE, DOLLAR, from_html, to_dollars, words_of

CODE = re.compile(
    r"\{(?P<weight>\d{0,3}):(?P<kind>SHORTANSWER|SA|MW|SHORTANSWER_C|SAC|MWC|NUMERICAL|NM"
    r"|(?:MULTICHOICE|MC)(?:_?[VHS]{1,2})?|(?:MULTIRESPONSE|MR)(?:_?[VHS]{1,2})?)"
    r":(?P<answers>(?:\\.|[^\\}])*)\}",
    re.DOTALL,
)
FIRST = re.compile(r"^\s*<p\b[^>]*>(?P<stem>.*?)</p>(?P<rest>.*\S.*)$", re.DOTALL | re.IGNORECASE)
ANSWER = re.compile(r"^(?P<right>=|%(?P<share>-?\d{1,3}(?:[.,]\d+)?)%)?(?P<text>.*)$", re.DOTALL)
ESCAPE = re.compile(r'\\([\\}#~/"])')
MOST = 20
Lose = Callable[[str], None]


def read(source: str, lose: Lose) -> Content | None:
    """Stem, text and gaps; None where a gap cannot be read."""
    first = FIRST.match(source)
    stem = ""
    if first and not CODE.search(words_of(first["stem"])[0]):
        stem, lost = from_html(first["stem"])
        source = first["rest"]
        for code in lost:
            lose(code)
    text, lost = words_of(source)
    for code in lost:
        lose(code)
    gaps: list[Any] = []
    weights: list[int] = []
    out, end = [], 0
    for found in CODE.finditer(text):
        gap = _gap(found["kind"], found["answers"], lose)
        if gap is None or len(gaps) >= MOST:
            return None
        gaps.append(gap)
        weights.append(int(found["weight"] or 1))
        out += [to_dollars(text[end : found.start()]), f"{{{{{len(gaps)}}}}}"]
        end = found.end()
    if not gaps or not sum(weights):
        return None
    told = common.tidy("".join([*out, to_dollars(text[end:])]))
    if not stem:
        lose("stem_supplied")
    keys = [key for _gap, key in gaps]
    if len(set(weights)) > 1:
        for key, part in zip(keys, _shares(weights), strict=True):
            key["share"] = part
    body = {"text": told, "gaps": [gap for gap, _key in gaps]}
    return Content("cloze", common.tidy(stem) or common.FILL, body, {"gaps": keys})


def _shares(weights: list[int]) -> list[str]:
    """Shares of the whole with four places; the last takes what is left, so that they are 1."""
    whole = sum(weights)
    told = [(Decimal(one) / whole).quantize(Decimal("0.0001")) for one in weights[:-1]]
    return [f"{one.normalize():f}" for one in [*told, Decimal(1) - sum(told)]]


def _gap(kind: str, answers: str, lose: Lose) -> tuple[dict[str, Any], dict[str, Any]] | None:
    answers = answers.replace(DOLLAR, "\\$").replace(BRACE, "{")
    parts = re.split(r"(?<!\\)((?:\\\\)*)~", answers)
    # The split keeps an even run of backslashes, which belongs to the text before it.
    told = [a + b for a, b in zip(parts[::2], [*parts[1::2], ""], strict=True)]
    made = [one for part in told if (one := _answer(part, lose)) is not None]
    if kind.startswith(("MULTICHOICE", "MC", "MULTIRESPONSE", "MR")):
        right = [n for n, (share, _text) in enumerate(made) if share >= Decimal("0.9999")]
        if len(right) != 1 or any(0 < share < Decimal("0.9999") for share, _text in made):
            lose("weights_changed")
        options = [common.tidy(to_dollars(text)) for _share, text in made]
        return {"type": "choice", "options": options}, {"right": right[0] if right else -1}
    full = [text for share, text in made if share >= Decimal("0.9999")]
    if any(0 < share < Decimal("0.9999") for share, _text in made):
        lose("partial_left_out")
    if kind in ("NUMERICAL", "NM"):
        couples = [text.partition(":") for text in full]
        accepted = common.accepted_numbers((v, t.strip()) for v, _sign, t in couples)
        return ({"type": "number"}, {"accepted": accepted}) if accepted else None
    if any("*" in text.replace("\\*", "") for text in full):
        lose("wildcard_left_out")
    accepted_texts = [common.tidy(text.replace("\\*", "*")) for text in full]
    case = kind in ("SHORTANSWER_C", "SAC", "MWC")
    key = {"accepted": accepted_texts, "fold": False, "case": case}
    return ({"type": "text"}, key) if full else None


def _answer(part: str, lose: Lose) -> tuple[Decimal, str] | None:
    words, sign, _feedback = _unescaped_split(part, "#")
    if sign:
        lose("feedback_left_out")
    found = ANSWER.match(words.strip())
    if found is None or not found["text"].strip():
        return None
    share = Decimal(0)
    if found["right"]:
        share = Decimal(found["share"].replace(",", ".")) / 100 if found["share"] else Decimal(1)
    return share, ESCAPE.sub(r"\1", found["text"]).strip()


def _unescaped_split(text: str, sign: str) -> tuple[str, str, str]:
    found = re.search(rf"(?<!\\)(?:\\\\)*{re.escape(sign)}", text)
    if found is None:
        return text, "", ""
    return text[: found.end() - 1], sign, text[found.end() :]
