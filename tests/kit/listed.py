"""Reading the file of a list."""

import csv
import io
from dataclasses import dataclass

from flask.testing import FlaskClient

from suite.sheets import BOM


@dataclass(frozen=True)
class Sheet:
    """The file of a list: its titles, its rows, and what it says of filters and order."""

    head: list[str]
    rows: list[list[str]]
    notes: dict[str, str]

    def column(self, title: str) -> list[str]:
        """The cells under a title."""
        return [row[self.head.index(title)] for row in self.rows]


def sheet(client: FlaskClient, address: str) -> Sheet:
    """The file behind an address, which must be a file and begin with the mark for Excel."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.text.startswith(BOM)
    head, *lines = csv.reader(io.StringIO(answer.text.removeprefix(BOM)))
    end = lines.index([])
    return Sheet(head, lines[:end], dict(lines[end + 1 :]))
