"""Questions as GIFT (docs.moodle.org, "GIFT format"). Pure.

GIFT has choices, short answers, numbers, matching, essays and one gap in a text; the other kinds
are left out and named. Formulas go between `\\(` and `\\)`, which Moodle's MathJax reads.
"""

from collections.abc import Callable, Mapping, Sequence

from lms.bank.rules import Content
from lms.formats import content as common
from lms.formats import shares
from lms.formats.markup import PICTURE, to_html, to_round
from lms.formats.model import Loss, Piece, Written, numbered

SPECIAL = str.maketrans({char: f"\\{char}" for char in "\\~=#{}:"})


def escaped(text: str) -> str:
    """A text whose characters mean themselves; line breaks as `\\n`."""
    return text.translate(SPECIAL).replace("\n", "\\n")


def write(pieces: Sequence[Piece], _pictures: Mapping[str, bytes] | None = None) -> Written:
    """A GIFT file in UTF-8, topics as categories."""
    blocks: list[str] = []
    losses: list[Loss] = []
    topic = ""
    for place, piece in numbered(pieces):
        maker = MAKERS.get(piece.content.kind)
        block = maker(piece.content, place, losses) if maker else None
        if block is None:
            losses.append(Loss("kind_not_written", place, {"kind": piece.content.kind}))
            continue
        if piece.topic != topic:
            topic = piece.topic
            blocks.append(f"$CATEGORY: {' '.join(topic.split()).replace('/', '//')}")
        if common.pictures_in(piece.content):
            losses.append(Loss("picture_left_out", place))
        blocks.append(f"::{place}::[html]{block}")
    return Written(("\n\n".join(blocks) + "\n").encode(), losses)


def _markup(text: str) -> str:
    """A text as HTML, a picture by its words."""
    return escaped(to_html(PICTURE.sub(lambda found: f"[{found['alt']}]", text)))


def _option(text: str) -> str:
    """A text as an option, which must not begin like a weight."""
    made = _markup(text)
    return f"&\\#37;{made[1:]}" if made.startswith("%") else made


def _plain(text: str) -> str:
    """A text for a place where Moodle takes no HTML."""
    return escaped(to_round(PICTURE.sub(lambda found: f"[{found['alt']}]", text)))


def _whole(content: Content, answers: Sequence[str], after: str = "") -> str:
    lines = [*answers]
    if content.solution:
        lines.append(f"####{_markup(content.solution)}")
    inner = "".join(f"\n\t{line}" for line in lines)
    return f"{_markup(content.stem)}{{{inner}{chr(10) if lines else ''}}}{after}"


def _single(content: Content, place: str, losses: list[Loss]) -> str | None:
    right = {content.key["right"], *content.key.get("also", [])}
    if len(right) == len(content.body["options"]):
        return None  # nothing but right answers is a short answer
    losses += common.fixed_losses(content.body, place)
    told = enumerate(content.body["options"])
    return _whole(content, [f"{'=' if n in right else '~'}{_option(text)}" for n, text in told])


def _multiple(content: Content, place: str, losses: list[Loss]) -> str:
    losses += common.fixed_losses(content.body, place)
    options, right, rule = content.body["options"], content.key["right"], content.key["rule"]
    if rule == "all" and len(right) > 1:
        losses.append(Loss("rule_all_as_each", place))
    weights = shares.choice_weights(len(options), right, rule)
    told = zip(weights, options, strict=True)
    return _whole(content, [f"~%{shares.percent(part)}%{_markup(text)}" for part, text in told])


def _number(content: Content, place: str, losses: list[Loss]) -> str:
    losses += size_losses(content, place)
    told = [
        f"{common.point_number(one['value'])}:{common.point_number(one.get('tolerance') or '0')}"
        for one in content.key["accepted"]
    ]
    return _whole(content, [f"#{told[0]}"] if len(told) == 1 else ["#", *(f"={t}" for t in told)])


def size_losses(content: Content, place: str) -> list[Loss]:
    """Unit and length, for formats that know neither."""
    names = {"unit": "unit_left_out", "most_chars": "length_left_out"}
    return [Loss(code, place) for name, code in names.items() if content.body.get(name)]


def wild(text: str) -> str:
    """An accepted text; an asterisk would stand for anything."""
    return text.replace("*", "\\*")


def _text(content: Content, place: str, losses: list[Loss]) -> str | None:
    losses += size_losses(content, place) + text_losses(content.key, place)
    if content.key.get("case"):
        losses.append(Loss("case_left_out", place))
    lines = _accepted(content.key["accepted"])
    return _whole(content, lines) if lines else None


def _accepted(texts: Sequence[str]) -> list[str]:
    """Lines of accepted texts; none where arrows in all of them would make pairs of them."""
    if all("->" in text for text in texts):
        return []
    return [f"={'%100%' if text.startswith('%') else ''}{escaped(wild(text))}" for text in texts]


def text_losses(key: Mapping[str, object], place: str) -> list[Loss]:
    """Folding, which nobody else knows."""
    return [Loss("folding_left_out", place)] if key.get("fold") else []


def _matching(content: Content, place: str, losses: list[Loss]) -> str:
    losses += pair_losses(content, place)
    told = common.couples(content)
    return _whole(content, [f"={_markup(left)} -> {_plain(right)}" for left, right in told])


def pair_losses(content: Content, place: str) -> list[Loss]:
    """What pairs in Moodle do not say of a matching or a cluster."""
    found = common.fixed_losses(content.body, place)
    if content.kind == "true_false":
        return [*found, Loss("points_table_left_out", place)]
    return [*found, Loss("rule_all_as_each", place)] if content.key["rule"] == "all" else found


def _essay(content: Content, place: str, losses: list[Loss]) -> str:
    if content.key.get("rubric"):
        losses.append(Loss("rubric_left_out", place))
    if content.body:
        losses.append(Loss("size_left_out", place))
    return _whole(content, [])


def _cloze(content: Content, place: str, losses: list[Loss]) -> str | None:
    """One gap with text behind it; a gap at the end would come back as another kind."""
    gaps, key = content.body["gaps"], content.key["gaps"][0]
    before, _, after = content.body["text"].partition("{{1}}")
    if len(gaps) != 1 or not after.strip() or gaps[0]["type"] == "number":
        return None
    if gaps[0]["type"] == "choice":
        told = enumerate(gaps[0]["options"])
        lines = [f"{'=' if n == key['right'] else '~'}{_option(text)}" for n, text in told]
    else:
        lines = _accepted(key["accepted"])
        if not lines:
            return None
        losses += text_losses(key, place)
        losses += [Loss("case_left_out", place)] if key.get("case") else []
        losses += [Loss("length_left_out", place)] if gaps[0].get("most_chars") else []
    if "\n" in content.stem:
        losses.append(Loss("line_breaks_left_out", place))
    stem = f"{' '.join(content.stem.split())}\n{before}"
    made = Content("cloze", stem, content.body, content.key, content.solution)
    return _whole(made, lines, _markup(after))


Maker = Callable[[Content, str, list[Loss]], str | None]
MAKERS: dict[str, Maker] = {
    "single_choice": _single,
    "multiple_choice": _multiple,
    "true_false": _matching,
    "short_number": _number,
    "short_text": _text,
    "matching": _matching,
    "cloze": _cloze,
    "essay": _essay,
}
