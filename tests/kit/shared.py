"""Real test input that lies beside the project; a test that needs it skips where it is absent."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2].parent / "shared"


def shared(path: str) -> Path:
    """A file or folder of the shared input; skips the test with the reason when it is not there."""
    found = SHARED / path
    if not found.exists():
        pytest.skip(f"shared test input {path} is not on this machine")
    return found
