"""Sealing what must not be read from a stolen database: citizen numbers, second-factor secrets.

The keys lie beside the database, not in it: the file `sealing` of the data folder, a key a line.
The first key seals; every key opens, so that a new first line renews the key without losing what
the old ones sealed. Digests by which a sealed value is found use the last line, the oldest key,
and so must stay as long as there are values to find.
"""

import base64
import contextlib
import hashlib
import hmac
import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from flask import current_app

from suite.settings import SettingsError, current_settings

DIGEST = 40  # hexadecimal digits kept of a digest: 160 bits


class SealBroken(ValueError):
    """A sealed value that none of the keys opens."""


def seal(text: str) -> str:
    """The sealed form of a text, different each time."""
    return _fernet().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """The text of a sealed value. Raises SealBroken."""
    try:
        return _fernet().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise SealBroken from None


def digest(purpose: str, text: str) -> str:
    """The same 40 hexadecimal digits for the same text, worthless without the key."""
    key = base64.urlsafe_b64decode(_keys()[-1])
    return hmac.new(key, f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()[:DIGEST]


def _fernet() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in _keys()])


def _keys() -> list[str]:
    kept: list[str] | None = current_app.extensions.get("lopso.sealing")
    if kept is None:
        kept = current_app.extensions["lopso.sealing"] = read_keys(current_settings().data_dir)
    return kept


def read_keys(folder: Path) -> list[str]:
    """The keys of an installation, made when first needed. Raises SettingsError when broken."""
    path, fresh = folder / "sealing", folder / f".sealing-{os.getpid()}-{secrets.token_hex(4)}"
    if not path.exists():
        # Several processes may need it at once, and none may ever see half a key.
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(Fernet.generate_key().decode() + "\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(fresh, path)
        fresh.unlink()
    keys = path.read_text().split()
    try:
        for key in keys:
            Fernet(key)
    except ValueError:
        keys = []
    if not keys:
        raise SettingsError(f"{path} holds no whole key; restore it from a backup")
    return keys
