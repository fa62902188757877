"""Typed settings, read once when the app is made; a wrong one stops the start with its name.

Every setting is an environment variable with the prefix ``LOPSO_``; an unknown name with that
prefix is refused, because a misspelt setting that is silently ignored is found too late.
"""

import contextlib
import os
import re
import secrets
from pathlib import Path
from typing import Literal, Self

from flask import current_app
from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "LOPSO_"
_WEB = re.compile(r"https?://[A-Za-z0-9.\-\[\]:]+(/[A-Za-z0-9._~/-]*)?")
_MAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+")
_SMTP = re.compile(
    r"smtps?://([^\s/@:]+:[^\s/@]+@)?([A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\])(:\d{1,5})?/?"
)
_SCANNER = re.compile(r"off|clamscan|unix:/.+|tcp:([A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\]):\d{1,5}")
LEAST_SECRET = 32  # characters


class SettingsError(Exception):
    """Settings that cannot be used; the text names each one."""


class Settings(BaseSettings):
    """What an installation decides. Sizes in bytes, times in seconds unless the name says else."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid")

    data_dir: Path = Path("var")
    database_url: str = ""
    secret_key: SecretStr = SecretStr("")
    demo: bool = False
    testing: bool = False
    default_language: Literal["vi", "en"] = "vi"
    search_engine: Literal["tantivy", "whoosh"] = "tantivy"
    trusted_proxies: int = Field(0, ge=0, le=5)
    secure_cookies: bool = False
    session_hours: int = Field(12, ge=1, le=24 * 30)
    max_upload: int = Field(200 * 2**20, ge=2**20)
    max_media: int = Field(2 * 2**30, ge=2**20)  # a recording, sent so that it can be resumed
    # ClamAV: "" looks for it, "off", "clamscan", "unix:/path/of/its.socket" or "tcp:host:port".
    virus_scanner: str = ""
    # Whether LibreOffice lays Office files out where it is installed.
    office: Literal["auto", "off"] = "auto"
    # Free bytes below which the library and the courses take no more files, so that answers always
    # fit; and, lower, those below which pupils' answers by file are refused, too.
    disk_reserve: int = Field(2 * 2**30, ge=0)
    keep_free: int = Field(2**30, ge=0)
    # Bytes a second at which stored files are read again, to see whether they are whole; 0: all.
    fixity_rate: int = Field(20 * 2**20, ge=0)
    signin_failures: int = Field(8, ge=3, le=100)
    signin_pause: int = Field(300, ge=10)
    signin_cards: bool = True
    second_factor_roles: frozenset[str] = frozenset()
    disabled_plugins: frozenset[str] = frozenset()
    # Doors of the library for other machines ("oai", "opds", "sitemap"); none is open by itself.
    library_feeds: frozenset[str] = frozenset()
    # Stands before the library's permanent identifiers, like a name assigning authority number.
    identifier_prefix: str = Field("", pattern=r"^[0-9bcdfghjkmnpqrstvwxz]{0,16}$")
    public_url: str = ""  # how browsers reach the house, for links in what leaves it
    smtp_url: SecretStr = SecretStr("")  # smtp(s)://user:password@host:port
    mail_from: str = ""
    # Whether the library's links may lead into the LAN, and which hosts (port 443) tell whether the
    # internet is there at all.
    links_private: bool = False
    reach_hosts: tuple[str, ...] = ("moet.gov.vn", "vnexpress.net", "wikipedia.org")

    @model_validator(mode="after")
    def _fill(self) -> Self:
        self.data_dir = self.data_dir.absolute()
        if self.demo:
            self.data_dir /= "demo"
        if not self.database_url:
            self.database_url = f"sqlite:///{self.data_dir / 'lopso.db'}"
        if not self.database_url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg")):
            raise ValueError("database_url must begin with sqlite:/// or postgresql://")
        key = self.secret_key.get_secret_value()
        if key and len(key) < LEAST_SECRET:
            raise ValueError(f"secret_key must have at least {LEAST_SECRET} characters")
        if self.virus_scanner and not _SCANNER.fullmatch(self.virus_scanner):
            raise ValueError("virus_scanner must be off, clamscan, unix:/path or tcp:host:port")
        self._check_mail()
        return self

    def _check_mail(self) -> None:
        """Mail needs a server, a sender and an address for links; no line may hide in them."""
        self.public_url = self.public_url.rstrip("/")
        if self.public_url and not _WEB.fullmatch(self.public_url):
            raise ValueError("public_url must be like https://lopso.school.vn")
        if self.mail_from and not _MAIL.fullmatch(self.mail_from):
            raise ValueError("mail_from must be one address")
        url = self.smtp_url.get_secret_value()
        if not url:
            return
        if not _SMTP.fullmatch(url):
            raise ValueError("smtp_url must be like smtp://user:password@host:587")
        lacking = [name for name in ("mail_from", "public_url") if not getattr(self, name)]
        if lacking:
            raise ValueError(f"smtp_url needs {' and '.join(lacking)}")


def load(**given: object) -> Settings:
    """Settings from the environment, overridden by `given`. Raises SettingsError."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    unknown = sorted(n for n in os.environ if n.startswith(PREFIX) and n not in known)
    if unknown:
        raise SettingsError(f"unknown settings: {', '.join(unknown)}")
    try:
        settings = Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        lines = [
            f"{PREFIX}{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors()
        ]
        raise SettingsError("; ".join(lines)) from None
    _made(settings.data_dir)
    if not settings.secret_key.get_secret_value():
        settings.secret_key = SecretStr(_kept_secret(settings.data_dir))
    return settings


def _made(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"{PREFIX}DATA_DIR: cannot write in {folder}: {error}") from None


def _kept_secret(folder: Path) -> str:
    """The installation's own key, made at the first start and readable by its user alone."""
    path, fresh = folder / "secret", folder / f".secret-{os.getpid()}-{secrets.token_hex(4)}"
    try:
        if not path.exists():
            # Several processes start at once, and none may ever see half a key.
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(48))
                file.flush()
                os.fsync(file.fileno())
            with contextlib.suppress(FileExistsError):
                os.link(fresh, path)
            fresh.unlink()
        kept = path.read_text().strip()
    except OSError as error:
        raise SettingsError(f"{PREFIX}DATA_DIR: cannot write in {folder}: {error}") from None
    if len(kept) < LEAST_SECRET:
        raise SettingsError(f"{path} holds no whole key: delete it, and everybody signs in anew")
    return kept


def current_settings() -> Settings:
    """The settings of the running app."""
    settings: Settings = current_app.extensions["lopso.settings"]
    return settings
