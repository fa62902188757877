"""What the screens say, and what the Vietnamese catalogues still lack.

python tools/catalogue.py          list each message without a translation, with its place
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ("suite", "school", "indicators", "lms", "repository")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "N_": None,
}


def sources() -> Iterator[tuple[str, Path]]:
    """Files that speak to people, with the method that reads them."""
    for floor in FLOORS:
        yield from (("python", path) for path in sorted((ROOT / floor).rglob("*.py")))
        yield from (("jinja2", path) for path in sorted((ROOT / floor).rglob("*.html")))
    yield from (("jinja2", path) for path in sorted((ROOT / "templates").rglob("*.html")))


def messages() -> dict[str, str]:
    """Every message (singular forms) with the first place where it stands."""
    found: dict[str, str] = {}
    for method, path in sources():
        options = {"encoding": "utf-8", "extensions": "jinja2.ext.i18n"}
        for line, message, _comments, _context in extract_from_file(
            method, path, KEYWORDS, options=options
        ):
            text = message[0] if isinstance(message, tuple) else message
            if text:
                found.setdefault(text, f"{path.relative_to(ROOT)}:{line}")
    return found


def translated() -> dict[str, str]:
    """Every Vietnamese text by its message, over all floors. Fuzzy ones do not count."""
    held: dict[str, str] = {}
    for path in sorted((ROOT / "translations").glob("*/vi/LC_MESSAGES/messages.po")):
        with path.open("rb") as file:
            for entry in read_po(file, locale="vi"):
                if not entry.id or entry.fuzzy:
                    continue
                key = entry.id[0] if isinstance(entry.id, tuple | list) else entry.id
                text = entry.string[0] if isinstance(entry.string, tuple | list) else entry.string
                if text:
                    held[key] = text
    return held


def twofold() -> dict[str, set[str]]:
    """Messages that two floors say in different words; a page shows those of either."""
    held: dict[str, set[str]] = {}
    for path in sorted((ROOT / "translations").glob("*/vi/LC_MESSAGES/messages.po")):
        with path.open("rb") as file:
            for entry in read_po(file, locale="vi"):
                if entry.id and entry.string and not entry.fuzzy:
                    held.setdefault(str(entry.id), set()).add(str(entry.string))
    return {text: words for text, words in held.items() if len(words) > 1}


def missing() -> dict[str, str]:
    """Messages without a Vietnamese text, with their places."""
    held = translated()
    return {text: place for text, place in messages().items() if text not in held}


if __name__ == "__main__":
    lacking = missing()
    for text, place in sorted(lacking.items(), key=lambda pair: pair[1]):
        print(f"{place}: {text!r}")
    sys.exit(1 if lacking else 0)
