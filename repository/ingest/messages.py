"""Why a file was not taken in, in words that name what to do."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as N_

TEXTS = {
    "empty_file": N_("the file is empty."),
    "file_too_large": N_("the file is larger than %(limit)s."),
    "not_yet": N_("files of the kind .%(suffix)s are not taken in yet."),
    "unknown_type": N_("this kind of file (%(found)s) is not taken in."),
    "suffix_mismatch": N_("its name ends in %(suffix)s but its content is of the kind %(found)s."),
    "ambiguous": N_("its content can be read as two kinds of file at once."),
    "damaged": N_("the file is damaged and cannot be opened."),
    "unpacked_too_large": N_("unpacked, it would be larger than %(limit)s."),
    "forbidden_markup": N_("it holds markup that reaches outside the file."),
    "too_many_pages": N_("it has more than %(limit)s pages."),
    "too_much_text": N_("it holds more text than a book can have."),
    "too_many_pixels": N_("the picture has more than %(limit)s million dots; make it smaller."),
    "too_slow": N_("reading it took longer than %(limit)s seconds."),
    "too_much_memory": N_("reading it needs more memory than is allowed."),
    "unsafe_names": N_("it holds file names that reach outside the file."),
    "unknown_encoding": N_("its letters are in a code that nobody knows; save it as UTF-8."),
    "crashed": N_("it broke the reader and was put aside."),
    "no_captions": N_("only captions (.vtt, .srt) can be added to a recording."),
    "macros": N_("it carries macros, which are programs; save it without them."),
    "virus": N_("the virus scanner found %(found)s in it."),
    "scan_silent": N_("the virus scanner did not answer, so it was not taken in."),
    "scan_too_large": N_(
        "it is larger than the virus scanner takes; who runs the server can raise"
        " StreamMaxLength of clamd."
    ),
    "duplicate": N_("the library has this very file already."),
    "mended": N_("the library has this file already; it was damaged there and is whole again."),
}
_SIZES = ("file_too_large", "unpacked_too_large")


def why(code: str, params: Mapping[str, Any] | None = None) -> str:
    """The reason, as a part of a sentence that begins with the file's name."""
    if code not in TEXTS:
        return gettext("it cannot be read (%(code)s).", code=code)
    values = {"limit": "?", "suffix": "?", "found": "?", **(params or {})}
    if code == "too_many_pixels" and isinstance(values["limit"], int):
        values["limit"] = values["limit"] // 1_000_000
    if code in _SIZES and isinstance(values["limit"], int):
        values["limit"] = f"{values['limit'] // 2**20} MB"
    return str(TEXTS[code]) % values


def refusal(name: str, code: str, params: Mapping[str, Any] | None = None) -> str:
    """The whole message: which file, and why."""
    return f"{name}: {why(code, params)}"
