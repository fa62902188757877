"""Pages that show the names of a class under another reference than that of the class.

A wing says of which class a "course:7" is, so that a pupil can be told who looked.
"""

from collections.abc import Callable, Collection, Mapping

from sqlalchemy import Select

Finder = Callable[[Collection[int]], Select[int, int]]
_finders: dict[str, Finder] = {}


def named_list(kind: str, finder: Finder) -> None:
    """Register how the pages `kind` of classes are found: a select of (id, class id)."""
    _finders[kind] = finder


def finders() -> Mapping[str, Finder]:
    """The kinds of pages that were registered."""
    return _finders
