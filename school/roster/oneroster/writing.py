"""A school as OneRoster CSV files, 1.1 or 1.2, in bulk; the same school gives the same bytes."""

import csv
import io
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Sequence

from school.roster.oneroster.users import NO_FAMILY
from school.roster.snapshot import PersonOut, Snapshot

FILES = (
    "academicSessions", "orgs", "courses", "classes", "users", "enrollments", "demographics",
    "roles", "userProfiles", "categories", "classResources", "courseResources", "lineItems",
    "lineItemLearningObjectiveIds", "lineItemScoreScales", "resources",
    "resultLearningObjectiveIds", "results", "resultScoreScales", "scoreScales", "userResources",
)  # fmt: skip
ONLY_IN_1_2 = frozenset(
    ("roles", "userProfiles", "lineItemLearningObjectiveIds", "lineItemScoreScales",
     "resultLearningObjectiveIds", "resultScoreScales", "scoreScales", "userResources")
)  # fmt: skip
HOMEROOM = "homeroom"
MOMENT = (1980, 1, 1, 0, 0, 0)
Rows = list[Sequence[str]]
Table = tuple[Sequence[str], Rows]
HEAD = ("sourcedId", "status", "dateLastModified")
STAFF_ROLES = {
    "1.1": {"principal": "administrator", "librarian": "aide"},
    "1.2": {"principal": "principal", "librarian": "aide"},
}


def write(shot: Snapshot, version: str) -> bytes:
    """A ZIP of the files."""
    tables = {
        "academicSessions": _sessions(shot),
        "orgs": _orgs(shot),
        "courses": _courses(shot),
        "classes": _classes(shot),
        "users": _users(shot, version),
        "enrollments": _enrollments(shot),
        "demographics": _demographics(shot),
    }
    if version == "1.2":
        tables["roles"] = _roles(shot)
    manifest: Rows = [
        ("manifest.version", "1.0"),
        ("oneroster.version", version),
        ("source.systemName", "LopSo"),
        ("source.systemCode", shot.unit.uid),
    ]
    for name in sorted(FILES):
        if version == "1.2" or name not in ONLY_IN_1_2:
            manifest.append((f"file.{name}", "bulk" if name in tables else "absent"))
    tables["manifest"] = (("propertyName", "value"), manifest)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, (head, rows) in sorted(tables.items()):
            packed.writestr(zipfile.ZipInfo(f"{name}.csv", MOMENT), _csv(head, rows))
    return target.getvalue()


