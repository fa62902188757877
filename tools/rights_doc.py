"""Write docs/rights.md, the table of rights for people, from the tables that the tests hold.

python tools/rights_doc.py          write it
python tools/rights_doc.py --check  exit 1 when it is not up to date
"""

import inspect
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from flask import Flask

from tests.access import table
from tests.access.scene import ACTORS
from tests.conftest import build

PATH = Path(__file__).resolve().parent.parent / "docs" / "rights.md"
FLOORS = {
    "school": "School: people, classes, units, sign-in",
    "lms": "Teaching: courses, questions, tests, marks",
    "repository": "Library",
    "indicators": "Coverage indicator",
}
REFUSED = (401, 403, 404)
SIGN_IN = 302
HEAD = """# Who may do what

Made by `python tools/rights_doc.py` from `tests/access/table`, which the tests try against every
address with every kind of person; change it there. What is opened belongs to the **own** school,
class and course of the scene, or is what the line says; “other school” and the like are people who
have nothing to do with it.

✓ it is shown or done (or what was typed is judged) · – refused, or not there for this person

| column | who |
| --- | --- |
"""


def says_yes(actor: str, status: int) -> bool:
    """Whether an answer lets somebody in; signed out, a redirect leads to the sign-in page."""
    return status not in REFUSED and not (actor == "out" and status == SIGN_IN)


def described(app: Flask, endpoint: str) -> str:
    """The first sentence of a view's docstring. Raises ValueError where there is none."""
    lines = inspect.cleandoc(app.view_functions[endpoint].__doc__ or "").split("\n\n")[0]
    if not lines:
        raise ValueError(f"the view of {endpoint} says not what it does")
    return " ".join(lines.split()).rstrip(".").replace("|", "\\|")


def addresses(app: Flask) -> dict[tuple[str, str], str]:
    """An address for each (method, endpoint)."""
    return {
        (method, rule.endpoint): rule.rule
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
    }


def section(app: Flask, lines: Mapping[tuple[str, str], list[int]]) -> Iterator[str]:
    """The table of a floor, reading before doing within each room."""
    places = addresses(app)
    yield f"| what | address | {' | '.join(ACTORS)} |"
    yield f"| --- | --- |{' :-: |' * len(ACTORS)}"
    order = sorted(lines, key=lambda one: (one[1].partition(".")[0], one[0] != "GET", one[1]))
    for line in order:
        marks = ["✓" if says_yes(*one) else "–" for one in zip(ACTORS, lines[line], strict=True)]
        address = f"`{line[0]} {places[line]}`"
        yield f"| {described(app, line[1])} | {address} | {' | '.join(marks)} |"


def text(app: Flask) -> str:
    """The page. Raises ValueError for a floor without a title or a view without a docstring."""
    found = table.floors()
    if set(found) != set(FLOORS):
        raise ValueError(f"floors {found} are not those that have a title")
    parts = [HEAD + "\n".join(f"| {key} | {title} |" for key, title in ACTORS.items()) + "\n"]
    for floor, title in FLOORS.items():
        parts.append(f"## {title}\n\n" + "\n".join(section(app, table.read(floor))) + "\n")
    return "\n".join(parts)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = build(Path(folder), f"sqlite:///{folder}/lopso.db")
        page = text(app)
    if "--check" in sys.argv:
        sys.exit(0 if PATH.is_file() and PATH.read_text() == page else 1)
    PATH.write_text(page)


if __name__ == "__main__":
    main()
