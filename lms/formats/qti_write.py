"""Questions as a QTI 3.0 package (1EdTech): a manifest, an item for every question, pictures.

Pure. A cluster and places in a picture are counted first and then looked up in a table, which is
how QTI says "two right statements earn 0.25". Formulas stay LaTeX between `\\(` and `\\)`.
"""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from lxml import etree, html

from lms import asking
from lms.formats import content as common
from lms.formats import pictures as pics
from lms.formats import qti_areas, shares
from lms.formats.gift_write import text_losses
from lms.formats.markup import DOLLAR, PICTURE, to_html
from lms.formats.model import Loss, Piece, Written, numbered

QTI = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
CP = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
TEMPLATE = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/"
UPLOADS = {
    "photo": "image/jpeg image/png image/webp image/heic",
    "pdf": "application/pdf",
    "office": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "audio": "audio/mpeg audio/mp4",
}
Element = etree._Element


def write(pieces: Sequence[Piece], pictures: Mapping[str, bytes]) -> Written:
    """A zip with `imsmanifest.xml`; topics as labels of the items."""
    losses: list[Loss] = []
    items: dict[str, tuple[bytes, list[str]]] = {}
    for place, piece in numbered(pieces):
        made = _Item(piece, place, pictures)
        items[f"items/item-{int(place):04d}.xml"] = (made.xml(), made.files)
        losses += made.losses
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        _put(packed, "imsmanifest.xml", _manifest(items))
        for name, (data, _files) in items.items():
            _put(packed, name, data)
        for name in sorted({one for _data, files in items.values() for one in files}):
            _put(packed, f"items/pictures/{pics.file_name(name, pictures)}", pictures[name])
    return Written(out.getvalue(), losses)


def _default(namespace: str) -> Any:
    return {None: namespace}


def _put(packed: zipfile.ZipFile, name: str, data: bytes) -> None:
    packed.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)


def _manifest(items: Mapping[str, tuple[bytes, list[str]]]) -> bytes:
    root = etree.Element(f"{{{CP}}}manifest", nsmap=_default(CP), identifier="lopso-questions")
    metadata = etree.SubElement(root, f"{{{CP}}}metadata")
    etree.SubElement(metadata, f"{{{CP}}}schema").text = "QTI Package"
    etree.SubElement(metadata, f"{{{CP}}}schemaversion").text = "3.0.0"
    etree.SubElement(root, f"{{{CP}}}organizations")
    resources = etree.SubElement(root, f"{{{CP}}}resources")
    for number, name in enumerate(items, 1):
        one = etree.SubElement(
            resources, f"{{{CP}}}resource", identifier=f"r{number}", type="imsqti_item_xmlv3p0",
            href=name,
        )  # fmt: skip
        etree.SubElement(one, f"{{{CP}}}file", href=name)
    return _bytes(root)


def _bytes(root: Element) -> bytes:
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def sub(parent: Element, name: str, text: str | None = None, **attributes: str) -> Element:
    """A child of the namespace of QTI; underscores of attributes become hyphens."""
    named = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
    made = etree.SubElement(parent, f"{{{QTI}}}{name}", named)
    made.text = text
    return made


