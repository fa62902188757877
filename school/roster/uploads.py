"""Uploaded lists between preview and confirmation: private files that live a day at most."""

import secrets
import time
from pathlib import Path

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

from suite.settings import current_settings

LIFE = 24 * 3600


def _folder() -> Path:
    folder = current_settings().data_dir / "roster"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="roster-upload")


def keep(data: bytes, person_id: int, school_id: int, rows: int = 0) -> str:
    """Keep a file of so many rows; the token opens it for this person and school alone."""
    _sweep()
    name = secrets.token_hex(16)
    path = _folder() / name
    path.touch(mode=0o600)
    path.write_bytes(data)
    return str(_signer().dumps([name, person_id, school_id, rows]))


def counted(token: str, rows: int) -> str:
    """The token of the same file, now that so many rows of it were understood."""
    return str(_signer().dumps([*_signer().loads(token)[:3], rows]))


def rows_of(token: str) -> int:
    """How many rows the file of a token that was just taken has."""
    return int(_signer().loads(token)[3])


def take(token: str, person_id: int, school_id: int) -> bytes | None:
    """The file of a token, or None for a wrong, foreign or old one."""
    try:
        name, *owner, _rows = _signer().loads(token, max_age=LIFE)
    except (BadSignature, ValueError):
        return None
    path = _folder() / name
    return path.read_bytes() if owner == [person_id, school_id] and path.is_file() else None


def drop(token: str) -> None:
    """Forget the file of a token that was just taken."""
    name = _signer().loads(token)[0]
    (_folder() / name).unlink(missing_ok=True)


def _sweep() -> None:
    oldest = time.time() - LIFE
    for path in _folder().iterdir():
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
