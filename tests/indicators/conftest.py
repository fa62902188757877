from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

# A busy machine is no failure of a formula.
settings.register_profile("indicators", deadline=None)
settings.load_profile("indicators")


@pytest.fixture
def shared_file() -> Callable[[str], str]:
    """Reads a file of the shared test input as text; skips where it is not there."""

    def read(name: str) -> str:
        path = Path(__file__).parents[2].parent / "shared" / name
        if not path.is_file():
            pytest.skip(f"shared test input is not here: {name}")
        return path.read_text(encoding="utf-8-sig")

    return read
