"""Essays, files and places in a picture as items of QTI. Pure."""

from fractions import Fraction

from lms.formats import content as common
from lms.formats import pictures as pics
from lms.formats import qti_areas
from lms.formats.qti_build import Item, sub

UPLOADS = {
    "photo": "image/jpeg image/png image/webp image/heic",
    "pdf": "application/pdf",
    "office": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "audio": "audio/mpeg audio/mp4",
}


def essay(item: Item) -> None:
    """An essay."""
    inter = sub(item.inside, "qti-extended-text-interaction", response_identifier="RESPONSE")
    item.prompt(inter)
    if item.body.get("lines"):
        inter.set("expected-lines", str(item.body["lines"]))
    if item.body.get("fewest_words") or item.body.get("most_words"):
        item.lose("words_left_out")
    item.response("single", "string")
    _rubric(item)


def upload(item: Item) -> None:
    """An answer by files."""
    inter = sub(item.inside, "qti-upload-interaction", response_identifier="RESPONSE")
    inter.set("type", " ".join(UPLOADS[one] for one in item.body["what"]))
    if item.body["most_files"] > 1:
        item.lose("files_number_left_out")
    item.prompt(inter)
    item.response("single", "file")
    _rubric(item)


def _rubric(item: Item) -> None:
    lines = common.rubric_lines(item.key)
    if lines:
        block = sub(item.inside, "qti-rubric-block", view="scorer", use="scoring")
        held = sub(block, "qti-content-body")
        for line in lines:
            item.rich(held, line)


def places(item: Item) -> None:
    """Places in a picture."""
    name = item.body["picture"].removeprefix("file:")
    size = qti_areas.size_of(item.pictures.get(name, b""))
    if item.body.get("places"):
        item.lose("places_left_out")
    inter = sub(item.inside, "qti-select-point-interaction", response_identifier="RESPONSE",
                max_choices=str(item.body.get("most", 1)))  # fmt: skip
    item.prompt(inter)
    if name in item.pictures:
        item.files.append(name)
        source = f"pictures/{pics.file_name(name, item.pictures)}"
    else:
        item.lose("picture_missing")
        source = "pictures/missing.png"
    sub(inter, "img", src=source, alt=item.body["alt"], width=str(size[0]),
        height=str(size[1]))  # fmt: skip
    response = item.response("multiple", "point")
    held = sub(response, "qti-area-mapping", default_value="-1", lower_bound="0")
    for area in item.key["areas"]:
        shape, coords = qti_areas.to_pixels(area, size)
        if qti_areas.from_pixels(shape, coords, size) != area:
            item.lose("areas_rounded")
        sub(held, "qti-area-map-entry", shape=shape, coords=coords, mapped_value="1")
    count = len(item.key["areas"])
    steps = [Fraction(n, count) if item.key["rule"] == "each" else Fraction(n // count)
             for n in range(count + 1)]  # fmt: skip
    item.table("qti-map-response-point", [f"{float(one):.10g}" for one in steps])
