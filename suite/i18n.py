"""Languages: English in the code, Vietnamese first on the screen, a catalogue for each floor."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, request, session
from flask_babel import Babel

from suite.settings import current_settings

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
_keepers: list[Callable[[str], None]] = []
FOLDER = Path(__file__).resolve().parent.parent / "translations"


def catalogues() -> list[Path]:
    """The written catalogues of all floors."""
    return sorted(FOLDER.glob("*/*/LC_MESSAGES/messages.po"))


def compile_catalogues() -> None:
    """Compile what was changed since the last time; each file is replaced whole."""
    for source in catalogues():
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parts[-3])
        handle, name = tempfile.mkstemp(dir=target.parent)
        with os.fdopen(handle, "wb") as file:
            write_mo(file, catalogue)
        Path(name).chmod(0o644)
        Path(name).replace(target)


def language() -> str:
    """The language of the present request: the reader's choice, else the house's first."""
    chosen = session.get("language") if request else None
    return known(chosen)


def when_chosen(keep: Callable[[str], None]) -> None:
    """Let `keep(language)` be called when a reader chooses a language."""
    if keep not in _keepers:
        _keepers.append(keep)


def choose(language: str) -> None:
    """Keep the reader's choice in the browser, and wherever somebody else keeps it."""
    session["language"] = language
    for keep in _keepers:
        keep(language)


def known(language: str | None) -> str:
    """A language that was chosen once, else the house's first."""
    return language if language in LANGUAGES else current_settings().default_language


def init(app: Flask) -> None:
    """Give the app its catalogues and its language selector."""
    compile_catalogues()
    folders = ";".join(str(path) for path in sorted(FOLDER.iterdir()) if path.is_dir())
    Babel(
        app,
        default_locale="vi",
        default_timezone="Asia/Ho_Chi_Minh",
        default_translation_directories=folders,
        locale_selector=language,
    )
