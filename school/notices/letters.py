"""What leaves the house: few words, nothing about anybody, and the way to the pages.

The subject is the same for all kinds; the text names kinds and times, never a person, a class, a
title or a mark, because mail is read on strange screens and by strange servers.
"""

from collections.abc import Sequence

from flask_babel import gettext, ngettext

from school.hooks import Message
from school.notices.kinds import kind_of
from school.notices.models import Notice
from suite import clock, web
from suite.settings import current_settings

MOST_LINES = 20


def letter(to: str, notices: Sequence[Notice], key: str) -> Message:
    """The message that tells of some notices."""
    number = len(notices)
    subject = ngettext("Lớp Số: %(num)s new notice", "Lớp Số: %(num)s new notices", number)
    lines = [gettext("There is something new for you in Lớp Số:"), ""]
    for notice in notices[:MOST_LINES]:
        label = gettext(kind_of(notice.kind).label)
        lines.append(f"• {label} ({clock.show(notice.made_at)})")
        lines.append(f"  {address('notices.open_one', notice_id=notice.id)}")
    if number > MOST_LINES:
        more = number - MOST_LINES
        lines.append(ngettext("… and %(num)s more", "… and %(num)s more", more))
    lines += ["", gettext("All notices: %(url)s", url=address("notices.index"))]
    return Message(to, subject, _closed(lines), key, choices_url())


def question(to: str, token: str, key: str) -> Message:
    """The message that asks whether an address is right."""
    url = address("notices.verify", token=token)
    lines = [
        gettext("Somebody gave this address in Lớp Số to get notices. If it was you, confirm it:"),
        "",
        url,
        "",
        gettext("The link works for two days. If it was not you, do nothing."),
    ]
    subject = gettext("Lớp Số: please confirm your address")
    return Message(to, subject, _closed(lines), key, choices_url())


def choices_url() -> str:
    """Where a reader chooses how to be told."""
    return address("notices.choices")


def address(endpoint: str, **values: object) -> str:
    """A whole address of the house, by the setting alone: never by what a request claims."""
    return current_settings().public_url + web.path_of(endpoint, **values)


def _closed(lines: list[str]) -> str:
    ending = gettext("How you are told: %(url)s", url=choices_url())
    thanks = gettext("This message was sent by a machine; please do not answer it.")
    return "\n".join([*lines, "", "-- ", ending, thanks, ""])
