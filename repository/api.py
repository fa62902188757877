"""What plugins of the library may use."""

from repository.catalogue.labels import KINDS, label
from repository.catalogue.models import Work, WorkFile
from repository.catalogue.queries import work_for
from repository.hooks import (
    FEED_KIND,
    FORMAT_KIND,
    Extract,
    ExtractedPage,
    Feed,
    FileFormat,
    FormatError,
    Limits,
)
from repository.marc.writing import element as marc_element
from repository.records import queries as records
from repository.records.doors import address, base_url, feed_blueprint, id_address, open_to_all
from repository.records.elements import elements
from repository.records.queries import Part, Seen
from repository.records.rules import is_code as is_identifier
from repository.records.texts import clean, language_code
from repository.search.engine import NEWEST, RELEVANCE, TITLE, Facets, Query
from repository.search.filters import asked as asked_filters
from repository.search.filters import words as filter_words
from repository.search.query import MAX_CHARACTERS
from repository.search.service import Screen, find

__all__ = [
    "FEED_KIND",
    "FORMAT_KIND",
    "MAX_CHARACTERS",
    "NEWEST",
    "RELEVANCE",
    "TITLE",
    "Extract",
    "ExtractedPage",
    "Facets",
    "Feed",
    "FileFormat",
    "FormatError",
    "Limits",
    "Part",
    "Query",
    "Screen",
    "Seen",
    "Work",
    "WorkFile",
    "address",
    "asked_filters",
    "base_url",
    "clean",
    "elements",
    "feed_blueprint",
    "filter_words",
    "find",
    "id_address",
    "is_identifier",
    "kind_label",
    "language_code",
    "marc_element",
    "open_to_all",
    "records",
    "work_for",
]


def kind_label(kind: str) -> str:
    """The word for a kind of work, in the present language."""
    return label(KINDS, kind)
