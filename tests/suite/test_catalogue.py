"""The Vietnamese catalogue is complete, and its placeholders are those of the message."""

import re

from tools.catalogue import messages, missing, translated

PLACE = re.compile(r"%\((\w+)\)[sd]")


def test_nothing_lacks_a_vietnamese_text() -> None:
    assert len(messages()) > 20
    assert missing() == {}


def test_placeholders_agree() -> None:
    wrong = {
        message: text
        for message, text in translated().items()
        if not set(PLACE.findall(text)) <= set(PLACE.findall(message))
    }
    assert wrong == {}
