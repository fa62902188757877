"""What a single cell means; each reader raises BadCell with the code of the fault."""

import re
from datetime import date

from suite.text import fold, nfc

MOST_NAME = 120
OLDEST = 1930
CLASS_NAME = re.compile(r"[\w .,/()&-]{1,30}")
IDENTIFIER = re.compile(r"[A-Za-z0-9./_-]{1,40}")
GENDERS = {"nam": "male", "male": "male", "m": "male", "boy": "male"} | dict.fromkeys(
    ("nu", "female", "f", "x", "girl"), "female"
)
ROLES = {"": "teacher", "giao vien": "teacher", "gv": "teacher", "teacher": "teacher"} | {
    "thu thu": "librarian",
    "can bo thu vien": "librarian",
    "nhan vien thu vien": "librarian",
    "librarian": "librarian",
    "hieu truong": "principal",
    "principal": "principal",
}
TEACHING = ("giao vien", "to truong", "to pho", "pho hieu truong", "gv ")
_DATES = (
    re.compile(r"(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})[/.-](?P<y>\d{4})"),
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"),
)


class BadCell(ValueError):
    """A cell that cannot be read; `code` names the fault."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def day(text: str, today: date) -> date | None:
    """A birth date (dd/mm/yyyy or yyyy-mm-dd); None for an empty cell."""
    if not text:
        return None
    found = next((m for p in _DATES if (m := p.fullmatch(text))), None)
    if found is None:
        raise BadCell("date")
    try:
        value = date(int(found["y"]), int(found["m"]), int(found["d"]))
    except ValueError:
        raise BadCell("date") from None
    if not OLDEST <= value.year <= today.year - 3:
        raise BadCell("date_range")
    return value


def gender(text: str) -> str | None:
    """ "male", "female", or None for an empty cell."""
    if not text:
        return None
    try:
        return GENDERS[fold(text)]
    except KeyError:
        raise BadCell("gender") from None


def person_name(text: str) -> str:
    """A full name in NFC."""
    name = " ".join(nfc(text).split())
    if not name:
        raise BadCell("missing")
    if len(name) > MOST_NAME:
        raise BadCell("too_long")
    if not re.fullmatch(r"[^\W\d_][^\d_<>=@+|*#%\\{}\[\]]*", name):
        raise BadCell("name")
    return name


def class_name(text: str) -> str:
    """A class as it is called, without the word for class: "Lớp 6A" is "6A"."""
    name = re.sub(r"^(lớp|lop|class)\s+", "", " ".join(nfc(text).split()), flags=re.IGNORECASE)
    if not name:
        raise BadCell("missing")
    if not CLASS_NAME.fullmatch(name):
        raise BadCell("class_name")
    return name


def class_key(name: str) -> str:
    """A class as it is compared: "6 A", "6a" and "6A" are one."""
    return fold(name).replace(" ", "")


def grade_of(text: str, name: str, grades: range) -> int:
    """The grade of a class, told or from its name ("12A1" is 12)."""
    found = re.search(r"\d{1,2}", text) if text else re.match(r"\d{1,2}", name)
    if not found:
        raise BadCell("grade")
    if int(found[0]) not in grades:
        raise BadCell("grade_stage")
    return int(found[0])


def identifier(text: str) -> str:
    """A number that is text: its leading zeros stay."""
    if text and not IDENTIFIER.fullmatch(text):
        raise BadCell("identifier")
    return text


def role(text: str) -> str:
    """The role that a position at the school gives."""
    name = " ".join(fold(text).split())
    if name in ROLES:
        return ROLES[name]
    if name.startswith(TEACHING):
        return "teacher"
    raise BadCell("role")
