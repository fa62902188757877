"""MARC records of printed books as lines of an accession list.

Each group of items of a record becomes a row whose columns are named by their fields, and is read
as a row of a list is: with the same faults, at its record and field.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from pymarc import Field, Record

from repository.marc import reading
from repository.marc.mapping import control, grades_of, texts_of
from repository.marc.reading import Unreadable
from repository.printed import lines
from repository.printed.columns import Head
from repository.printed.lines import Fault, Ground, Line
from repository.records.texts import from_marc_language
from suite.text import fold

SUFFIXES = (".mrc", ".marc", ".iso", ".xml")
# The columns with the fields that they come from.
FIELDS = {
    "title": "245", "creators": "100", "publisher": "260/264 $b", "place": "260/264 $a",
    "year": "260/264 $c", "price": "020 $c", "ddc": "082 $a", "mark": "082 $b", "isbn": "020 $a",
    "grades": "521", "numbers": "852 $p", "count": "852 $t", "shelf": "852 $c",
    "entered_on": "952 $d", "source": "541 $a", "subject": "650",
}  # fmt: skip
_HEAD = Head(0, {name: at for at, name in enumerate(FIELDS)}, FIELDS)
_PRICE_END = re.compile(r"\s*[.;,]?\s+[-–/].*$|\s*/.*$")
MOST_KEYWORDS, KEYWORD, SERIES, EXTENT, TEXT = 20, 100, 200, 100, 5_000


@dataclass(frozen=True)
class _Items:
    """Copies that stand together: their numbers, and what is said of all of them."""

    numbers: tuple[str, ...]
    count: str
    shelf: str
    price: str
    day: str


def read(content: bytes, ground: Ground) -> tuple[list[Line], list[Fault]]:
    """The lines of a file of records, and its faults."""
    found: list[Line] = []
    faults: list[Fault] = []
    try:
        for one in reading.records(content):
            if one.record is None:
                faults.append(_broken(one.number, one.broken))
                continue
            try:
                for line, wrong in _lines(one.number, one.record, ground):
                    found += [line] if line else []
                    faults += wrong
            except reading.DAMAGED as error:
                faults.append(_broken(one.number, type(error).__name__))
    except Unreadable as error:
        return [], [Fault(f"marc_{error.code}", value=error.detail)]
    return found, faults


def _broken(number: int, why: str) -> Fault:
    return Fault("marc_broken", number, params={"why": why}, of_record=True)


def _lines(
    number: int, record: Record, ground: Ground
) -> Iterator[tuple[Line | None, list[Fault]]]:
    about, names = _about(record, ground), _names(record)
    for items in _items(record):
        own = {"numbers": ", ".join(items.numbers), "count": items.count, "shelf": items.shelf,
               "entered_on": items.day, "price": items.price or about["price"]}  # fmt: skip
        said = about | own
        row = [said[name] for name in FIELDS]
        line, faults = lines.read_row(number, row, _HEAD, ground)
        yield (
            replace(line, creators=names, **_more(record)) if line else None,
            [replace(fault, of_record=True) for fault in faults],
        )


def _about(record: Record, ground: Ground) -> dict[str, str]:
    """What is said of the title, by column."""
    imprint = [*record.get_fields("260"), *record.get_fields("264")]
    fixed = control(record, "008")
    isbns = texts_of(record, "020", "a")
    years = re.findall(r"[12]\d{3}", " ".join(_of(imprint, "c")) or fixed[7:11])
    prices = [_PRICE_END.sub("", text) for text in texts_of(record, "020", "c")]
    grades = grades_of(texts_of(record, "521", "a"))
    subjects = [text for text in texts_of(record, "650", "a") if _known(text, ground)]
    title = " ".join(texts_of(record, "245", "abnp")[:4])
    said = {
        "title": title, "creators": "", "publisher": _first(_of(imprint, "b")),
        "place": _first(_of(imprint, "a")), "year": _first(years), "price": _first(prices),
        "ddc": _first(texts_of(record, "082", "a")).translate({ord("/"): None, ord("'"): None}),
        "mark": _first([*texts_of(record, "082", "b"), *texts_of(record, "090", "b")]),
        "isbn": _first(isbns).split(" ")[0], "grades": ", ".join(map(str, grades)),
        "source": _first(texts_of(record, "541", "a")), "subject": _first(subjects),
    }  # fmt: skip
    return {name: said.get(name, "") for name in FIELDS}


def _names(record: Record) -> tuple[str, ...]:
    """Who made it; a comma within a name stays."""
    found = [
        text for tag in ("100", "110", "700", "710", "720") for text in texts_of(record, tag, "a")
    ]
    return tuple(name[:200] for name in dict.fromkeys(found))[:20]


def _more(record: Record) -> dict[str, Any]:
    """What a list does not say."""
    codes = [*texts_of(record, "041", "a"), control(record, "008")[35:38]]
    code = next((one for one in codes if one.strip()), "vie")[:3]
    words = [text[:KEYWORD] for tag in ("650", "653") for text in texts_of(record, tag, "a")]
    return {
        "language": from_marc_language(code),
        "series": _first(texts_of(record, "490", "a"))[:SERIES],
        "extent": " ".join(texts_of(record, "300", "ac"))[:EXTENT],
        "keywords": tuple(dict.fromkeys(words))[:MOST_KEYWORDS],
        "description": "\n".join(texts_of(record, "520", "a", trim=False))[:TEXT],
    }


def _items(record: Record) -> list[_Items]:
    """The items of fields 852 and 952, those alike together; one copy where there is none."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    counts: dict[tuple[str, str, str], str] = {}
    for item in (*record.get_fields("852"), *record.get_fields("952")):
        koha = item.tag == "952"
        key = (_sub(item, "c"), _sub(item, "g") if koha else "", _sub(item, "d") if koha else "")
        held = groups.setdefault(key, [])
        held += [text for code in ("p", "j") for text in item.get_subfields(code) if text.strip()]
        counts[key] = "" if koha else counts.get(key, "") or _sub(item, "t")
    if not groups:
        return [_Items((), "", "", "", "")]
    return [_Items(tuple(held), counts[key] if not held else "", key[0], key[1], key[2])
            for key, held in groups.items()]  # fmt: skip


def _sub(item: Field, code: str) -> str:
    return " ".join(_first(item.get_subfields(code)).split())


def _of(fields: Iterable[Field], code: str) -> list[str]:
    found = [text for one in fields for text in one.get_subfields(code)]
    return [text.strip(" ,:;./[]") for text in found if text.strip(" ,:;./[]")]


def _first(texts: list[str]) -> str:
    return texts[0] if texts else ""


def _known(text: str, ground: Ground) -> bool:
    return " ".join(fold(text).split()) in ground.subjects
