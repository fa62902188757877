"""Subjects as schools write them, and duties such as "Toán 6A, 6B; Tin 7A"."""

import re
from collections.abc import Iterator, Mapping, Sequence

from school.roster import headers
from school.roster.cells import BadCell

HOMEROOM = {"chu nhiem", "gvcn", "giao vien chu nhiem", "homeroom"}
ALIASES = {
    "toan hoc": "TOAN", "van": "NGUVAN", "ngu van": "NGUVAN", "van hoc": "NGUVAN", "tin": "TINHOC",
    "tieng anh": "NN1", "anh": "NN1", "anh van": "NN1", "ngoai ngu": "NN1", "english": "NN1",
    "ly": "VATLI", "li": "VATLI", "vat ly": "VATLI", "hoa": "HOAHOC", "sinh": "SINHHOC",
    "su": "LICHSU", "dia": "DIALI", "dia ly": "DIALI", "the duc": "GDTC", "cong dan": "GDCD",
    "lich su va dia ly": "LSDL", "lich su & dia li": "LSDL", "lich su & dia ly": "LSDL",
    "ls&dl": "LSDL", "nhac": "AMNHAC", "my thuat": "MITHUAT", "hdtn hn": "HDTNHN",
    "hoat dong trai nghiem huong nghiep": "HDTNHN", "giao duc dia phuong": "GDDP",
    "tieng viet": "TIENGVIET", "cong nghe": "CONGNGHE", "khoa hoc tu nhien": "KHTN",
}  # fmt: skip
_CLASS = re.compile(r"(\d{1,2})\s?([A-Za-zĐđ][A-Za-z0-9]{0,4}|/\d{1,2})?")
_TAIL = re.compile(r"[A-Za-zĐđ]\d{0,2}|\d{1,2}")
_DUTY = re.compile(
    r"(?P<subject>[^\d]*?)[\s:(]*(?P<class>\d{1,2}\s?(?:[A-Za-zĐđ][A-Za-z0-9]{0,4}|/\d{1,2}))"
)


def subject_keys(names: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Code by every key under which a subject may be written; `names` are those of each code."""
    found = {key: code for key, code in ALIASES.items() if code in names}
    for code, held in names.items():
        found.update({headers.key(name): code for name in (code, *held)})
    return found


def code_of(text: str, subjects: Mapping[str, str]) -> str | None:
    """The code of a subject, None for the homeroom. Raises BadCell."""
    name = headers.key(text)
    if not name:
        raise BadCell("missing")
    if name in HOMEROOM:
        return None
    if name not in subjects:
        raise BadCell("subject")
    return subjects[name]


def duties(text: str, subjects: Mapping[str, str]) -> Iterator[tuple[str | None, str]]:
    """Subject code and class of each duty in "Toán 6A, 6B; Tin (7A, B)". Raises BadCell.

    A class without a subject has the one before it; a letter alone the grade before it.
    """
    subject: str | None = None
    grade, begun = "", False
    for piece in filter(None, (p.strip(" .)") for p in re.split(r"[;,+\n]|\)\s*(?=\w)", text))):
        found = _DUTY.fullmatch(piece)
        if found is None and begun and grade and _TAIL.fullmatch(piece) and not piece.isdigit():
            yield subject, grade + piece
            continue
        if found is None:
            raise BadCell("duty")
        if found["subject"].strip(" :-("):
            subject, begun = code_of(found["subject"].strip(" :-("), subjects), True
        elif not begun:
            raise BadCell("duty")
        name = found["class"].replace(" ", "")
        grade = re.match(r"\d+", name)[0]  # type: ignore[index]
        yield subject, name
