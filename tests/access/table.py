"""The table of rights as people read it: a line a route, a column an actor."""

from collections.abc import Mapping
from pathlib import Path

from tests.access.scene import ACTORS

FOLDER = Path(__file__).parent / "table"
WIDTH = 46


def written(lines: Mapping[tuple[str, str], list[int]]) -> str:
    """The text of a table."""
    head = [f"# {key}  {title}" for key, title in ACTORS.items()]
    columns = "#".ljust(WIDTH) + " ".join(ACTORS)
    body = [
        f"{method:<4} {endpoint}".ljust(WIDTH) + " ".join(map(str, statuses))
        for (method, endpoint), statuses in sorted(lines.items(), key=lambda one: one[0][::-1])
    ]
    return "\n".join([*head, "#", columns, *body]) + "\n"


def read(floor: str) -> dict[tuple[str, str], list[int]]:
    """The table of a floor; empty where there is none. Raises ValueError naming a broken line."""
    path = FOLDER / f"{floor}.txt"
    found: dict[tuple[str, str], list[int]] = {}
    for line in path.read_text().splitlines() if path.is_file() else ():
        if not line.strip() or line.startswith("#"):
            continue
        method, endpoint, *statuses = line.split()
        if len(statuses) != len(ACTORS) or (method, endpoint) in found:
            raise ValueError(f"{path.name}: {line}")
        found[method, endpoint] = list(map(int, statuses))
    return found


def floors() -> list[str]:
    """The floors that have a table."""
    return sorted(path.stem for path in FOLDER.glob("*.txt"))
