"""Office files as PDF, by LibreOffice where it is installed.

It gets a home of its own for each file, which forbids macros and everything outside the file, and
it ends with all that it started.
"""

import os
import resource
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

from suite.settings import current_settings

SECONDS = 90
MEMORY, MOST_BYTES = 4 << 30, 1 << 30  # address space · the largest file that it may write
_SCRIPTING = "/org.openoffice.Office.Common/Security/Scripting"
_FORBIDDEN = (
    ("DisableMacrosExecution", "true"),
    ("BlockUntrustedRefererLinks", "true"),
    ("DisableActiveContent", "true"),
)


class NoPdf(Exception):
    """The file was not laid out; the text is a code: absent, slow, damaged."""


def program() -> str | None:
    """LibreOffice of this machine, if it is there and wanted."""
    if current_settings().office == "off":
        return None
    return shutil.which("soffice") or shutil.which("libreoffice")


def pdf_of(file: Path, seconds: int = SECONDS) -> Path:
    """The PDF of an Office file, beside it; its folder should be the caller's own and nobody
    else's. Raises NoPdf."""
    office = program()
    if office is None:
        raise NoPdf("absent")
    home = file.parent / "office-home"
    _forbid(home)
    words = [office, f"-env:UserInstallation={home.resolve().as_uri()}", "--headless"]
    words += ["--convert-to", "pdf", "--outdir", str(file.parent), str(file)]
    process = subprocess.Popen(
        words,
        cwd=file.parent,
        # Nothing of the server's surroundings (keys, addresses) reaches it.
        env={"PATH": os.environ.get("PATH", os.defpath), "HOME": str(home), "LANG": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _limit(process.pid, seconds)
        code = process.wait(timeout=seconds)
    except subprocess.TimeoutExpired as error:
        raise NoPdf("slow") from error
    finally:
        _end(process)
    made = file.with_suffix(".pdf")
    if code != 0 or not made.is_file():
        raise NoPdf("damaged")
    return made


def _forbid(home: Path) -> None:
    items = "".join(
        f'<item oor:path="{_SCRIPTING}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for name, value in _FORBIDDEN
    )
    user = home / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry">' + items + "</oor:items>"
    )


def _limit(pid: int, seconds: int) -> None:
    limits = (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, MOST_BYTES),
        (resource.RLIMIT_CORE, 0),
    )
    with suppress(ProcessLookupError):  # it has ended already
        for what, most in limits:
            resource.prlimit(pid, what, (most, most))


def _end(process: subprocess.Popen[bytes]) -> None:
    """Also what it left running, which keeps its session."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
