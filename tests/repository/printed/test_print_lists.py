"""Large lists are made by the worker, for who asked, and are whole."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdfium2 import PdfDocument

from repository.printed import print_lists
from school.roster import sheets
from suite import jobs
from suite.db import db
from tests.kit import make_library, make_print

SignIn = Callable[[Any], FlaskClient]


def asked(client: FlaskClient, way: str, fields: dict[str, str]) -> tuple[int, str]:
    """The job that a large list became, and the address of its page."""
    answer = client.post(way, data=fields)
    job_id = int(answer.location.rsplit("/", 1)[1])
    jobs.drain(["library"])
    job = db.session.get_one(jobs.Job, job_id)
    assert job.state == "done", job.error
    return job_id, f"{way.rsplit('/', 1)[0]}/{job_id}"


def test_labels_and_register_as_files(
    app: Flask, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(print_lists, "LABELS_AT_ONCE", 4)
    monkeypatch.setattr(print_lists, "REGISTER_AT_ONCE", 4)
    monkeypatch.setattr(print_lists, "SHEETS_AT_ONCE", 2)
    here = make_library.town()
    make_print.copies(here, "Tắt đèn & <b>", 7)
    client, at = signed_in(here.librarian), f"/library/print/{here.school.id}"
    query = {"numbers": "TK-1 - TK-7", "rows": "2", "columns": "1", "start": "2"}
    page = client.get(f"{at}/labels/sheets", query_string=query)
    assert page.status_code == 200 and "label-sheet" not in page.text
    assert 'value="TK-1 - TK-7"' in page.text
    _job, made = asked(client, f"{at}/lists/labels", query)
    assert "7 dòng" in client.get(made).text
    with PdfDocument(client.get(f"{made}/file").data) as pdf:
        assert len(pdf) == 4 and [round(side) for side in pdf[0].get_size()] == [595, 842]
        assert "TK-00007" in pdf[3].get_textpage().get_text_range()
    for form in ("print", "xlsx"):
        page = client.get(f"{at}/register?format={form}&q=tat")
        assert page.mimetype == "text/html" and "/lists/register" in page.text
    _job, made = asked(client, f"{at}/lists/register", {"q": "tat den"})
    rows = sheets.read(client.get(f"{made}/file").data)[0].rows
    assert len(rows) == 8 and rows[1][1] == "TK-00001"
    for other in (here.principal, here.strange_librarian, here.student):
        assert signed_in(other).get(f"{made}/file").status_code == 404
