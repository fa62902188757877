"""The reports TR and IR of COUNTER 5.1 as it lays tables out: header, blank row, headings, body.

What our catalogue does not know stays empty; docs/counting.md says which columns that are.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from repository.catalogue import numbers
from repository.catalogue.models import Work
from repository.counting import rules
from repository.counting.reports import JOURNAL, TITLES, Wanted, monthly
from repository.counting.rules import Tally
from suite import clock

DATA_TYPES = {
    **TITLES,
    "elesson": "Interactive_Resource", "simulation": "Interactive_Resource",
    "question_set": "Interactive_Resource", "video": "Audiovisual", "audio": "Sound",
    "picture": "Image", "lesson": "Other", "lesson_plan": "Other", "slides": "Other",
    "exercise": "Other", "test": "Other",
}  # fmt: skip
ITEM = (
    ("Total_Item_Investigations", 0), ("Unique_Item_Investigations", 1),
    ("Total_Item_Requests", 2), ("Unique_Item_Requests", 3),
)  # fmt: skip
TITLE = (*ITEM, ("Unique_Title_Investigations", 1), ("Unique_Title_Requests", 3))
PLATFORM, UNKNOWN_YEAR = "LopSo", "0001"
MOST_AUTHORS = 3
NAMES = {"TR": "Title Report", "IR": "Item Report"}
# The columns beyond those that every report has, in the words of Report_Attributes.
MORE = {"TR": ("YOP",), "IR": ("Authors", "YOP")}


def counter(
    wanted: Wanted, report: str, uri: str, metrics: Sequence[str] = ()
) -> Iterator[list[Any]]:
    """The rows of TR or IR (two statements). `uri` is the address of a work with %s for its uid."""
    named = TITLE if report == "TR" else ITEM
    names = [one for one in named if not metrics or one[0] in metrics]
    months = rules.months(wanted.first, wanted.last)
    columns = _columns(report, uri)
    yield from _header(wanted, report, [name for name, _ in names])
    yield [
        *columns, "Metric_Type", "Reporting_Period_Total",
        *(f"{month:%b-%Y}" for month in months),
    ]  # fmt: skip
    for work, found in monthly(wanted):
        if report == "TR" and work.kind not in TITLES:
            continue
        about = [tell(work) for tell in columns.values()]
        whole = rules.total(found.values())
        # A journal has no unique titles: that is for books.
        items = TITLES.get(work.kind) == JOURNAL
        for name, place in names:
            if whole.parts[place] and not (items and "Title" in name):
                cells = [whole, *(found.get(month, Tally()) for month in months)]
                counts = (rules.shown(cell.parts[place], wanted.hides) for cell in cells)
                yield [*about, name, *counts]


def _columns(report: str, uri: str) -> dict[str, Callable[[Work], str]]:
    """The columns that say what was read, in COUNTER's order, each with how it is told."""
    items = report == "IR"
    return {
        "Item" if items else "Title": lambda work: work.title,
        "Publisher": lambda work: work.publisher or work.unit.name,
        "Publisher_ID": _unknown,
        "Platform": lambda _work: PLATFORM,
        **({"Authors": _authors} if items else {}),
        "DOI": _unknown,
        "Proprietary_ID": lambda work: f"{PLATFORM}:{work.uid}",
        "ISBN": lambda work: numbers.shown_isbn(work.isbn),
        "Print_ISSN": _unknown,
        "Online_ISSN": lambda work: numbers.shown_issn(work.issn),
        "URI": lambda work: uri.replace("%s", work.uid),
        "Data_Type": lambda work: DATA_TYPES[work.kind],
        "YOP": _year,
    }


def _unknown(_work: Work) -> str:
    return ""


def _authors(work: Work) -> str:
    return "; ".join(work.creators[:MOST_AUTHORS])


def _year(work: Work) -> str:
    """The year in which it came out; of what the school made that of its publication here."""
    if work.issued is not None:
        return f"{work.issued:04d}"
    if work.published_at is None:
        return UNKNOWN_YEAR
    return f"{clock.local_date(work.published_at).year}"


def _header(wanted: Wanted, report: str, metrics: Sequence[str]) -> Iterator[list[Any]]:
    yield ["Report_Name", NAMES[report]]
    yield ["Report_ID", report]
    yield ["Release", "5.1"]
    yield ["Institution_Name", wanted.unit.name]
    yield ["Institution_ID", f"{PLATFORM}:{wanted.unit.uid}"]
    yield ["Metric_Types", "; ".join(metrics)]
    yield ["Report_Filters", ""]
    yield ["Report_Attributes", f"Attributes_To_Show={'|'.join(MORE[report])}"]
    yield ["Exceptions", ""]
    yield ["Reporting_Period", f"Begin_Date={wanted.first}; End_Date={wanted.last}"]
    yield ["Created", f"{clock.now():%Y-%m-%dT%H:%M:%SZ}"]
    yield ["Created_By", PLATFORM]
    yield ["Registry_Record", ""]
    yield []
