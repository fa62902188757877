"""The words by which sheets and columns are recognised, Vietnamese and English, folded."""
# ruff: noqa: E501 (lists of words)

CLASSES, PUPILS, TEACHERS, ASSIGNMENTS = "classes", "pupils", "teachers", "assignments"
GUARDIANS, GROUPS, ROOMS, TIMETABLE = "guardians", "groups", "rooms", "timetable"
KINDS = (PUPILS, TEACHERS, CLASSES, ASSIGNMENTS, GUARDIANS, GROUPS, ROOMS, TIMETABLE)
SURE_ORDER = (TIMETABLE, ASSIGNMENTS, GUARDIANS, PUPILS, GROUPS, ROOMS, CLASSES, TEACHERS)
"""In which order the kinds are tried where a sheet's name tells nothing."""

SHEET_NAMES = {
    CLASSES: {"lop", "lop hoc", "danh sach lop", "danh sach lop hoc", "ds lop", "classes", "class"},
    PUPILS: {"hoc sinh", "danh sach hoc sinh", "ds hoc sinh", "dshs", "hs", "pupils", "students"},
    TEACHERS: {"giao vien", "danh sach giao vien", "ds giao vien", "gv", "can bo giao vien", "cbgv", "nhan su", "teachers", "staff"},
    ASSIGNMENTS: {"phan cong", "phan cong giang day", "phan cong chuyen mon", "pcgd", "pccm", "assignments", "teaching"},
    GUARDIANS: {"phu huynh", "cha me", "cha me hoc sinh", "phu huynh hoc sinh", "danh sach phu huynh", "ds phu huynh", "guardians", "parents"},
    GROUPS: {"to chuyen mon", "danh sach to chuyen mon", "to bo mon", "subject groups", "departments"},
    ROOMS: {"phong", "phong hoc", "danh sach phong", "danh sach phong hoc", "ds phong", "co so vat chat", "rooms"},
    TIMETABLE: {"thoi khoa bieu", "tkb", "tkb chinh khoa", "tkb toan truong", "thoi khoa bieu toan truong", "timetable"},
}  # fmt: skip
GUIDES = {"huong dan", "huong dan nhap lieu", "guide", "readme"}
SERIAL = {"stt", "so tt", "tt", "so thu tu", "no", "#"}

_NAME = {"ho va ten", "ho ten", "ten hoc sinh", "ho va ten hoc sinh", "ho ten hoc sinh", "hoc sinh", "ho va ten hs", "ho ten hs", "ho va ten khai sinh", "full name", "name", "student name"}  # fmt: skip
_PERSON = {
    "full_name": _NAME | {"ho va ten giao vien", "ho ten giao vien", "ten giao vien", "ho ten gv", "ho va ten gv", "ho ten can bo", "ho va ten can bo", "teacher name"},
    "family": {"ho dem", "ho va dem", "ho va ten dem", "ho va chu dem", "ho va ten lot", "ho lot", "ho", "family name", "last name", "surname"},
    "given": {"ten", "given name", "first name"},
    "birth_date": {"ngay sinh", "ngay thang nam sinh", "ngay thang nam", "nam sinh", "sinh ngay", "ngay sinh dd mm yyyy", "birth date", "date of birth", "birthday", "dob"},
    "birth_day": {"ngay sinh ngay", "sinh ngay ngay", "ngay thang nam sinh ngay", "ngay"},
    "birth_month": {"ngay sinh thang", "sinh ngay thang", "ngay thang nam sinh thang", "thang sinh", "thang"},
    "birth_year": {"ngay sinh nam", "sinh ngay nam", "ngay thang nam sinh nam"},
    "gender": {"gioi tinh", "gt", "gender", "sex", "phai", "nam nu"},
    "moet": {"ma dinh danh", "ma dinh danh bo gd&dt", "ma dinh danh bo gddt", "ma so dinh danh", "ma moet", "ma dinh danh moet", "ma csdl", "ma dinh danh csdl", "ma dinh danh hoc sinh", "ma dinh danh hs", "moet id", "moet code"},
}  # fmt: skip
_CLASS = {"lop", "ten lop", "lop hoc", "class", "class name"}
_PUPIL_CODE = {"ma hoc sinh", "ma hs", "mhs", "ma so hoc sinh", "ma so hs", "so the", "student id", "student code", "pupil code"}  # fmt: skip
_PHONE = ("so dien thoai", "sdt", "dien thoai", "so dt", "dt", "phone", "mobile")
_MAIL = ("email", "e mail", "thu dien tu", "mail")
_PARENTS = {
    "father": ("cha", "bo", "father", "cua cha", "cua bo"),
    "mother": ("me", "mother", "ma", "cua me"),
    "guardian": ("nguoi giam ho", "giam ho", "ngh", "phu huynh", "cmhs", "cha me", "guardian", "parent", "nguoi do dau"),
}  # fmt: skip


def _of(words: tuple[str, ...], whose: tuple[str, ...]) -> set[str]:
    return {f"{a} {b}" for a in words for b in whose} | {f"{b} {a}" for a in words for b in whose}


