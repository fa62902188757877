"""The page on formats says what they do; every code has its words."""

import re
from pathlib import Path

from lms.formats.model import GUESSED
from lms.formats.words import LOSSES, UNREADABLE
from tests.lms.formats.table import page

ROOT = Path(__file__).parents[3]


def test_the_page_on_formats_is_what_they_do() -> None:
    assert (ROOT / "docs" / "formats.md").read_text(encoding="utf-8") == page()


def test_every_code_has_words() -> None:
    source = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "lms" / "formats").glob("*.py")
    )
    told = set(re.findall(r'(?:Loss|lose)\(\s*"(\w+)"', source))
    assert told <= set(LOSSES)
    assert set(LOSSES) | {"kind_changed"} >= GUESSED
    assert set(re.findall(r'Unreadable\("(\w+)"', source)) <= set(UNREADABLE) | {"text_encoding"}