def _csv(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows(rows)
    return target.getvalue()


def _year(shot: Snapshot) -> str:
    return f"year-{shot.year.name}"


def _sessions(shot: Snapshot) -> Table:
    year, end = shot.year, str(shot.year.ends_on.year)
    rows: Rows = [
        (
            _year(shot),
            "",
            "",
            year.name,
            "schoolYear",
            str(year.starts_on),
            str(year.ends_on),
            "",
            end,
        )
    ]
    rows += [
        (
            f"{_year(shot)}-{one.number}", "", "", f"Học kỳ {one.number}", "semester",
            str(one.starts_on), str(one.ends_on), _year(shot), end,
        )
        for one in year.semesters
    ]  # fmt: skip
    return (*HEAD, "title", "type", "startDate", "endDate", "parentSourcedId", "schoolYear"), rows


def _orgs(shot: Snapshot) -> Table:
    unit = shot.unit
    head = (*HEAD, "name", "type", "identifier", "parentSourcedId")
    return head, [(unit.uid, "", "", unit.name, "school", unit.code, "")]


def _taught(shot: Snapshot) -> list[tuple[str, str]]:
    """(class, subject) of each scheduled class, in order."""
    return list(dict.fromkeys((o.class_name, o.subject) for o in shot.teaching if o.subject))


def _courses(shot: Snapshot) -> Table:
    codes = sorted({code for _, code in _taught(shot)})
    base = _year(shot), shot.unit.uid
    rows: Rows = [
        (f"course-{HOMEROOM}", "", "", base[0], "Lớp chủ nhiệm", HOMEROOM, "", base[1], "", "")
    ]
    rows += [
        (
            f"course-{code}", "", "", base[0], shot.subjects[code], code, "", base[1],
            shot.subjects[code], code,
        )
        for code in codes
    ]  # fmt: skip
    head = (
        *HEAD, "schoolYearSourcedId", "title", "courseCode", "grades", "orgSourcedId", "subjects",
        "subjectCodes",
    )  # fmt: skip
    return head, rows


def _class_id(shot: Snapshot, name: str, subject: str = HOMEROOM) -> str:
    return f"{shot.unit.code}:{shot.year.name}:{name}:{subject}"


def _classes(shot: Snapshot) -> Table:
    grades = dict(shot.classes)
    common = shot.unit.uid, _year(shot)
    rows: Rows = [
        (
            _class_id(shot, name), "", "", name, str(grade), f"course-{HOMEROOM}", name, HOMEROOM,
            "", *common, "", "", "",
        )
        for name, grade in shot.classes
    ]  # fmt: skip
    rows += [
        (
            _class_id(shot, name, code), "", "", f"{shot.subjects[code]} {name}", str(grades[name]),
            f"course-{code}", name, "scheduled", "", *common, shot.subjects[code], code, "",
        )
        for name, code in _taught(shot)
    ]  # fmt: skip
    head = (
        *HEAD, "title", "grades", "courseSourcedId", "classCode", "classType", "location",
        "schoolSourcedId", "termSourcedIds", "subjects", "subjectCodes", "periods",
    )  # fmt: skip
    return head, rows


def _everybody(shot: Snapshot) -> list[PersonOut]:
    return [*shot.staff, *shot.pupils, *shot.guardians]


def _role(one: PersonOut, version: str) -> str:
    return STAFF_ROLES[version].get(one.role, one.role)


def _users(shot: Snapshot, version: str) -> Table:
    agents: dict[int, list[str]] = defaultdict(list)
    relations: dict[int, list[str]] = defaultdict(list)
    sources = {one.id: one.source for one in _everybody(shot)}
    for guardian, pupil, relation in sorted(
        shot.ties, key=lambda t: (sources[t[0]], sources[t[1]])
    ):
        agents[guardian].append(sources[pupil])
        agents[pupil].append(sources[guardian])
        relations[guardian].append(relation)
    grades = dict(shot.classes)
    rows: Rows = []
    for one in _everybody(shot):
        family, middle, given = _names(one.full_name)
        number = one.numbers.get("school", "")
        guards = one.role == "guardian"
        body = {
            "sourcedId": one.source,
            "enabledUser": "true",
            "orgSourcedIds": shot.unit.uid,
            "primaryOrgSourcedId": shot.unit.uid,
            "role": _role(one, version),
            "username": one.username,
            "userIds": f"{{school:{number}}}" if number else "",
            "givenName": given,
            "familyName": family,
            "middleName": middle,
            "identifier": one.numbers.get("moet", ""),
            "email": one.contacts.get("email", "") if guards else "",
            "phone": one.contacts.get("phone", "") if guards else "",
            "agentSourcedIds": ",".join(agents[one.id]),
            "grades": str(grades[one.class_name]) if one.class_name else "",
            "metadata.role": "" if guards or one.role == "student" else one.role,
            "metadata.relations": ",".join(relations[one.id]),
        }
        rows.append([body.get(name, "") for name in _user_head(version)])
    return _user_head(version), rows


def _user_head(version: str) -> Sequence[str]:
    roles = ("orgSourcedIds", "role") if version == "1.1" else ()
    more = (
        ("userMasterIdentifier", "preferredGivenName", "preferredMiddleName", "preferredFamilyName",
         "primaryOrgSourcedId", "pronouns")
        if version == "1.2"
        else ()
    )  # fmt: skip
    return (
        *HEAD, "enabledUser", *roles, "username", "userIds", "givenName", "familyName",
        "middleName", "identifier", "email", "sms", "phone", "agentSourcedIds", "grades",
        "password", *more, "metadata.role", "metadata.relations",
    )  # fmt: skip


def _names(full_name: str) -> tuple[str, str, str]:
    """Family, middle and given name of a Vietnamese name."""
    words = full_name.split(" ")
    if len(words) == 1:
        return NO_FAMILY, "", words[0]
    return words[0], " ".join(words[1:-1]), words[-1]


def _roles(shot: Snapshot) -> Table:
    rows: Rows = [
        (
            f"{one.source}:role", "", "", one.source, "primary", _role(one, "1.2"), "", "",
            shot.unit.uid, "",
        )
        for one in _everybody(shot)
    ]  # fmt: skip
    head = (
        *HEAD, "userSourcedId", "roleType", "role", "beginDate", "endDate", "orgSourcedId",
        "userProfileSourcedId",
    )  # fmt: skip
    return head, rows


def _enrollments(shot: Snapshot) -> Table:
    rows: Rows = []
    for one in shot.pupils:
        of = _class_id(shot, one.class_name)
        ids = f"{of}:{one.source}:student", "", "", of, shot.unit.uid, one.source
        rows.append((*ids, "student", "true", "", ""))
    for held in shot.teaching:
        who = shot.person(held.person_id)
        of = _class_id(shot, held.class_name, held.subject or HOMEROOM)
        source = who.source if who else ""
        ids = f"{of}:{source}:teacher:{held.starts_on}", "", "", of, shot.unit.uid, source
        days = str(held.starts_on), str(held.ends_on or "")
        rows.append((*ids, "teacher", "", *days))
    head = (
        *HEAD, "classSourcedId", "schoolSourcedId", "userSourcedId", "role", "primary", "beginDate",
        "endDate",
    )  # fmt: skip
    return head, rows


def _demographics(shot: Snapshot) -> Table:
    rows: Rows = [
        (one.source, "", "", str(one.birth_date or ""), one.gender or "")
        for one in (*shot.staff, *shot.pupils)
        if one.birth_date or one.gender
    ]
    return (*HEAD, "birthDate", "sex"), rows
