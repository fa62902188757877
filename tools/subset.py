"""The part of Bootstrap that the house uses: the rules whose classes stand in tools/bootstrap.txt.

python tools/subset.py      list the classes that pages use and the list lacks
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIST = ROOT / "tools" / "bootstrap.txt"
CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
WORD = re.compile(r"[A-Za-z_][\w-]*")
# Dark is chosen in another way here (static/css/dark.css), and nothing is right to left.
NEVER = re.compile(r"data-bs-theme=dark|\[dir=")
# Words of texts and names of files and hosts, which read like classes.
WORDS = frozenset({"css", "map", "min", "org", "ratio", "tooltip", "w3"})
SOURCES = (
    "templates/**/*.html",
    "*/**/templates/**/*.html",
    "static/js/**/*.js",
    "static/css/*.css",
)


def blocks(css: str) -> Iterator[tuple[str, str]]:
    """(what stands before the brace, what stands inside) of each outermost block."""
    start = depth = opened = 0
    for place, letter in enumerate(css):
        if letter == "{":
            if depth == 0:
                opened = place
            depth += 1
        elif letter == "}":
            depth -= 1
            if depth == 0:
                yield css[start:opened].strip(), css[opened + 1 : place]
                start = place + 1


def selectors(head: str) -> list[str]:
    """The selectors of a rule, split at commas outside of brackets."""
    return re.split(r",(?![^(\[]*[)\]])", head)


def subset(css: str, kept: set[str]) -> str:
    """The rules whose selectors name no class outside of `kept`; elements stay as they are."""
    out = []
    css = re.sub(r"/\*.*?\*/|@charset[^;]*;", "", css, flags=re.S)
    for head, body in blocks(css):
        if head.startswith(("@media", "@supports")):
            body = subset(body, kept)
            if body:
                out.append(f"{head}{{{body}}}")
        elif head.startswith("@"):
            out.append(f"{head}{{{body}}}")
        else:
            held = [
                s for s in selectors(head) if set(CLASS.findall(s)) <= kept and not NEVER.search(s)
            ]
            if held:
                out.append(f"{','.join(held)}{{{body}}}")
    return "".join(out)


def listed() -> set[str]:
    """The classes in the list."""
    lines = (line.strip() for line in LIST.read_text().splitlines())
    return {line for line in lines if line and not line.startswith("#")}


def used(bootstrap: str) -> set[str]:
    """Bootstrap's classes that pages, scripts or styles name."""
    words: set[str] = set()
    for pattern in SOURCES:
        for path in ROOT.glob(pattern):
            if "vendor" not in path.parts and "node_modules" not in path.parts:
                words |= set(WORD.findall(path.read_text()))
    return (words & set(CLASS.findall(bootstrap))) - WORDS


def main() -> int:
    source = ROOT / "node_modules" / "bootstrap" / "dist" / "css" / "bootstrap.min.css"
    lacking = sorted(used(source.read_text()) - listed())
    print("\n".join(lacking), end="\n" if lacking else "")
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
