"""How places in a picture are checked, shown and marked.

body      {"picture": "file:<uid>", "alt": text, "places": [{"label", "x", "y"}, ...]?, "most": n}
key       {"areas": [{"shape": "rect", "box": [x, y, w, h]} or {"shape": "circle", "at": [x, y],
           "r": n} or {"shape": "poly", "points": [[x, y], ...]}], "rule": "all" | "each"}
response  [[x, y], ...]
Coordinates are thousandths of width and height. `places` are named points that a keyboard or a
screen reader can choose. all: every area is met and nothing else; each: the share of areas that
are met less what is beside them, never below 0.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from flask_babel import lazy_gettext

from lms import asking
from lms.hooks import AnswerClass, AnswerPart, Body, Fault, Fields, Key, Marked, Sample
from lms.questions.hotspot import areas

MOST_AREAS, MOST_PLACES = 8, 12
RULES = ("all", "each")
BESIDE = lazy_gettext("beside all areas")
_FILE = re.compile(f"file:{asking.UID}")


class Hotspot(asking.Kind):
    """Places in a picture."""

    name = "hotspot"
    label = lazy_gettext("Hotspot")
    icon = "image"
    player_template = "hotspot/player.html"
    review_template = "hotspot/review.html"
    editor_template = "hotspot/editor.html"
    faults: Mapping[str, Fault] = {
        "picture_missing": Fault("picture", lazy_gettext("Choose a picture.")),
        "alt_missing": Fault(
            "alt", lazy_gettext("Say what the picture shows, for who cannot see it.")
        ),
        "areas_wrong": Fault(
            "areas", lazy_gettext("Write one to eight areas such as “rect 10 20 30 15”.")
        ),
        "places_wrong": Fault("places", lazy_gettext("A named place lacks its name or position.")),
        "most_wrong": Fault("most", lazy_gettext("Allow at least as many points as areas.")),
        "rule_unknown": Fault("rule", lazy_gettext("Choose how a part of them counts.")),
    }

    def problems(self, body: Body, key: Key) -> list[str]:
        """Codes: the keys of `faults`."""
        found = []
        if not isinstance(body.get("picture"), str) or not _FILE.fullmatch(body["picture"]):
            found.append("picture_missing")
        if not isinstance(body.get("alt"), str) or not body["alt"].strip():
            found.append("alt_missing")
        told = key.get("areas")
        if not isinstance(told, list) or not 1 <= len(told) <= MOST_AREAS:
            told = None
        if told is None or not all(areas.usable(one) for one in told):
            found.append("areas_wrong")
        if not self._places_fit(body.get("places", [])):
            found.append("places_wrong")
        most = body.get("most", 1)
        if type(most) is not int or not len(told or ()) <= most <= MOST_AREAS:
            found.append("most_wrong")
        return found if key.get("rule") in RULES else [*found, "rule_unknown"]

    def _places_fit(self, places: Any) -> bool:
        if not isinstance(places, list) or len(places) > MOST_PLACES:
            return False
        return all(
            isinstance(one, dict)
            and isinstance(one.get("label"), str)
            and bool(one["label"].strip())
            and areas.point([one.get("x"), one.get("y")]) is not None
            for one in places
        )

    def shown(self, body: Body, order: Sequence[int]) -> dict[str, Any]:
        """The picture and its named places."""
        return {
            "picture": body["picture"],
            "alt": body["alt"],
            "places": list(body.get("places", ())),
            "most": body.get("most", 1),
        }

    def _given(self, body: Body, response: Any) -> list[list[int]] | None:
        if not isinstance(response, list) or len(response) > body.get("most", 1):
            return None
        return response if all(areas.point(one) for one in response) else None

    def _met(self, key: Key, at: Sequence[int]) -> int | None:
        """The area that a point lies in."""
        found = (n for n, area in enumerate(key["areas"]) if areas.inside(area, at))
        return next(found, None)

    def mark(self, body: Body, key: Key, response: Any, points: Decimal) -> Marked:
        """By the areas that are met."""
        if response is None or response == []:
            return asking.EMPTY
        given = self._given(body, response)
        if given is None:
            return asking.MALFORMED
        met = [self._met(key, at) for at in given]
        hits, beside = len(set(met) - {None}), met.count(None)
        part = Fraction(max(0, hits - beside), len(key["areas"]))
        return asking.marked(points, part if key["rule"] == "each" else Fraction(part == 1))

    def words(self, body: Body, response: Any, order: Sequence[int]) -> str:
        """Names of places, or positions in per cent: "45 % × 30 %"."""
        named = {(one["x"], one["y"]): one["label"] for one in body.get("places", ())}
        given = self._given(body, response) or []
        return " · ".join(
            named.get((x, y), f"{x / 10:g} % × {y / 10:g} %".replace(".", ",")) for x, y in given
        )

    def lines(self, body: Body, key: Key) -> list[str]:
        """What the picture shows, then the areas."""
        return [body["alt"], *(f"{areas.written(one)} ✓" for one in key["areas"])]

    def _names(self, body: Body, key: Key) -> list[str]:
        """Areas by the named place in them, else by number."""
        found = []
        for number, area in enumerate(key["areas"], 1):
            inside = [p for p in body.get("places", ()) if areas.inside(area, (p["x"], p["y"]))]
            found.append(inside[0]["label"] if inside else f"#{number}")
        return found

    def parts(self, body: Body, key: Key) -> Sequence[AnswerPart]:
        """A part for every point that may be given; a class for every area, one for beside."""
        each = Fraction(1, len(key["areas"]))
        classes = [AnswerClass(name, each) for name in self._names(body, key)]
        classes.append(AnswerClass(str(BESIDE), Fraction(0)))
        most = body.get("most", 1)
        return [AnswerPart("" if most == 1 else f"#{n + 1}", classes) for n in range(most)]

    def classes(self, body: Body, key: Key, response: Any) -> list[int | None]:
        """The area of each point."""
        given = self._given(body, response) or []
        met = [self._met(key, at) for at in given]
        found: list[int | None] = [len(key["areas"]) if one is None else one for one in met]
        return found + [None] * (body.get("most", 1) - len(found))

    def typed(self, sent: Mapping[str, Sequence[str]]) -> Fields:
        """picture, alt, most, rule; rows of areas, and of places with label, x, y (per cent)."""
        labels = asking.rows(sent, "place", MOST_PLACES)
        return {
            "picture": asking.first(sent, "picture"),
            "alt": asking.first(sent, "alt"),
            "areas": asking.rows(sent, "areas", MOST_AREAS),
            "labels": labels,
            "xs": [asking.first(sent, f"x-{n}") for n in range(len(labels))],
            "ys": [asking.first(sent, f"y-{n}") for n in range(len(labels))],
            "most": asking.first(sent, "most"),
            "rule": asking.first(sent, "rule"),
        }

    def fields(self, body: Body, key: Key) -> Fields:
        """As `typed`."""
        places = body.get("places", ())
        return {
            "picture": body.get("picture", ""),
            "alt": body.get("alt", ""),
            "areas": [areas.written(one) for one in key.get("areas", ())],
            "labels": [one["label"] for one in places],
            "xs": [f"{one['x'] / 10:g}".replace(".", ",") for one in places],
            "ys": [f"{one['y'] / 10:g}".replace(".", ",") for one in places],
            "most": str(body.get("most", 1)),
            "rule": key.get("rule", "all"),
        }

    def built(self, fields: Fields) -> tuple[dict[str, Any], dict[str, Any]]:
        """Empty rows are left out; what cannot be read stays unusable, to be named."""
        body: dict[str, Any] = {"picture": fields["picture"], "alt": fields["alt"]}
        places = [
            {
                "label": fields["labels"][row],
                "x": _thousandths(fields["xs"][row]),
                "y": _thousandths(fields["ys"][row]),
            }
            for row in asking.kept(fields["labels"])
        ]
        if places:
            body["places"] = places
        body["most"] = asking.whole(fields["most"]) or 0
        told = [areas.typed(fields["areas"][row]) for row in asking.kept(fields["areas"])]
        return body, {"areas": told, "rule": fields["rule"]}

    def samples(self) -> Sequence[Sample]:
        """A rectangle by name; a circle and a polygon, each for its share."""
        malformed: tuple[Any, ...] = (1, "1,1", [1, 2], [[1]], [[1, 2, 3]], [[-1, 2]], [[1, 1001]],
                                      [[1.5, 2]], [["1", "2"]], [[True, 1]], {"x": 1})  # fmt: skip
        picture = {"picture": "file:0198c1f0-0000-7000-8000-000000000002", "alt": "Bản đồ"}
        return (
            Sample(
                body={
                    **picture,
                    "places": [
                        {"label": "Hà Nội", "x": 300, "y": 200},
                        {"label": "Huế", "x": 500, "y": 600},
                    ],
                    "most": 1,
                },
                key={"areas": [{"shape": "rect", "box": [250, 150, 100, 100]}], "rule": "all"},
                right=[[300, 200]],
                wrong=[[500, 600]],
                malformed=(*malformed, [[1, 1], [2, 2]]),
            ),
            Sample(
                body={**picture, "most": 2},
                key={
                    "areas": [
                        {"shape": "circle", "at": [200, 200], "r": 50},
                        {"shape": "poly", "points": [[600, 600], [800, 600], [700, 800]]},
                    ],
                    "rule": "each",
                },
                right=[[700, 700], [200, 250]],
                partly=[[230, 230]],
                wrong=[[200, 260]],
                malformed=malformed,
            ),
        )


def _thousandths(text: str) -> int:
    """Per cent as thousandths; -1 for what is none."""
    found = asking.decimal(text)
    return -1 if found is None else int(found * 10)