class _Item:
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
            nsmap=_default(QTI),
        )
        if piece.topic:
            self.root.set("label", piece.topic)
        held = [etree.Element(f"{{{QTI}}}part", nsmap=_default(QTI)) for _ in range(4)]
        self.responses, self.outcomes, middle, self.rules = held
        self.inside = sub(middle, "qti-item-body")

    def xml(self) -> bytes:
        """The item as bytes, its parts in the order that QTI wants."""
        sub(self.outcomes, "qti-outcome-declaration", identifier="SCORE", cardinality="single",
            base_type="float", normal_maximum="1")  # fmt: skip
        MAKERS[self.content.kind](self)
        if self.content.solution:
            sub(self.outcomes, "qti-outcome-declaration", identifier="SOLUTION",
                cardinality="single", base_type="identifier")  # fmt: skip
        self.root.extend([*self.responses, *self.outcomes, self.inside, *self.rules])
        if self.content.solution:
            feedback = sub(self.root, "qti-modal-feedback", identifier="SOLUTION",
                           outcome_identifier="SOLUTION", show_hide="show")  # fmt: skip
            self.rich(sub(feedback, "qti-content-body"), self.content.solution)
        return _bytes(self.root)

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

    def choice(self) -> None:
        """Single and multiple choice."""
        options, one = self.body["options"], self.content.kind == "single_choice"
        names = [f"A{index}" for index in range(len(options))]
        inter = sub(self.inside, "qti-choice-interaction", response_identifier="RESPONSE",
                    shuffle="true", max_choices="1" if one else "0")  # fmt: skip
        self.prompt(inter)
        for index, text in enumerate(options):
            each = sub(inter, "qti-simple-choice", identifier=names[index])
            if index in self.body.get("fixed", []):
                each.set("fixed", "true")
            self.rich(each, text)
        if one:
            right = [self.key["right"], *self.key.get("also", [])]
            response = self.response("single", "identifier", [names[right[0]]])
            if len(right) > 1:
                self.mapping(response, {names[index]: "1" for index in right})
        else:
            right = self.key["right"]
            response = self.response("multiple", "identifier", [names[index] for index in right])
            if self.key["rule"] != "all":
                weights = shares.choice_weights(len(options), right, self.key["rule"])
                told = zip(names, weights, strict=True)
                self.mapping(response, {name: f"{weight:.10f}" for name, weight in told})
        mapped = response.find(f"{{{QTI}}}qti-mapping") is not None
        self.processing("map_response.xml" if mapped else "match_correct.xml")

    def pairs(self) -> None:
        cluster = self.content.kind == "true_false"
        couples = common.couples(self.content)
        right = list(dict.fromkeys(text for _left, text in couples))
        if not cluster:
            right = self.body["right"]
        left = [text for text, _right in couples if text]
        inter = sub(self.inside, "qti-match-interaction", response_identifier="RESPONSE",
                    shuffle="true", max_associations=str(len(left)))  # fmt: skip
        self.prompt(inter)
        for side, texts in (("L", left), ("R", right)):
            holder = sub(inter, "qti-simple-match-set")
            for index, text in enumerate(texts):
                most = "1" if side == "L" else str(len(left))
                each = sub(holder, "qti-simple-associable-choice", identifier=f"{side}{index}",
                           match_max=most)  # fmt: skip
                if side == "L" and index in self.body.get("fixed", []):
                    each.set("fixed", "true")
                self.rich(each, text)
        told = [(n, right.index(text)) for n, (one, text) in enumerate(couples) if one]
        names = [f"L{index} R{to}" for index, to in told]
        response = self.response("multiple", "directedPair", names)
        if cluster:
            self.mapping(response, dict.fromkeys(names, "1"), most=None)
            self.table("qti-map-response", self.key["table"])
        elif self.key["rule"] == "each":
            self.mapping(response, dict.fromkeys(names, f"{1 / len(names):.10f}"))
            self.processing("map_response.xml")
        else:
            self.processing("match_correct.xml")

    def order(self) -> None:
        if self.key["rule"] != "all":
            self.lose("rule_as_all")
        inter = sub(self.inside, "qti-order-interaction", response_identifier="RESPONSE",
                    shuffle="true")  # fmt: skip
        self.prompt(inter)
        for index, text in enumerate(self.body["items"]):
            self.rich(sub(inter, "qti-simple-choice", identifier=f"I{index}"), text)
        self.response("ordered", "identifier", [f"I{index}" for index in self.key["order"]])
        self.processing("match_correct.xml")

    def entry(self) -> None:
        """A number or a short text."""
        number = self.content.kind == "short_number"
        self.rich(self.inside, self.content.stem)
        line = sub(self.inside, "p")
        field = sub(line, "qti-text-entry-interaction", response_identifier="RESPONSE")
        if self.body.get("most_chars"):
            field.set("expected-length", str(self.body["most_chars"]))
        if self.body.get("unit"):
            field.tail = f" {self.body['unit']}"
        self.accepted("RESPONSE", {"type": "number" if number else "text"}, self.key, "1",
                      self.processing())  # fmt: skip

    def accepted(self, name: str, gap: Mapping[str, Any], key: Mapping[str, Any], share: str,
                 rules: Element) -> None:  # fmt: skip
        """The declaration of one gap, and the condition under which it earns its share."""
        if gap["type"] == "choice":
            self.response("single", "identifier", [f"G{key['right']}"], name)
        elif gap["type"] == "number":
            told = [common.point_number(one["value"]) for one in key["accepted"]]
            self.response("single", "float", told[:1], name)
        else:
            self.losses += text_losses(key, self.place)
            self.response("single", "string", key["accepted"][:1], name)
        test = sub(sub(rules, "qti-response-condition"), "qti-response-if")
        if gap["type"] == "choice":
            met = sub(test, "qti-match")
            sub(met, "qti-variable", identifier=name)
            sub(met, "qti-correct", identifier=name)
        else:
            any_of = sub(test, "qti-or")
            for one in key["accepted"]:
                self.compared(any_of, name, one, key)
        total = sub(sub(test, "qti-set-outcome-value", identifier="SCORE"), "qti-sum")
        sub(total, "qti-variable", identifier="SCORE")
        sub(total, "qti-base-value", share, base_type="float")

    def compared(self, parent: Element, name: str, one: Any, key: Mapping[str, Any]) -> None:
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

    def cloze(self) -> None:
        self.rich(self.inside, self.content.stem)
        rules = self.processing()
        line = sub(self.inside, "p")
        told = common.GAP.split(self.body["text"])
        self.rich(line, told[0], tail=True)
        each = Fraction(1, len(self.key["gaps"]))
        for number, text in zip(told[1::2], told[2::2], strict=True):
            gap, key = self.body["gaps"][int(number) - 1], self.key["gaps"][int(number) - 1]
            share = asking.share(key.get("share")) or each
            name = f"RESPONSE_{number}"
            if gap["type"] == "choice":
                field = sub(line, "qti-inline-choice-interaction", response_identifier=name,
                            shuffle="false")  # fmt: skip
                for index, option in enumerate(gap["options"]):
                    self.rich(sub(field, "qti-inline-choice", identifier=f"G{index}"), option, True)
            else:
                field = sub(line, "qti-text-entry-interaction", response_identifier=name)
                if gap.get("most_chars"):
                    field.set("expected-length", str(gap["most_chars"]))
            self.accepted(name, gap, key, f"{float(share):.10f}", rules)
            self.rich(line, text, tail=True)

    def essay(self) -> None:
        inter = sub(self.inside, "qti-extended-text-interaction", response_identifier="RESPONSE")
        self.prompt(inter)
        if self.body.get("lines"):
            inter.set("expected-lines", str(self.body["lines"]))
        if self.body.get("fewest_words") or self.body.get("most_words"):
            self.lose("words_left_out")
        self.response("single", "string")
        self.rubric()

    def upload(self) -> None:
        inter = sub(self.inside, "qti-upload-interaction", response_identifier="RESPONSE")
        inter.set("type", " ".join(UPLOADS[one] for one in self.body["what"]))
        if self.body["most_files"] > 1:
            self.lose("files_number_left_out")
        self.prompt(inter)
        self.response("single", "file")
        self.rubric()

    def rubric(self) -> None:
        lines = common.rubric_lines(self.key)
        if lines:
            block = sub(self.inside, "qti-rubric-block", view="scorer", use="scoring")
            held = sub(block, "qti-content-body")
            for line in lines:
                self.rich(held, line)

    def places(self) -> None:
        """Places in a picture."""
        name = self.body["picture"].removeprefix("file:")
        size = qti_areas.size_of(self.pictures.get(name, b""))
        if self.body.get("places"):
            self.lose("places_left_out")
        inter = sub(self.inside, "qti-select-point-interaction", response_identifier="RESPONSE",
                    max_choices=str(self.body.get("most", 1)))  # fmt: skip
        self.prompt(inter)
        if name in self.pictures:
            self.files.append(name)
            source = f"pictures/{pics.file_name(name, self.pictures)}"
        else:
            self.lose("picture_missing")
            source = "pictures/missing.png"
        sub(inter, "img", src=source, alt=self.body["alt"], width=str(size[0]),
            height=str(size[1]))  # fmt: skip
        response = self.response("multiple", "point")
        held = sub(response, "qti-area-mapping", default_value="-1", lower_bound="0")
        for area in self.key["areas"]:
            shape, coords = qti_areas.to_pixels(area, size)
            if qti_areas.from_pixels(shape, coords, size) != area:
                self.lose("areas_rounded")
            sub(held, "qti-area-map-entry", shape=shape, coords=coords, mapped_value="1")
        count = len(self.key["areas"])
        steps = [Fraction(n, count) if self.key["rule"] == "each" else Fraction(n // count)
                 for n in range(count + 1)]  # fmt: skip
        self.table("qti-map-response-point", [f"{float(one):.10g}" for one in steps])


def _append_text(holder: Element, text: str) -> None:
    """Text behind what an element holds already."""
    text = _money(text)
    if len(holder):
        holder[-1].tail = (holder[-1].tail or "") + text
    else:
        holder.text = (holder.text or "") + text


def _money(text: str) -> str:
    return text.replace(DOLLAR, "\\$")


MAKERS: dict[str, Callable[[_Item], None]] = {
    "single_choice": _Item.choice,
    "multiple_choice": _Item.choice,
    "true_false": _Item.pairs,
    "short_number": _Item.entry,
    "short_text": _Item.entry,
    "matching": _Item.pairs,
    "ordering": _Item.order,
    "cloze": _Item.cloze,
    "essay": _Item.essay,
    "file_answer": _Item.upload,
    "hotspot": _Item.places,
}