def _guardian_columns() -> dict[str, set[str]]:
    """ "Họ tên cha", "SĐT mẹ", "Cha" above "Họ tên" and their like."""
    found: dict[str, set[str]] = {}
    names = ("ho ten", "ho va ten", "ten", "name", "full name")
    for who, words in _PARENTS.items():
        found[who] = set(words) - {"bo", "ma", "cua cha", "cua bo", "cua me"} | _of(names, words)
        found[f"{who}_phone"] = _of(_PHONE, words)
        found[f"{who}_email"] = _of(_MAIL, words)
    return found


_GUARDIANS = _guardian_columns()
_FROM = {"tu ngay", "ngay bat dau", "bat dau", "tu", "starts on", "from", "start date"}
_TO = {"den ngay", "ngay ket thuc", "ket thuc", "den", "ends on", "to", "end date"}
_SUBJECT = {"mon", "mon hoc", "mon day", "ten mon", "mon giang day", "subject"}
_TEACHER = {"giao vien", "gv", "ma giao vien", "ma gv", "ten giao vien", "ho va ten giao vien", "ho ten giao vien", "ho ten gv", "ho va ten gv", "giao vien day", "giao vien giang day", "gv day", "teacher", "teacher code", "teacher name"}  # fmt: skip

COLUMNS: dict[str, dict[str, set[str]]] = {
    CLASSES: {
        "class": _CLASS,
        "grade": {"khoi", "khoi lop", "grade"},
        "homeroom": {"gvcn", "giao vien chu nhiem", "chu nhiem", "ho ten gvcn", "homeroom teacher", "homeroom"},
    },
    PUPILS: _PERSON | {"class": _CLASS, "school": _PUPIL_CODE} | _GUARDIANS,
    TEACHERS: _PERSON
    | {
        "school": {"ma giao vien", "ma gv", "mgv", "ma can bo", "ma cb", "ma vien chuc", "ma nhan vien", "teacher code", "teacher id", "staff code"},
        "role": {"chuc vu", "vai tro", "chuc danh", "nhiem vu", "role", "position"},
        "group": {"to", "to chuyen mon", "to bo mon", "thuoc to", "subject group", "department"},
    },
    ASSIGNMENTS: {
        "class": _CLASS,
        "subject": _SUBJECT,
        "teacher": _TEACHER | _NAME,
        "duties": {"phan cong", "phan cong giang day", "phan cong chuyen mon", "chuyen mon", "lop day", "nhiem vu giang day", "day lop", "day mon lop", "duties"},
        "starts_on": _FROM,
        "ends_on": _TO,
    },
    GUARDIANS: {
        "guardian": {"ho ten phu huynh", "ho va ten phu huynh", "ten phu huynh", "phu huynh", "ho ten cha me", "ho va ten cha me", "ho ten nguoi giam ho", "guardian name", "guardian", "parent name", "parent"},
        "relation": {"quan he", "moi quan he", "quan he voi hoc sinh", "relation", "relationship"},
        "phone": set(_PHONE) | {"so dien thoai phu huynh", "sdt phu huynh"},
        "email": set(_MAIL) | {"email phu huynh"},
        "pupil_name": _NAME | {"con", "ho ten con"},
        "pupil": _PUPIL_CODE | _PERSON["moet"],
        "class": _CLASS,
    },
    GROUPS: {
        "group": {"to", "ten to", "to chuyen mon", "ten to chuyen mon", "to bo mon", "subject group", "group", "department"},
        "head": {"to truong", "ho ten to truong", "ho va ten to truong", "to truong chuyen mon", "head", "head of group"},
    },
    ROOMS: {
        "room": {"ma phong", "so phong", "phong", "phong so", "room", "room code"},
        "room_name": {"ten phong", "ten phong hoc", "phong hoc", "room name"},
        "seats": {"so cho", "so cho ngoi", "suc chua", "cho ngoi", "seats", "capacity"},
        "room_kind": {"loai", "loai phong", "chuc nang", "kind", "type", "room type"},
    },
    TIMETABLE: {
        "class": _CLASS,
        "weekday": {"thu", "ngay", "thu ngay", "weekday", "day"},
        "session": {"buoi", "session"},
        "period": {"tiet", "tiet hoc", "tiet thu", "period"},
        "subject": _SUBJECT,
        "teacher": _TEACHER,
        "room": {"phong", "phong hoc", "ma phong", "room"},
    },
}  # fmt: skip

GRID = "classes"
"""Stands for two columns or more that are headed by the names of classes."""
REQUIRED: dict[str, tuple[tuple[str, ...], ...]] = {
    CLASSES: (("class",),),
    PUPILS: (("full_name", "class"), ("family", "given", "class")),
    TEACHERS: (("full_name",), ("family", "given")),
    ASSIGNMENTS: (("class", "subject", "teacher"), ("teacher", "duties"), ("subject", GRID)),
    GUARDIANS: (("guardian", "pupil"), ("guardian", "pupil_name", "class")),
    GROUPS: (("group", "head"),),
    ROOMS: (("room",), ("room_name",)),
    TIMETABLE: (("class", "weekday", "period", "subject"), ("weekday", "period", GRID)),
}
TELLING: dict[str, tuple[str, ...]] = {
    CLASSES: ("grade", "homeroom"),
    ROOMS: ("seats", "room_kind"),
    TEACHERS: ("role", "group", "school"),
}
"""Without a telling sheet name, one of these columns must stand there too."""
