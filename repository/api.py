"""What plugins of the library may use."""

from repository.catalogue.labels import KINDS, label
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
from repository.records.texts import clean

__all__ = [
    "FEED_KIND",
    "FORMAT_KIND",
    "Extract",
    "ExtractedPage",
    "Feed",
    "FileFormat",
    "FormatError",
    "Limits",
    "Part",
    "Seen",
    "address",
    "base_url",
    "clean",
    "elements",
    "feed_blueprint",
    "id_address",
    "is_identifier",
    "kind_label",
    "marc_element",
    "open_to_all",
    "records",
]


def kind_label(kind: str) -> str:
    """The word for a kind of work, in the present language."""
    return label(KINDS, kind)
