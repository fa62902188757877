"""An item of QTI 3.0 on its way: what the writers of all kinds do alike. Pure."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from lxml import etree, html

from lms.formats import pictures as pics
from lms.formats.markup import DOLLAR, PICTURE, to_html
from lms.formats.model import Loss, Piece

QTI = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
TEMPLATE = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/"
Element = etree._Element


def default(namespace: str) -> Any:
    """The namespace of elements without a prefix."""
    return {None: namespace}


def as_bytes(root: Element) -> bytes:
    """The document with its declaration."""
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def sub(parent: Element, name: str, text: str | None = None, **attributes: str) -> Element:
    """A child of the namespace of QTI; underscores of attributes become hyphens."""
    named = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
    made = etree.SubElement(parent, f"{{{QTI}}}{name}", named)
    made.text = text
    return made


class Item:
    """One question on its way; `losses` grow while it is written."""

    def __init__(self, piece: Piece, place: str, pictures: Mapping[str, bytes]) -> None:
        self.content, self.place, self.pictures = piece.content, place, pictures
        self.body, self.key = piece.content.body, piece.content.key
        self.losses: list[Loss] = []
        self.files: list[str] = []
        told = " ".join(PICTURE.sub("", piece.content.stem).split())[:60]
        seed = f"lopso/{place}/{piece.content}"
        self.root = etree.Element(
            f"{{{QTI}}}qti-assessment-item",
            {
                "identifier": f"i{uuid5(NAMESPACE_URL, seed).hex}",
                "title": told or place,
                "adaptive": "false",
                "time-dependent": "false",
            },
            nsmap=default(QTI),
        )
        if piece.topic:
            self.root.set("label", piece.topic)
        held = [etree.Element(f"{{{QTI}}}part", nsmap=default(QTI)) for _ in range(4)]
        self.responses, self.outcomes, middle, self.rules = held
        self.inside = sub(middle, "qti-item-body")

    def xml(self, make: Callable[["Item"], None]) -> bytes:
        """The item as bytes, its parts in the order that QTI wants; `make` writes its kind."""
        sub(self.outcomes, "qti-outcome-declaration", identifier="SCORE", cardinality="single",
            base_type="float", normal_maximum="1")  # fmt: skip
        make(self)
        if self.content.solution:
            sub(self.outcomes, "qti-outcome-declaration", identifier="SOLUTION",
                cardinality="single", base_type="identifier")  # fmt: skip
        self.root.extend([*self.responses, *self.outcomes, self.inside, *self.rules])
        if self.content.solution:
            feedback = sub(self.root, "qti-modal-feedback", identifier="SOLUTION",
                           outcome_identifier="SOLUTION", show_hide="show")  # fmt: skip
            self.rich(sub(feedback, "qti-content-body"), self.content.solution)
        return as_bytes(self.root)

    def lose(self, code: str) -> None:
        if code not in [one.code for one in self.losses]:
            self.losses.append(Loss(code, self.place))

    def rich(self, parent: Element, text: str, tail: bool = False) -> None:
        """Append a text as XHTML; `tail`: in the line, behind what is there."""

        def known(found: Any) -> str:
            if found["name"] in self.pictures:
                if found["name"] not in self.files:
                    self.files.append(found["name"])
                return str(found[0])
            self.lose("picture_left_out")
            return f"[{found['alt']}]"

        told = PICTURE.sub(known, text)
        # The parser drops spaces at the beginning: something has to stand before them.
        source = "\ufdd5" + to_html(told, "pictures/").replace("&#36;", DOLLAR)
        made = html.fragment_fromstring(source, create_parent="div")
        holder = parent if tail else sub(parent, "p")
        _append_text(holder, str(made.text or "").removeprefix("\ufdd5"))
        for node in made:
            copy = sub(holder, str(node.tag))
            for name, value in node.attrib.items():
                copy.set(str(name), str(value))
            if node.tag == "img":
                name = str(node.get("src")).removeprefix("pictures/")
                copy.set("src", f"pictures/{pics.file_name(name, self.pictures)}")
            copy.tail = _money(node.tail or "")

    def prompt(self, interaction: Element) -> None:
        self.rich(sub(interaction, "qti-prompt"), self.content.stem)

    def response(self, cardinality: str, base: str, correct: Sequence[str] = (),
                 name: str = "RESPONSE") -> Element:  # fmt: skip
        made = sub(self.responses, "qti-response-declaration", identifier=name,
                   cardinality=cardinality, base_type=base)  # fmt: skip
        if correct:
            holder = sub(made, "qti-correct-response")
            for value in correct:
                sub(holder, "qti-value", value)
        return made

    def mapping(self, response: Element, entries: Mapping[str, str], default: str = "0",
                most: str | None = "1") -> None:  # fmt: skip
        made = sub(response, "qti-mapping", default_value=default, lower_bound="0")
        if most:
            made.set("upper-bound", most)
        for key, value in entries.items():
            sub(made, "qti-map-entry", map_key=key, mapped_value=value)

    def processing(self, template: str = "") -> Element:
        made = sub(self.rules, "qti-response-processing")
        if template:
            made.set("template", f"{TEMPLATE}{template}")
        return made

    def table(self, mapped: str, entries: Sequence[str]) -> None:
        """SCORE from a table by the number that `mapped` counts."""
        score = sub(self.outcomes, "qti-outcome-declaration", identifier="COUNTED",
                    cardinality="single", base_type="integer")  # fmt: skip
        sub(sub(score, "qti-default-value"), "qti-value", "0")
        looked = sub(self.outcomes, "qti-outcome-declaration", identifier="TABLE",
                     cardinality="single", base_type="float")  # fmt: skip
        held = sub(looked, "qti-match-table", default_value="0")
        for number, value in enumerate(entries):
            sub(held, "qti-match-table-entry", source_value=str(number), target_value=value)
        rules = self.processing()
        counted = sub(rules, "qti-set-outcome-value", identifier="COUNTED")
        sub(sub(counted, "qti-round"), mapped, identifier="RESPONSE")
        given = sub(rules, "qti-lookup-outcome-value", identifier="TABLE")
        sub(given, "qti-variable", identifier="COUNTED")
        sub(sub(rules, "qti-set-outcome-value", identifier="SCORE"), "qti-variable",
            identifier="TABLE")  # fmt: skip


def _append_text(holder: Element, text: str) -> None:
    """Text behind what an element holds already."""
    text = _money(text)
    if len(holder):
        holder[-1].tail = (holder[-1].tail or "") + text
    else:
        holder.text = (holder.text or "") + text


def _money(text: str) -> str:
    return text.replace(DOLLAR, "\\$")
