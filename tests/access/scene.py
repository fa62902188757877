"""One scene with two schools, and the people who try every door in it.

Each floor adds what its addresses need in tests/access/floors/<floor>.py: a function
`build(scene)` that makes one thing of each kind, of the own class and school, and sets

    scene.args["class_id"] = …                  the value of an argument of addresses
    scene.args["people.show", "person_id"] = …  the same for one endpoint alone
    scene.forms["calendar.mark"] = {…}          what a POST sends (or a callable giving it)
    scene.queries["coverage.index"] = {…}       what an address asks after its question mark
"""

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from school.classes.models import SchoolClass
from school.people.models import Person
from school.units.models import OrgUnit
from tests.access import floors
from tests.kit import make

ACTORS = {
    "out": "signed out",
    "stu": "student, own class",
    "st2": "student, other class",
    "st3": "student, other school",
    "tea": "teacher, own class",
    "te2": "teacher, other class",
    "te3": "teacher, other school",
    "lib": "librarian",
    "pri": "principal",
    "pr2": "principal, other school",
    "off": "commune officer",
    "of2": "officer, other commune",
    "adm": "administrator",
    "hom": "homeroom teacher, own class",
    "sub": "head of a subject group",
    "vic": "vice-principal",
    "sad": "school administrator",
    "mar": "marker",
    "inv": "invigilator",
    "gua": "guardian, own child",
    "gu2": "guardian, other school",
    "pof": "province officer",
    "ins": "inspector of the commune",
}
Form = Mapping[str, Any] | Callable[[], Mapping[str, Any]]


@dataclass
class Scene:
    """The own school has an own and an other class; whatever is opened belongs to the own."""

    province: OrgUnit
    own_school: OrgUnit
    own_class: SchoolClass
    other_class: SchoolClass
    far_class: SchoolClass
    people: dict[str, Person]
    classmate: Person
    args: dict[str | tuple[str, str], Any] = field(default_factory=dict)
    forms: dict[str, Form] = field(default_factory=dict)
    queries: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    def value(self, endpoint: str, name: str) -> Any:
        """The value of an argument. Raises KeyError naming what a floor has to add."""
        for key in ((endpoint, name), name):
            if key in self.args:
                return self.args[key]
        raise KeyError(f"no value for “{name}” of {endpoint}: set it in tests/access/floors")


def build() -> Scene:
    """The bare scene, and one of each thing of each floor."""
    scene = bare()
    for module in sorted(pkgutil.iter_modules(floors.__path__), key=lambda m: m.name):
        importlib.import_module(f"{floors.__name__}.{module.name}").build(scene)
    return scene


def bare() -> Scene:
    """Two schools in two communes, and the actors."""
    province = make.province()
    commune, far_commune = make.commune(parent=province), make.commune("Xã Kia", province)
    own, far = make.school(parent=commune), make.school("THCS Kia", far_commune)
    classes = make.school_class(own), make.school_class(own, "6B"), make.school_class(far, "6C")
    people = {
        "stu": make.student(classes[0], "Học Sinh Một"),
        "st2": make.student(classes[1], "Học Sinh Hai"),
        "st3": make.student(classes[2], "Học Sinh Ba"),
        "tea": make.teacher(classes[0], "Giáo Viên Một"),
        "te2": make.teacher(classes[1], "Giáo Viên Hai"),
        "te3": make.teacher(classes[2], "Giáo Viên Ba"),
        "lib": make.person("Thủ Thư", "librarian", own),
        "pri": make.person("Hiệu Trưởng Một", "principal", own),
        "pr2": make.person("Hiệu Trưởng Hai", "principal", far),
        "off": make.person("Cán Bộ Một", "commune_officer", commune),
        "of2": make.person("Cán Bộ Hai", "commune_officer", far_commune),
        "adm": make.person("Quản Trị", "administrator", province),
        "hom": make.teacher(classes[0], "Chủ Nhiệm", None, homeroom=True),
        "sub": make.subject_head(own, "Tổ Trưởng"),
        "vic": make.person("Hiệu Phó", "vice_principal", own),
        "sad": make.person("Quản Trị Trường", "school_administrator", own),
        "mar": make.person("Cán Bộ Chấm", "marker", own),
        "inv": make.person("Giám Thị", "invigilator", own),
        "pof": make.person("Cán Bộ Sở", "province_officer", province),
        "ins": make.person("Thanh Tra", "inspector", commune),
    }
    classmate = make.student(classes[0], "Bạn Cùng Lớp")
    people["gua"] = make.guardian(classmate, "Phụ Huynh Một")
    people["gu2"] = make.guardian(people["st3"], "Phụ Huynh Hai")
    return Scene(province, own, *classes, people, classmate)
