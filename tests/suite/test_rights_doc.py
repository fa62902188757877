"""docs/rights.md says what the tables of the tests say, in words."""

import pytest
from flask import Flask

from tests.access import table
from tests.access.scene import ACTORS
from tools import rights_doc


def test_the_page_is_up_to_date(app: Flask) -> None:
    """When it is not: python tools/rights_doc.py."""
    assert rights_doc.PATH.read_text() == rights_doc.text(app)


def test_every_line_of_the_tables_stands_in_it() -> None:
    rows = [one for one in rights_doc.PATH.read_text().splitlines() if one.startswith("| ")]
    wanted = sum(len(table.read(floor)) for floor in table.floors())
    shown = [row for row in rows if row.count("|") == len(ACTORS) + 3 and "`" in row]
    assert len(shown) == wanted > 100


@pytest.mark.parametrize(
    ("actor", "status", "yes"),
    [("out", 302, False), ("out", 200, True), ("stu", 302, True), ("stu", 303, True),
     ("stu", 403, False), ("stu", 404, False), ("stu", 401, False), ("stu", 422, True)],
)  # fmt: skip
def test_what_counts_as_yes(actor: str, status: int, yes: bool) -> None:
    assert rights_doc.says_yes(actor, status) == yes


def test_a_view_without_words_is_refused(app: Flask) -> None:
    app.view_functions["home.silent"] = lambda: ""
    try:
        with pytest.raises(ValueError, match=r"home\.silent"):
            rights_doc.described(app, "home.silent")
    finally:
        del app.view_functions["home.silent"]
