"""The Vietnamese catalogue is complete, and its placeholders are those of the message."""

import re

from tools.catalogue import messages, missing, translated, twofold

PLACE = re.compile(r"%\((\w+)\)[sd]")


def test_nothing_lacks_a_vietnamese_text() -> None:
    assert len(messages()) > 20
    assert missing() == {}


def test_each_text_is_said_in_one_way() -> None:
    assert twofold() == {}


def test_placeholders_agree() -> None:
    wrong = {
        message: text
        for message, text in translated().items()
        if not set(PLACE.findall(text)) <= set(PLACE.findall(message))
    }
    assert wrong == {}


def test_every_text_can_be_filled() -> None:
    """Jinja fills every text, so a bare per cent sign would break the page that shows it."""
    broken = {}
    for message, text in translated().items():
        for words in (message, text):
            try:
                words % dict.fromkeys(PLACE.findall(message), 1)
            except (ValueError, TypeError, KeyError):
                broken[message] = words
    assert broken == {}
