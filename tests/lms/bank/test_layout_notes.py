"""Every code that the reader can give has its words, in English and in Vietnamese."""

import re
from pathlib import Path

from babel.messages.pofile import read_po

from lms.bank.layout.notes import (
    ALTERED,
    DOCUMENT,
    ERROR_TEXTS,
    IGNORE_REASONS,
    INFO,
    NOTE_TEXTS,
    REFUSED,
    UnreadableFile,
    severity_of,
)

ROOT = Path(__file__).resolve().parents[3]
PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def test_vietnamese_is_complete_and_keeps_the_placeholders() -> None:
    with (ROOT / "translations/lms/vi/LC_MESSAGES/messages.po").open("rb") as stream:
        catalogue = read_po(stream)
    for message in [*NOTE_TEXTS.values(), *IGNORE_REASONS.values(), *ERROR_TEXTS.values()]:
        entry = catalogue.get(message)
        assert entry is not None, message
        assert entry.string, message
        assert set(PLACEHOLDER.findall(str(entry.string))) == set(PLACEHOLDER.findall(message))


def test_codes_used_in_the_code_are_all_known() -> None:
    told = re.compile(r"(?:Note\(|tell\(|refuse\(|append\(\(|flaw\(|flaws=\()\s*\"([a-z_]+)\"")
    for path in (ROOT / "lms/bank/layout").glob("*.py"):
        unknown = set(told.findall(path.read_text("utf-8"))) - NOTE_TEXTS.keys()
        assert not unknown, path.name


def test_weights_do_not_overlap() -> None:
    assert len(NOTE_TEXTS) == len(REFUSED) + len(ALTERED) + len(INFO) + len(DOCUMENT)
    assert severity_of("never heard of") == "refused"
    assert str(UnreadableFile("file_too_large", limit=20)) == "The file is larger than 20 MB."
