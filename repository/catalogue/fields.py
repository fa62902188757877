"""The fields of a description beyond the first: people by role, publication, contents, tags.

They stand folded in the form; nobody has to fill them.
"""

from collections.abc import Callable, Iterable
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectMultipleField, StringField, TextAreaField, ValidationError
from wtforms.validators import Length, NumberRange
from wtforms.validators import Optional as MayBeEmpty
from wtforms.widgets import CheckboxInput, ListWidget

from repository.catalogue import numbers
from repository.catalogue.agents import rules as names
from repository.catalogue.models import Work
from suite import clock

MOST_PEOPLE, MOST_KEYWORDS = 20, 20
EARLIEST = 1000
Typed = str | None


def boxes(label: Any) -> SelectMultipleField:
    """Several ids to tick."""
    return SelectMultipleField(
        label, coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )


def people(label: Any) -> TextAreaField:
    """Names, one a line."""
    return TextAreaField(label, [Length(max=2000)])


def text(label: Any, most: int) -> StringField:
    """A line of at most `most` letters that may be empty."""
    return StringField(label, [Length(max=most)])


class FullFields(FlaskForm):
    """What fills the rest of Dublin Core. Names of fields are those of `Description`, but
    `edition_of`, which takes the address of a work."""

    editors = people(lazy_gettext("Editors"))
    translators = people(lazy_gettext("Translators"))
    illustrators = people(lazy_gettext("Illustrators"))
    contributors = people(lazy_gettext("Other contributors"))
    publisher = text(lazy_gettext("Publisher"), 200)
    place = text(lazy_gettext("Place of publication"), 100)
    issued = IntegerField(
        lazy_gettext("Year of publication"), [MayBeEmpty(), NumberRange(min=EARLIEST)]
    )
    edition = text(lazy_gettext("Edition statement"), 100)
    edition_of = text(lazy_gettext("Another edition of"), 300)
    series = text(lazy_gettext("Series"), 200)
    series_number = text(lazy_gettext("Number in the series"), 40)
    extent = text(lazy_gettext("Extent"), 100)
    isbn = text(lazy_gettext("ISBN"), 40)
    issn = text(lazy_gettext("ISSN"), 20)
    ddc = text(lazy_gettext("DDC number"), 30)
    keywords = text(lazy_gettext("Keywords"), 600)
    source = text(lazy_gettext("Source"), 300)
    coverage = text(lazy_gettext("Place and time that it is about"), 200)
    rights = text(lazy_gettext("Who holds the rights"), 300)
    tags = boxes(lazy_gettext("Tags"))
    classes = boxes(lazy_gettext("Classes that may read it"))

    def validate_isbn(self, field: StringField) -> None:
        """Ten or thirteen digits with the right last one."""
        field.data = fitting(numbers.isbn13, field.data)

    def validate_issn(self, field: StringField) -> None:
        """Eight signs with the right last one."""
        field.data = fitting(numbers.issn, field.data)

    def validate_ddc(self, field: StringField) -> None:
        """Three digits and more after a point."""
        field.data = fitting(numbers.ddc, field.data)

    def validate_issued(self, field: IntegerField) -> None:
        """No year beyond the next."""
        latest = clock.today().year + 1
        if field.data is not None and field.data > latest:
            raise ValidationError(gettext("Give a year up to %(year)s.", year=str(latest)))

    def show_rest(self, work: Work) -> None:
        """Fill these fields from a work."""
        for role, field in self._roles().items():
            agents = [row.agent.label for row in work.people if row.role == role]
            field.data = "\n".join(agents)
        for name in PLAIN:
            self[name].data = getattr(work, name)
        self.isbn.data, self.issn.data = (
            numbers.shown_isbn(work.isbn), numbers.shown_issn(work.issn),
        )  # fmt: skip
        self.keywords.data = "; ".join(work.keywords)
        self.tags.data = [tag.id for tag in work.tags]
        self.classes.data = [row.id for row in work.classes]

    def rest_given(self) -> dict[str, Any]:
        """What was typed into these fields, as `Description` takes it; but `edition_of`."""
        given: dict[str, Any] = {name: _line(self[name].data) for name in PLAIN}
        given["issued"] = self.issued.data
        given |= {f"{role}s": listed(field.data) for role, field in self._roles().items()}
        given |= {"isbn": self.isbn.data or "", "issn": self.issn.data or ""}
        given["keywords"] = parted(self.keywords.data)
        return given | {"tags": tuple(self.tags.data), "classes": tuple(self.classes.data)}

    def _roles(self) -> dict[str, TextAreaField]:
        return {
            names.EDITOR: self.editors,
            names.TRANSLATOR: self.translators,
            names.ILLUSTRATOR: self.illustrators,
            names.CONTRIBUTOR: self.contributors,
        }


# Fields that hold what the column of the same name does.
PLAIN = (
    "publisher", "place", "issued", "edition", "series", "series_number", "extent", "ddc",
    "source", "coverage", "rights",
)  # fmt: skip


def fitting(check: Callable[[str], str], typed: Typed) -> str:
    """The number in the form in which it is kept. Raises ValidationError with what is wrong."""
    try:
        return check(typed or "")
    except numbers.Unfit as error:
        raise ValidationError(
            {
                "isbn_length": gettext("An ISBN has 10 or 13 digits."),
                "isbn_check": gettext("The last digit of this ISBN does not fit: look again."),
                "issn": gettext("An ISSN has eight signs, as in 1859-2244, and its last must fit."),
                "ddc": gettext("A DDC number has three digits, then more after a point: 512.94."),
            }[error.code]
        ) from None


def listed(typed: Typed) -> tuple[str, ...]:
    """The names of a field that takes one a line."""
    return names.lines(typed or "", MOST_PEOPLE)


def parted(typed: Typed) -> tuple[str, ...]:
    """The keywords of a line that parts them by a semicolon or comma."""
    words = (typed or "").replace(",", ";").split(";")
    return tuple(dict.fromkeys(_each(words)))[:MOST_KEYWORDS]


def _each(words: Iterable[str]) -> Iterable[str]:
    return (names.clean(word)[:60] for word in words if names.clean(word))


def _line(typed: Any) -> Any:
    return typed.strip() if isinstance(typed, str) else typed or ""
