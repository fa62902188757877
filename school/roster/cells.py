"""What a single cell means; each reader raises BadCell with the code of the fault."""

import re

from suite.text import fold, nfc

MOST_NAME = 120
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


class BadCell(ValueError):
    """A cell that cannot be read; `code` names the fault."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


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


PHONE = re.compile(r"0\d{8,10}")
EMAIL = re.compile(r"[\w.+'-]{1,64}@[\w-]+(?:\.[\w-]+)+", re.ASCII)
RELATIONS = dict.fromkeys(("cha", "bo", "ba", "father", "cha de", "bo de"), "father")
RELATIONS |= dict.fromkeys(("me", "mother", "me de"), "mother")
WEEKDAYS = {"chu nhat": 7, "cn": 7, "sunday": 7, "sun": 7}
WEEKDAYS |= {f"{lead}{n}": n - 1 for n in range(2, 8) for lead in ("thu ", "t", "thu", "")}
WEEKDAYS |= {
    f"{lead}{word}": n
    for n, word in enumerate(("hai", "ba", "tu", "nam", "sau", "bay"), 1)
    for lead in ("thu ", "")
}
_ENGLISH = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
WEEKDAYS |= {name: n for n, name in enumerate(_ENGLISH, 1)}
SESSIONS = dict.fromkeys(("sang", "s", "morning", "am"), "morning")
SESSIONS |= dict.fromkeys(("chieu", "c", "afternoon", "pm"), "afternoon")


def phone(text: str) -> str:
    """A telephone number of Vietnam: digits from 0 on, "" for an empty cell."""
    digits = re.sub(r"[\s.()-]", "", text)
    digits = re.sub(r"^(\+84|0084|84(?=\d{9}$))0?", "0", digits)
    if re.fullmatch(r"[35789]\d{8}", digits):
        digits = f"0{digits}"  # a spreadsheet that took it for a number dropped the zero
    if digits and not PHONE.fullmatch(digits):
        raise BadCell("phone")
    return digits


def email(text: str) -> str:
    """An address, "" for an empty cell."""
    if text and (len(text) > 254 or not EMAIL.fullmatch(text)):
        raise BadCell("email")
    return text


def relation(text: str) -> str:
    """father, mother, or guardian for everybody else."""
    return RELATIONS.get(" ".join(fold(text).split()), "guardian")


def weekday(text: str) -> int:
    """1 (Monday, thứ Hai) to 7 (Sunday)."""
    try:
        return WEEKDAYS[" ".join(fold(text).split())]
    except KeyError:
        raise BadCell("weekday" if text else "missing") from None


def session(text: str) -> str:
    """ "morning", "afternoon", or "" for an empty cell."""
    if not text:
        return ""
    try:
        return SESSIONS[" ".join(fold(text).split())]
    except KeyError:
        raise BadCell("session") from None


def period(text: str) -> int:
    """The number of a lesson in its half day or day."""
    found = re.fullmatch(r"(?:tiet )?(\d{1,2})", " ".join(fold(text).split()))
    if not found or not 1 <= int(found[1]) <= 12:
        raise BadCell("period" if text else "missing")
    return int(found[1])


def seats(text: str) -> int | None:
    """A number of seats, None for an empty cell."""
    if not text:
        return None
    if not re.fullmatch(r"\d{1,4}", text) or int(text) == 0:
        raise BadCell("seats")
    return int(text)


def words(text: str) -> str:
    """Any short text."""
    if len(text) > MOST_NAME:
        raise BadCell("too_long")
    return nfc(text)
