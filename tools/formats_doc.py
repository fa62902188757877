"""`docs/formats.md` anew: which format holds which kind of question, from what writers do."""

from pathlib import Path

from tests.lms.formats.table import page

PAGE = Path(__file__).parent.parent / "docs" / "formats.md"

if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
