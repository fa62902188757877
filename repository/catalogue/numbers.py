"""Numbers of books: ISBN, ISSN, DDC. Each is kept in one form, and checked before it is kept."""

import re

from stdnum import isbn as isbns
from stdnum import issn as issns
from stdnum.exceptions import ValidationError

# 3 digits, then at most 12 after a point; a table's dot or a prime of a printed number is left out.
_DDC = re.compile(r"(?P<whole>[0-9]{3})(?:[.,](?P<more>[0-9]{1,12}))?")
_CLEAN = str.maketrans("", "", "'’/ \t\u200b")


class Unfit(ValueError):
    """A number that is none; `code` is isbn_length, isbn_check, issn or ddc."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def isbn13(text: str) -> str:
    """The 13 digits of an ISBN of 10 or 13, with or without hyphens; "" stays. Raises Unfit."""
    if not text.strip():
        return ""
    bare = isbns.compact(text)
    if len(bare) not in (10, 13):
        raise Unfit("isbn_length")
    try:
        return str(isbns.to_isbn13(isbns.validate(bare))).replace("-", "")
    except ValidationError:
        raise Unfit("isbn_check") from None


def issn(text: str) -> str:
    """The eight signs of an ISSN; "" stays. Raises Unfit."""
    if not text.strip():
        return ""
    try:
        return str(issns.validate(text))
    except ValidationError:
        raise Unfit("issn") from None


def ddc(text: str) -> str:
    """A number of the Dewey classification as "512.94"; "" stays. Raises Unfit."""
    bare = text.translate(_CLEAN)
    if not bare:
        return ""
    found = _DDC.fullmatch(bare)
    if found is None:
        raise Unfit("ddc")
    more = (found["more"] or "").rstrip("0")
    return f"{found['whole']}.{more}" if more else found["whole"]


def looks_like_isbn(text: str) -> str:
    """The 13 digits where a whole text is a right ISBN, else ""."""
    try:
        return isbn13(text) if len(text) <= 40 else ""
    except Unfit:
        return ""


def looks_like_ddc(text: str) -> str:
    """The number where a text is a right one of Dewey's, else ""."""
    try:
        return ddc(text)
    except Unfit:
        return ""


def shown_isbn(text: str) -> str:
    """An ISBN with its hyphens, as it is printed."""
    return str(isbns.format(text)) if text else ""


def shown_issn(text: str) -> str:
    """An ISSN with its hyphen."""
    return f"{text[:4]}-{text[4:]}" if text else ""
