"""Why a file was not taken in, in words that name what to do."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

TEXTS = {
    "empty_file": _l("the file is empty."),
    "file_too_large": _l("the file is larger than %(limit)s."),
    "not_yet": _l("files of the kind .%(suffix)s are not taken in yet."),
    "unknown_type": _l("this kind of file (%(found)s) is not taken in."),
    "suffix_mismatch": _l("its name ends in %(suffix)s but its content is of the kind %(found)s."),
    "ambiguous": _l("its content can be read as two kinds of file at once."),
    "damaged": _l("the file is damaged and cannot be opened."),
    "unpacked_too_large": _l("unpacked, it would be larger than %(limit)s."),
    "forbidden_markup": _l("it holds markup that reaches outside the file."),
    "too_many_pages": _l("it has more than %(limit)s pages."),
    "too_much_text": _l("it holds more text than a book can have."),
    "too_slow": _l("reading it took longer than %(limit)s seconds."),
    "too_much_memory": _l("reading it needs more memory than is allowed."),
    "unsafe_names": _l("it holds file names that reach outside the file."),
    "unknown_encoding": _l("its letters are in a code that nobody knows; save it as UTF-8."),
    "crashed": _l("it broke the reader and was put aside."),
    "duplicate": _l("the library has this very file already."),
}
_SIZES = ("file_too_large", "unpacked_too_large")


def why(code: str, params: Mapping[str, Any] | None = None) -> str:
    """The reason, as a part of a sentence that begins with the file's name."""
    if code not in TEXTS:
        return gettext("it cannot be read (%(code)s).", code=code)
    values = {"limit": "?", "suffix": "?", "found": "?", **(params or {})}
    if code in _SIZES and isinstance(values["limit"], int):
        values["limit"] = f"{values['limit'] // 2**20} MB"
    return str(TEXTS[code]) % values


def refusal(name: str, code: str, params: Mapping[str, Any] | None = None) -> str:
    """The whole message: which file, and why."""
    return f"{name}: {why(code, params)}"
