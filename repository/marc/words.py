"""Why a record or another library could not be read, for people."""

import re

from flask_babel import gettext

_LENGTH = re.compile(r"it says (\d+) bytes and has (\d+)")


def broken(why: str) -> str:
    """Why a record is broken; what only programmers understand stays behind a general word."""
    length = _LENGTH.fullmatch(why)
    if length:
        said, found = length.groups()
        return gettext("It says %(said)s bytes and has %(found)s.", said=said, found=found)
    known = {
        "it ends before its end mark": gettext("The file ends in the middle of it."),
        "no title (245)": gettext("It has no title (field 245)."),
    }
    return known.get(why) or gettext("Its structure or its letters are damaged (%(why)s).", why=why)


def refused(error: str) -> str:
    """Why another library was not read."""
    code, _space, detail = error.partition(" ")
    known = {
        "address": gettext("its address cannot be asked"),
        "inside": gettext("its address leads into an internal network"),
        "unreachable": gettext("it does not answer"),
        "status": gettext("it answers with the error %(code)s", code=detail),
        "too_large": gettext("its answer is too large"),
        "redirects": gettext("it leads in circles"),
        "protocol": gettext("it refuses what is asked (%(code)s)", code=detail),
    }
    return known.get(code) or gettext("its answer is not OAI-PMH")


def unreadable(code: str, detail: str) -> str:
    """Why a file cannot be read, for people."""
    words = {
        "empty": gettext("The file is empty."),
        "not_marc": gettext("The file holds no MARC records (ISO 2709 or MARCXML)."),
        "doctype": gettext("XML with its own document type is not taken in."),
        "xml": gettext("The XML is broken: %(where)s", where=detail),
        "too_many": gettext("More than %(num)s records: divide the file.", num=detail),
    }
    return words.get(code, code)
