"""The form of a change of many works: one group a field, of which one is sent."""

from collections.abc import Collection, Sequence
from typing import Any

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import SelectChoice, SelectField, StringField
from wtforms.validators import Length
from wtforms.validators import Optional as MayBeEmpty

from repository.catalogue import queries
from repository.catalogue import rules as catalogue
from repository.catalogue.bulk import rules
from repository.catalogue.bulk.service import Change
from repository.catalogue.fields import boxes, parted
from repository.catalogue.forms import GRADES
from repository.catalogue.labels import AUDIENCES, LICENCES, label
from repository.catalogue.models import Work
from repository.catalogue.nodes import offered, tree
from repository.catalogue.tags import queries as tags
from school.api import SchoolClass, subject_name

TITLES = {
    rules.SUBJECT: lazy_gettext("Subject"),
    rules.GRADES: lazy_gettext("Grades"),
    rules.LICENCE: lazy_gettext("Licence"),
    rules.AUDIENCE: lazy_gettext("Who may read it"),
    rules.TAGS: lazy_gettext("Tags"),
    rules.NODES: lazy_gettext("Topics of the programme"),
    rules.SERIES: lazy_gettext("Series"),
    rules.KEYWORDS: lazy_gettext("Keywords"),
}
WAYS = {
    rules.SET: lazy_gettext("Replace what stands there"),
    rules.ADD: lazy_gettext("Add"),
    rules.REMOVE: lazy_gettext("Take away"),
}


class BulkForm(FlaskForm):
    """The values; which of them counts is said by the button (`field`), how by `way-<field>`."""

    subject = SelectField(TITLES[rules.SUBJECT], [MayBeEmpty()])
    grades = boxes(TITLES[rules.GRADES])
    licence = SelectField(TITLES[rules.LICENCE], [MayBeEmpty()])
    audience = SelectField(TITLES[rules.AUDIENCE], [MayBeEmpty()])
    classes = boxes(lazy_gettext("Classes that may read it"))
    tags = boxes(TITLES[rules.TAGS])
    nodes = boxes(TITLES[rules.NODES])
    series = StringField(TITLES[rules.SERIES], [Length(max=200)])
    keywords = StringField(TITLES[rules.KEYWORDS], [Length(max=600)])

    def offer(self, works: Sequence[Work]) -> "BulkForm":
        """Fill the lists; classes and topics are those that fit the works."""
        subjects = queries.subjects().items()
        names = [SelectChoice(code, subject_name(row)) for code, row in subjects]
        self.subject.choices = [SelectChoice("", "–"), *names]
        self.grades.choices = [SelectChoice(grade, str(grade)) for grade in GRADES]
        self.licence.choices = [
            SelectChoice(code, label(LICENCES, code)) for code in queries.licences()
        ]
        classes = _classes(works)
        self.audience.choices = [
            SelectChoice(code, label(AUDIENCES, code))
            for code in catalogue.AUDIENCES
            if code != catalogue.CLASS or classes
        ]
        self.classes.choices = [SelectChoice(row.id, row.name) for row in classes]
        self.tags.choices = [
            SelectChoice(tag.id, f"{tags.name_of(scheme)}: {tags.name_of(tag)}")
            for scheme, rows in tags.by_scheme().items()
            for tag in rows
        ]
        self.nodes.choices = [
            SelectChoice(node.id, f"{node.grade}: {'– ' * depth}{node.name}")
            for node, depth in tree(offered(works))
        ]
        return self

    def change(self, field: str, way: str) -> Change | None:
        """What is asked for; None when it says nothing (nothing ticked to add or take away)."""
        if field not in rules.FIELDS or way not in rules.ways(field):
            return None
        value = self._value(field)
        if field in rules.LISTS and way != rules.SET and not value:
            return None
        if field == rules.AUDIENCE and (value["audience"] == catalogue.CLASS) != bool(
            value["classes"]
        ):
            return None
        return Change(field, way, value)

    def _value(self, field: str) -> Any:
        if field == rules.AUDIENCE:
            of_class = self.audience.data == catalogue.CLASS
            classes = sorted(self.classes.data) if of_class else []
            return {"audience": self.audience.data, "classes": classes}
        if field == rules.KEYWORDS:
            return list(parted(self.keywords.data))
        data = self[field].data
        if field in rules.LISTS:
            return sorted(data or ())
        return (data or "").strip() or (None if field == rules.SUBJECT else "")


def words(field: str, value: Any, form: BulkForm) -> str:
    """A value of a field, as people read it."""
    if field == rules.AUDIENCE:
        named = _labels(form.classes.choices, value["classes"])
        return ": ".join(part for part in (label(AUDIENCES, value["audience"]), named) if part)
    if field in (rules.SERIES, rules.KEYWORDS):
        return value if isinstance(value, str) else "; ".join(value)
    held = value if isinstance(value, list) else [value]
    return _labels(form[field].choices, held)


def _labels(choices: Sequence[Any], held: Collection[Any]) -> str:
    return ", ".join(str(one.label) for one in choices if one.value in held and one.value)


def _classes(works: Sequence[Work]) -> list[SchoolClass]:
    """The classes of the school of the works; none where they are of several schools."""
    return queries.classes_of(works[0]) if len({work.unit_id for work in works}) == 1 else []
